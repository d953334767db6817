package io.rollcall.manager.embedded;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.matchingrules.MatchingRule;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.controls.PermissiveModifyRequestControl;
import com.unboundid.ldap.sdk.schema.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Modifications that add or remove many values of an attribute, as one that replaces all of them. The server in
/// memory compares each value that it adds or removes with each one that is there, which takes it a minute for 5,000
/// members; a list that replaces another one it takes as it is.
final class LargeEdits {
    /// From so many values in one modification on.
    private static final int MANY = 50;

    private final boolean permissive;
    private final Entry before;
    private final @Nullable Schema schema;

    private LargeEdits(boolean permissive, Entry before, @Nullable Schema schema) {
        this.permissive = permissive;
        this.before = before;
        this.schema = schema;
    }

    /// An attribute as it is after some modifications: its values by what makes them equal.
    private record Edited(String name, MatchingRule rule, Map<ASN1OctetString, ASN1OctetString> values) {}

    /// Another request of the same effect, where it is less work; otherwise the same one. No other write may happen
    /// between this and the request.
    static ModifyRequest of(InMemoryDirectoryServer server, ModifyRequest request) throws LDAPException {
        List<Modification> all = request.getModifications();
        if (all.stream().noneMatch(LargeEdits::isLarge)) {
            return request;
        }
        Entry before = server.getEntry(request.getDN());
        if (before == null) {
            return request;
        }
        boolean permissive = request.getControl(PermissiveModifyRequestControl.PERMISSIVE_MODIFY_REQUEST_OID) != null;
        List<Modification> whole = new LargeEdits(permissive, before, server.getSchema()).whole(all);
        return whole == null
                ? request
                : new ModifyRequest(request.getDN(), whole.toArray(Modification[]::new), request.getControls());
    }

    private static boolean isLarge(Modification one) {
        return one.getRawValues().length > MANY
                && (one.getModificationType().equals(ModificationType.ADD)
                        || one.getModificationType().equals(ModificationType.DELETE));
    }

    private static String key(Modification one) {
        return one.getAttributeName().toLowerCase(Locale.ROOT);
    }

    /// Null where the request fails, or might: the server has the words for that.
    private @Nullable List<Modification> whole(List<Modification> all) throws LDAPException {
        List<String> large =
                all.stream().filter(LargeEdits::isLarge).map(LargeEdits::key).toList();
        List<Modification> whole = new ArrayList<>();
        Map<String, Edited> edited = new LinkedHashMap<>();
        for (Modification one : all) {
            String key = key(one);
            if (!large.contains(key)) {
                whole.add(one);
                continue;
            }
            Edited attribute = edited.get(key);
            if (attribute == null) {
                attribute = of(one.getAttributeName());
                edited.put(key, attribute);
            }
            if (!apply(one, attribute)) {
                return null;
            }
        }
        edited.values()
                .forEach(attribute -> whole.add(new Modification(
                        ModificationType.REPLACE,
                        attribute.name(),
                        attribute.values().values().toArray(ASN1OctetString[]::new))));
        return whole;
    }

    private Edited of(String name) throws LDAPException {
        MatchingRule rule = MatchingRule.selectEqualityMatchingRule(name, schema);
        Attribute present = before.getAttribute(name, schema);
        Edited edited = new Edited(present == null ? name : present.getName(), rule, new LinkedHashMap<>());
        if (present != null) {
            for (ASN1OctetString value : present.getRawValues()) {
                edited.values().put(rule.normalize(value), value);
            }
        }
        return edited;
    }

    private boolean apply(Modification one, Edited attribute) throws LDAPException {
        boolean adds = one.getModificationType().equals(ModificationType.ADD);
        boolean removes = one.getModificationType().equals(ModificationType.DELETE);
        if ((!adds && !removes) || one.getRawValues().length == 0) {
            return false;
        }
        for (ASN1OctetString value : one.getRawValues()) {
            ASN1OctetString equal = attribute.rule().normalize(value);
            boolean changes = adds
                    ? attribute.values().putIfAbsent(equal, value) == null
                    : attribute.values().remove(equal) != null;
            if (!changes && !permissive) {
                return false;
            }
        }
        return true;
    }
}
