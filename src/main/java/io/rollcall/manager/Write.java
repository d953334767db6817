package io.rollcall.manager;

import com.unboundid.ldap.sdk.AddRequest;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.DeleteRequest;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModifyDNRequest;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.UpdatableLDAPRequest;
import com.unboundid.ldap.sdk.controls.PermissiveModifyRequestControl;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One request that changes one entry.
///
/// @param dn the entry, as it is called before
/// @param mark what must be on the entry for the request to be carried out at all; null where the entry is
///     not ours
record Write(UpdatableLDAPRequest request, DN dn, @Nullable String mark) {
    static Write add(Entry entry, DN dn) {
        return new Write(new AddRequest(entry), dn, null);
    }

    static Write delete(DN dn, String mark) {
        return new Write(new DeleteRequest(dn), dn, mark);
    }

    /// Values that are there already, or gone already, do not matter: the control says so to the servers
    /// that know it, announced or not, and those that do not know it may ignore it.
    static Write modify(DN dn, @Nullable String mark, List<Modification> modifications) {
        ModifyRequest request = new ModifyRequest(dn, modifications);
        request.addControl(new PermissiveModifyRequestControl(false));
        return new Write(request, dn, mark);
    }

    static Write rename(DN dn, String mark, DN newDn) {
        return new Write(new ModifyDNRequest(dn, DirectoryLayout.rdn(newDn), true), dn, mark);
    }
}
