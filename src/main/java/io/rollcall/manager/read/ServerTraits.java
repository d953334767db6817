package io.rollcall.manager.read;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RootDSE;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.AssertionRequestControl;
import io.rollcall.manager.connection.LdapErrors;
import io.rollcall.manager.layout.DirectoryLayout;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What a server announces that decides how it is best written to.
///
/// @param assertions whether a condition can travel with a write (RFC 4528)
/// @param memberOf whether the server may keep `memberOf` on the members of groups: its schema has the attribute,
///     or cannot be read
/// @param memberOfOverlay whether it is an OpenLDAP that has loaded the overlay which keeps `memberOf` up to date
///     with
///     every write of a group, and only then
public record ServerTraits(boolean assertions, boolean memberOf, boolean memberOfOverlay) {
    private static final Duration GOOD_FOR = Duration.ofMinutes(15);
    private static final String ATTRIBUTE_TYPES = "attributeTypes";

    /// Whether the whole list of a group's members can be sent on the condition that it was not changed meanwhile.
    /// Not where memberOf is maintained: OpenLDAP's overlay would apply the condition to the members' entries.
    public boolean takesWholeLists() {
        return assertions && !memberOf;
    }

    private static ServerTraits read(LDAPConnection connection) throws LDAPException {
        RootDSE root = connection.getRootDSE();
        boolean assertions = root != null && root.supportsControl(AssertionRequestControl.ASSERTION_REQUEST_OID);
        List<String> types = attributeTypes(connection, root == null ? null : root.getSubschemaSubentryDN());
        return new ServerTraits(
                assertions, types.isEmpty() || has(types, "memberof"), has(types, "olcmemberofgroupoc"));
    }

    private static List<String> attributeTypes(LDAPConnection connection, @Nullable String dn) throws LDAPException {
        if (dn == null) {
            return List.of();
        }
        SearchRequest request =
                new SearchRequest(dn, SearchScope.BASE, Filter.createPresenceFilter("objectClass"), ATTRIBUTE_TYPES);
        try {
            SearchResultEntry entry = connection.searchForEntry(request);
            return entry == null ? List.of() : DirectoryLayout.values(entry, ATTRIBUTE_TYPES);
        } catch (LDAPException e) {
            if (LdapErrors.passes(e.getResultCode())) {
                throw e;
            }
            return List.of();
        }
    }

    private static boolean has(List<String> types, String name) {
        return types.stream().anyMatch(type -> type.toLowerCase(Locale.ROOT).contains("'" + name + "'"));
    }

    /// What the servers of one directory announced, cached for a while. Thread-safe.
    public static final class Cache {
        private record Known(ServerTraits traits, long nanoTime) {}

        private final Map<String, Known> servers = new ConcurrentHashMap<>();

        /// The traits of the server that this connection leads to; the server is asked when they are unknown or
        /// old.
        public ServerTraits of(LDAPConnection connection) throws LDAPException {
            String server = RememberedSnapshot.server(connection);
            Known known = servers.get(server);
            if (known == null || System.nanoTime() - known.nanoTime() > GOOD_FOR.toNanos()) {
                known = new Known(read(connection), System.nanoTime());
                servers.put(server, known);
            }
            return known.traits();
        }
    }
}
