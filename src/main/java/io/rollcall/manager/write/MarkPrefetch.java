package io.rollcall.manager.write;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import io.rollcall.manager.layout.DirectoryLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads the marks on entries just before these are deleted or renamed: a few entries with one search, since one
/// search for each entry would take longer than the writes. Not thread-safe; confined to one pass over one
/// connection.
final class MarkPrefetch {
    /// Few enough that hardly any time passes between the search and the last of these writes.
    private static final int AT_ONCE = 50;

    private final LDAPConnection connection;
    private final List<DN> ahead = new ArrayList<>();
    private final Map<DN, Integer> places = new HashMap<>();
    private final Map<DN, List<String>> found = new HashMap<>();
    private int read;

    MarkPrefetch(LDAPConnection connection) {
        this.connection = connection;
    }

    /// Announces the entries whose marks will be asked for, in that order.
    void announce(List<DN> entries) {
        for (DN entry : entries) {
            places.put(entry, ahead.size());
            ahead.add(entry);
        }
    }

    /// The values of the attribute that holds marks; null when there is no such entry.
    @Nullable
    List<String> of(DN entry) throws LDAPException {
        Integer place = places.remove(entry);
        if (place == null) {
            SearchResultEntry now = connection.getEntry(entry.toString(), DirectoryLayout.MARK);
            return now == null ? null : DirectoryLayout.values(now, DirectoryLayout.MARK);
        }
        while (read <= place) {
            readNext();
        }
        return found.remove(entry);
    }

    private void readNext() throws LDAPException {
        DN parent = Objects.requireNonNull(ahead.get(read).getParent(), "owned entries are below a container");
        List<Filter> names = new ArrayList<>();
        int end = read;
        while (end < ahead.size()
                && names.size() < AT_ONCE
                && parent.equals(ahead.get(end).getParent())) {
            RDN rdn = DirectoryLayout.rdn(ahead.get(end++));
            names.add(Filter.createEqualityFilter(rdn.getAttributeNames()[0], rdn.getAttributeValues()[0]));
        }
        SearchRequest request = new SearchRequest(
                parent.toString(), SearchScope.ONE, Filter.createORFilter(names), DirectoryLayout.MARK);
        try {
            List<SearchResultEntry> entries = connection.search(request).getSearchEntries();
            for (SearchResultEntry entry :
                    Objects.requireNonNull(entries, "without a listener they are in the result")) {
                found.put(entry.getParsedDN(), DirectoryLayout.values(entry, DirectoryLayout.MARK));
            }
        } catch (LDAPException e) {
            if (!e.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)) {
                throw e;
            }
        }
        read = end;
    }
}
