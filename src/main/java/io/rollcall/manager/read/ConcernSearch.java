package io.rollcall.manager.read;

import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.controls.MatchedValuesFilter;
import com.unboundid.ldap.sdk.controls.MatchedValuesRequestControl;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UnavailableException.Part;
import io.rollcall.cluster.UserName;
import io.rollcall.manager.layout.DirectoryLayout;
import io.rollcall.sync.target.Concern;
import io.rollcall.sync.target.ObjectKind;
import io.rollcall.sync.target.TargetSnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// Reads what concerns few users, by filters that a server answers from its indexes: their entries by name, the
/// groups and roles that mention them, and by its mark an owned entry that bears another name. Of the members of a
/// group it asks for theirs alone (RFC 3876); a server that cannot do that sends all. Not thread-safe; confined to
/// one read.
public final class ConcernSearch {
    /// Terms of one filter.
    private static final int AT_ONCE = 200;

    private static final int MOST_VALUES = 100;

    private final DirectoryLayout layout;
    private final BulkSearch search;
    private final SnapshotReader reader;

    /// @param reader without any entry so far
    public ConcernSearch(LDAPConnection connection, DirectoryLayout layout, Progress progress, SnapshotReader reader) {
        this.layout = layout;
        this.search = new BulkSearch(connection, layout, progress, false);
        this.reader = reader;
    }

    /// Reads everything of one kind after the other. May be called again after an exception.
    ///
    /// @throws LDAPException when the directory is unavailable
    /// @throws UnavailableException when it answers, but not with everything
    public TargetSnapshot read(Concern concern, TargetSnapshot.Whole held) throws LDAPException, UnavailableException {
        BulkSearch.EntrySink users = reader.of(ObjectKind.USER);
        users.begin();
        read(
                ObjectKind.USER,
                equal(DirectoryLayout.UID, texts(concern.users(), UserName::value)),
                Part.MANAGER_USER,
                users);
        readMarked(ObjectKind.USER, concern.userIds(), reader.snapshot().ownedOrDisabled(), Part.MANAGER_USER, users);

        Set<UserName> names = new HashSet<>(concern.users());
        reader.snapshot().accounts().forEach(account -> names.add(account.name()));
        List<String> members = texts(names, layout::groupMemberValue);
        Control[] some = some(ObjectKind.GROUP, layout.groupMember(), members);
        BulkSearch.EntrySink groups = reader.of(ObjectKind.GROUP);
        groups.begin();
        Stream<Filter> named = equal(DirectoryLayout.CN, texts(concern.groups(), GroupName::value));
        read(
                ObjectKind.GROUP,
                concern.mentions() ? Stream.concat(named, equal(layout.groupMember(), members)) : named,
                Part.MANAGER_GROUP,
                groups,
                some);
        readMarked(
                ObjectKind.GROUP,
                concern.groupIds(),
                reader.snapshot().ownedGroups().keySet(),
                Part.MANAGER_GROUP,
                groups,
                some);

        List<String> holders =
                new ArrayList<>(texts(names, name -> layout.dn(name).toString()));
        concern.groups().forEach(name -> holders.add(layout.dn(name).toString()));
        reader.snapshot()
                .groups()
                .forEach(group -> holders.add(layout.dn(group.name()).toString()));
        search.read(
                ObjectKind.ROLE,
                layout.filter(ObjectKind.ROLE),
                Part.MANAGER_GROUP,
                reader.of(ObjectKind.ROLE),
                some(ObjectKind.ROLE, DirectoryLayout.MEMBER, holders));
        return reader.snapshot().about(concern, held);
    }

    /// Adds the entries that match any of the filters, of which a server need not take more than some at a time.
    private void read(ObjectKind kind, Stream<Filter> any, Part part, BulkSearch.EntrySink sink, Control... controls)
            throws LDAPException, UnavailableException {
        List<Filter> all = any.toList();
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            Filter filter = Filter.createORFilter(all.subList(from, Math.min(all.size(), from + AT_ONCE)));
            search.read(kind, filter, part, new More(sink), controls);
        }
    }

    /// Looks for owned entries that bear another name than expected: rarely, as it takes an index of the mark to be
    /// quick.
    private void readMarked(
            ObjectKind kind,
            Set<IamId> wanted,
            Set<IamId> found,
            Part part,
            BulkSearch.EntrySink sink,
            Control... controls)
            throws LDAPException, UnavailableException {
        List<String> marks = wanted.stream()
                .filter(id -> !found.contains(id))
                .map(id -> layout.mark(kind, id))
                .toList();
        if (!marks.isEmpty()) {
            read(kind, equal(DirectoryLayout.MARK, marks), part, sink, controls);
        }
    }

    /// Adds to what a sink has.
    private record More(BulkSearch.EntrySink sink) implements BulkSearch.EntrySink {
        /// Nothing that was added before has to go: an entry that comes twice counts once.
        @Override
        public void begin() {}

        @Override
        public void accept(SearchResultEntry entry) throws LDAPException {
            sink.accept(entry);
        }
    }

    private static Stream<Filter> equal(String attribute, Collection<String> values) {
        return values.stream().map(value -> Filter.createEqualityFilter(attribute, value));
    }

    /// Of one attribute these values, and all of the others. Not critical: a server may send all values of that
    /// one, too. It compares each value with each that is wanted, so many are as soon sent.
    private Control[] some(ObjectKind kind, String attribute, Collection<String> values) {
        if (values.size() > MOST_VALUES) {
            return new Control[0];
        }
        List<MatchedValuesFilter> filters = new ArrayList<>();
        for (String other : layout.attributes(kind)) {
            if (!other.equals(attribute)) {
                filters.add(MatchedValuesFilter.createPresentFilter(other));
            }
        }
        values.forEach(value -> filters.add(MatchedValuesFilter.createEqualityFilter(attribute, value)));
        return new Control[] {new MatchedValuesRequestControl(false, filters)};
    }

    private static <N> List<String> texts(Collection<N> names, Function<N, String> text) {
        return names.stream().map(text).distinct().toList();
    }
}
