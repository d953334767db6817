package io.rollcall.manager.write;

import com.unboundid.ldap.sdk.AddRequest;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.DeleteRequest;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModifyDNRequest;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.UpdatableLDAPRequest;
import com.unboundid.ldap.sdk.controls.PermissiveModifyRequestControl;
import com.unboundid.ldif.LDIFAddChangeRecord;
import com.unboundid.ldif.LDIFChangeRecord;
import com.unboundid.ldif.LDIFDeleteChangeRecord;
import com.unboundid.ldif.LDIFModifyChangeRecord;
import com.unboundid.ldif.LDIFModifyDNChangeRecord;
import io.rollcall.manager.layout.DirectoryLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One request that changes one entry.
///
/// @param dn the entry under its name before the request
/// @param mark the mark that the entry must carry for the request to be carried out at all; null where the entry
///     is not owned
public record Write(
        UpdatableLDAPRequest request, DN dn, @Nullable String mark) {
    static Write add(Entry entry, DN dn) {
        return new Write(new AddRequest(entry), dn, null);
    }

    static Write delete(DN dn, String mark) {
        return new Write(new DeleteRequest(dn), dn, mark);
    }

    /// Values to add that exist already, and values to remove that are missing, do not matter: the control says so
    /// to servers that know it, announced or not, and other servers may ignore it.
    static Write modify(DN dn, @Nullable String mark, List<Modification> modifications) {
        ModifyRequest request = new ModifyRequest(dn, modifications);
        request.addControl(new PermissiveModifyRequestControl(false));
        return new Write(request, dn, mark);
    }

    static Write rename(DN dn, String mark, DN newDn) {
        return new Write(new ModifyDNRequest(dn, DirectoryLayout.rdn(newDn), true), dn, mark);
    }

    /// The request as a record of LDIF with an empty line behind it. Controls are left out: the reader wants to
    /// see what changes, and some tools do not know them.
    public String ldif() {
        LDIFChangeRecord record = switch (request) {
            case AddRequest add -> new LDIFAddChangeRecord(add.getDN(), add.getAttributes());
            case ModifyRequest modify -> new LDIFModifyChangeRecord(modify.getDN(), modify.getModifications());
            case ModifyDNRequest rename ->
                new LDIFModifyDNChangeRecord(
                        rename.getDN(), rename.getNewRDN(), rename.deleteOldRDN(), rename.getNewSuperiorDN());
            case DeleteRequest delete -> new LDIFDeleteChangeRecord(delete.getDN());
            default -> throw new IllegalStateException("no write: " + request);
        };
        return record.toLDIFString() + "\n";
    }
}
