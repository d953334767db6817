package io.rollcall.benchmarks;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchResultListener;
import com.unboundid.ldap.sdk.SearchResultReference;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// What a directory holds: its entries by DN, and of each the values of every attribute but the operational
/// ones.
record Dump(Map<String, Map<String, Set<String>>> entries) {

    static Dump of(Directory directory) throws LDAPException {
        Map<String, Map<String, Set<String>>> entries = new LinkedHashMap<>();
        SearchResultListener listener = new SearchResultListener() {
            @Override
            public void searchEntryReturned(SearchResultEntry entry) {
                entries.put(entry.getDN(), attributes(entry));
            }

            @Override
            public void searchReferenceReturned(SearchResultReference reference) {}
        };
        try (LDAPConnection connection = directory.connect()) {
            connection.search(new SearchRequest(listener, directory.base(), SearchScope.SUB, "(objectClass=*)", "*"));
        } catch (LDAPSearchException e) {
            throw new LDAPException(e);
        }
        return new Dump(entries);
    }

    private static Map<String, Set<String>> attributes(SearchResultEntry entry) {
        Map<String, Set<String>> attributes = new LinkedHashMap<>();
        for (Attribute attribute : entry.getAttributes()) {
            attributes.put(attribute.getName(), new LinkedHashSet<>(Arrays.asList(attribute.getValues())));
        }
        return attributes;
    }

    /// The same as if the directory had another base.
    Dump rebased(Directory from, Directory to) {
        Map<String, Map<String, Set<String>>> other = new LinkedHashMap<>();
        entries.forEach((dn, attributes) -> {
            Map<String, Set<String>> moved = new LinkedHashMap<>();
            attributes.forEach((attribute, values) -> {
                Set<String> all = LinkedHashSet.newLinkedHashSet(values.size());
                values.forEach(value -> all.add(rebased(value, from, to)));
                moved.put(attribute, all);
            });
            other.put(rebased(dn, from, to), moved);
        });
        return new Dump(other);
    }

    private static String rebased(String value, Directory from, Directory to) {
        return value.endsWith(from.base())
                ? value.substring(0, value.length() - from.base().length()) + to.base()
                : value;
    }

    /// Whether both say the same about what Rollcall writes; the suffix itself has another name in each.
    boolean sameBelow(Dump other, Directory directory) {
        return below(directory).equals(other.below(directory));
    }

    private Map<String, Map<String, Set<String>>> below(Directory directory) {
        Map<String, Map<String, Set<String>>> all = new LinkedHashMap<>(entries);
        all.keySet().remove(directory.base());
        all.keySet().remove(directory.account());
        return all;
    }
}
