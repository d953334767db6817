package io.rollcall;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldif.LDIFReader;
import io.rollcall.manager.Slapd;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/// The entries of a Manager below any base.
final class ManagerEntries {
    private ManagerEntries() {}

    /// Puts containers, roles and own groups of a Manager below an entry that is there.
    static void fill(LDAPConnection admin, String base) throws Exception {
        try (InputStream resource = Objects.requireNonNull(
                ManagerEntries.class.getResourceAsStream("/io/rollcall/manager/embedded/manager-base.ldif"))) {
            String text = new String(resource.readAllBytes(), StandardCharsets.UTF_8).replace(Slapd.BASE, base);
            try (LDIFReader reader = new LDIFReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))) {
                for (Entry entry = reader.readEntry(); entry != null; entry = reader.readEntry()) {
                    admin.add(entry);
                }
            }
        }
    }

    /// Every entry by its DN, with every attribute but the operational ones, as if the base was called `BASE`.
    static SortedMap<String, SortedMap<String, List<String>>> dump(LDAPConnection connection, String base)
            throws LDAPException {
        String normalized = DN.normalize(base);
        SortedMap<String, SortedMap<String, List<String>>> entries = new TreeMap<>();
        var found = connection.search(base, SearchScope.SUB, "(objectClass=*)").getSearchEntries();
        for (Entry entry : Objects.requireNonNull(found)) {
            SortedMap<String, List<String>> attributes = new TreeMap<>();
            for (Attribute attribute : entry.getAttributes()) {
                attributes.put(
                        attribute.getName(),
                        Arrays.stream(attribute.getValues())
                                .map(value -> value.replace(base, "BASE"))
                                .sorted()
                                .toList());
            }
            entries.put(entry.getParsedDN().toNormalizedString().replace(normalized, "BASE"), attributes);
        }
        return entries;
    }
}
