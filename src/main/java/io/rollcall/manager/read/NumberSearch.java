package io.rollcall.manager.read;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import io.rollcall.cluster.Progress;
import io.rollcall.manager.layout.DirectoryLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Searches below the base, and not only in the containers of this service, for entries that use POSIX numbers
/// which a plan is about to give: service accounts in a unit of their own, for example. Not thread-safe; confined
/// to one search.
public final class NumberSearch {
    /// From so many numbers on, all entries with numbers are read: then nearly all users are new.
    private static final int MANY = 1_000;

    private static final int AT_ONCE = 200;

    private final LDAPConnection connection;
    private final String base;
    private final Progress progress;

    public NumberSearch(LDAPConnection connection, DirectoryLayout layout, Progress progress) {
        this.connection = connection;
        this.base = layout.base().toString();
        this.progress = progress;
    }

    /// Those of the candidates that an entry has.
    public Set<Integer> inUse(Set<Integer> candidates) throws LDAPException {
        Set<Integer> found = new HashSet<>();
        if (candidates.size() >= MANY) {
            try {
                search(
                        Filter.createORFilter(
                                Filter.createPresenceFilter(DirectoryLayout.UID_NUMBER),
                                Filter.createPresenceFilter(DirectoryLayout.GID_NUMBER)),
                        found);
                found.retainAll(candidates);
                return found;
            } catch (LDAPSearchException e) {
                if (!BulkSearch.isLimited(e.getResultCode())) {
                    throw e;
                }
                found.clear();
            }
        }
        List<Integer> all = new ArrayList<>(candidates);
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            List<Filter> equal = new ArrayList<>();
            for (int number : all.subList(from, Math.min(all.size(), from + AT_ONCE))) {
                equal.add(Filter.createEqualityFilter(DirectoryLayout.UID_NUMBER, Integer.toString(number)));
                equal.add(Filter.createEqualityFilter(DirectoryLayout.GID_NUMBER, Integer.toString(number)));
            }
            search(Filter.createORFilter(equal), found);
        }
        found.retainAll(candidates);
        return found;
    }

    private void search(Filter filter, Set<Integer> found) throws LDAPSearchException {
        SearchRequest request = new SearchRequest(
                base, SearchScope.SUB, filter, DirectoryLayout.UID_NUMBER, DirectoryLayout.GID_NUMBER);
        try {
            List<SearchResultEntry> entries = connection.search(request).getSearchEntries();
            for (SearchResultEntry entry :
                    Objects.requireNonNull(entries, "without a listener they are in the result")) {
                found.add(DirectoryLayout.number(entry, DirectoryLayout.UID_NUMBER));
                found.add(DirectoryLayout.number(entry, DirectoryLayout.GID_NUMBER));
            }
        } catch (LDAPSearchException e) {
            if (!e.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)) {
                throw e;
            }
        }
        progress.made();
    }
}
