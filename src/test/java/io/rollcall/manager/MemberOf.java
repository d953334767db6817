package io.rollcall.manager;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import io.rollcall.manager.layout.DirectoryLayout;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What readers of a directory see who go by `memberOf`.
final class MemberOf {
    private MemberOf() {}

    /// Checks that every account has in memberOf the groups that have it in member, and no other.
    static void assertRight(Slapd slapd) throws LDAPException {
        try (LDAPConnection admin = slapd.admin()) {
            assertRight(admin);
        }
    }

    /// The same for a connection that may read everything.
    static void assertRight(LDAPConnection admin) throws LDAPException {
        assertThat(backlinks(admin)).as("memberOf").isEqualTo(members(admin));
    }

    /// The groups of each account that is in one, by the accounts' memberOf.
    static Map<String, Set<String>> backlinks(Slapd slapd) throws LDAPException {
        try (LDAPConnection admin = slapd.admin()) {
            return backlinks(admin);
        }
    }

    private static Map<String, Set<String>> backlinks(LDAPConnection admin) throws LDAPException {
        Map<String, Set<String>> groups = new TreeMap<>();
        for (SearchResultEntry entry : entries(admin, "Peoples", "(objectClass=*)", "memberOf")) {
            for (String group : DirectoryLayout.values(entry, "memberOf")) {
                if (DN.normalize(group).contains(",ou=groups,")) {
                    add(groups, entry.getDN(), group);
                }
            }
        }
        return groups;
    }

    /// The same by the groups' member, of accounts that are there.
    static Map<String, Set<String>> members(Slapd slapd) throws LDAPException {
        try (LDAPConnection admin = slapd.admin()) {
            return members(admin);
        }
    }

    private static Map<String, Set<String>> members(LDAPConnection admin) throws LDAPException {
        Map<String, Set<String>> groups = new TreeMap<>();
        Set<String> accounts = new TreeSet<>();
        for (SearchResultEntry entry : entries(admin, "Peoples", "(objectClass=*)", "1.1")) {
            accounts.add(DN.normalize(entry.getDN()));
        }
        for (SearchResultEntry entry : entries(admin, "Groups", "(member=*)", "member")) {
            for (String member : DirectoryLayout.values(entry, "member")) {
                if (accounts.contains(DN.normalize(member))) {
                    add(groups, member, entry.getDN());
                }
            }
        }
        return groups;
    }

    private static List<SearchResultEntry> entries(LDAPConnection admin, String unit, String filter, String attribute)
            throws LDAPException {
        return Objects.requireNonNull(admin.search("ou=" + unit + "," + Slapd.BASE, SearchScope.ONE, filter, attribute)
                .getSearchEntries());
    }

    private static void add(Map<String, Set<String>> groups, String member, String group) throws LDAPException {
        groups.computeIfAbsent(DN.normalize(member), m -> new TreeSet<>()).add(DN.normalize(group));
    }
}
