package io.rollcall.sync.scope;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.source.IamGroup;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.IamUser;
import io.rollcall.sync.source.Selection;
import io.rollcall.sync.target.ObjectKind;
import io.rollcall.sync.target.TargetSnapshot;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What has been asked for in one cluster and not been cancelled: either everything, without the entries that were
/// cancelled by name since, or the sum of the names asked for. `is_synchronous` is about this scope (R28).
///
/// @param everything whether all users and groups were asked for
/// @param asked entries that were asked for by name; empty where everything was
/// @param cancelled entries that were cancelled by name: they are left out of everything, or their removal is
///     still to be confirmed
public record Scope(boolean everything, Set<Entry> asked, Set<Entry> cancelled) {
    /// Nothing was asked for.
    public static final Scope EMPTY = new Scope(false, Set.of(), Set.of());

    public Scope {
        asked = Set.copyOf(asked);
        cancelled = Set.copyOf(cancelled);
    }

    /// A user or a group.
    ///
    /// @param name as the IAM spelled it when it was last seen, or the caller
    /// @param id null until a read of the IAM or the Manager shows it
    public record Entry(
            ObjectKind kind, String name, @Nullable IamId id) {
        public static Entry of(IamUser user) {
            return new Entry(ObjectKind.USER, user.name().value(), user.id());
        }

        public static Entry of(IamGroup group) {
            return new Entry(ObjectKind.GROUP, group.name().value(), group.id());
        }

        /// What a caller named, before the IAM or the Manager was asked for its id.
        public static Stream<Entry> of(Selection.Named named) {
            return Stream.concat(
                    named.users().stream().map(name -> new Entry(ObjectKind.USER, name.value(), null)),
                    named.groups().stream().map(name -> new Entry(ObjectKind.GROUP, name.value(), null)));
        }
    }

    /// What a request means for the scope.
    public sealed interface Request {
        /// Neither more nor less is asked for than before.
        Request NOTHING = new Some(Set.of(), Set.of());

        /// All users and groups are asked for, also those that were cancelled before.
        record Everybody() implements Request {}

        /// Some are asked for.
        ///
        /// @param named those that the caller named and the IAM knows
        /// @param along entries that come with them
        record Some(Set<Entry> named, Set<Entry> along) implements Request {}

        /// Some are cancelled.
        ///
        /// @param entries what the caller named, and what goes with it
        record Fewer(Set<Entry> entries) implements Request {}

        /// What a request asks for whose plan was never made, because a server did not answer. A cancellation that
        /// did not happen changes nothing.
        public static Request of(Command command) {
            return switch (command) {
                case Command.Synchronize(Selection.Everything _) -> new Everybody();
                case Command.Synchronize(Selection.Named named) ->
                    new Some(Entry.of(named).collect(Collectors.toSet()), Set.of());
                case Command.Cancel _, Command.Adopt _ -> NOTHING;
            };
        }
    }

    /// Whether nothing was asked for.
    public boolean isEmpty() {
        return !everything && asked.isEmpty();
    }

    /// This scope after a request.
    public Scope after(Request request) {
        return switch (request) {
            case Request.Everybody _ -> new Scope(true, Set.of(), Set.of());
            case Request.Some(Set<Entry> named, Set<Entry> along) -> with(named, along);
            case Request.Fewer(Set<Entry> entries) -> {
                Set<Entry> gone = without(cancelled, entries);
                entries.stream()
                        .filter(entry -> everything || entry.id() != null)
                        .forEach(gone::add);
                yield new Scope(everything, without(asked, entries), gone);
            }
        };
    }

    private Scope with(Set<Entry> named, Set<Entry> along) {
        Set<Entry> back = new HashSet<>(named);
        back.addAll(along);
        Set<Entry> stillCancelled = without(cancelled, back);
        if (everything) {
            return new Scope(true, Set.of(), stillCancelled);
        }
        Set<Entry> known = new HashSet<>(named);
        // A name alone says nothing new about an entry that is known by that name.
        known.removeIf(entry -> entry.id() == null && asked.stream().anyMatch(old -> sameName(old, entry)));
        Set<Entry> all = without(asked, known);
        all.addAll(known);
        return new Scope(false, all, stillCancelled);
    }

    private static boolean sameName(Entry one, Entry other) {
        return one.kind() == other.kind() && one.name().equals(other.name());
    }

    /// The entries of the first that are not among the second: by id where both have one, else by name.
    private static Set<Entry> without(Set<Entry> some, Collection<Entry> others) {
        Set<String> ids = new HashSet<>();
        Set<String> names = new HashSet<>();
        Set<String> bare = new HashSet<>();
        for (Entry other : others) {
            String name = other.kind() + " " + other.name();
            names.add(name);
            boolean ignored = other.id() == null
                    ? bare.add(name)
                    : ids.add(other.kind() + " " + other.id().value());
        }
        Set<Entry> left = new HashSet<>();
        for (Entry one : some) {
            String name = one.kind() + " " + one.name();
            boolean same = one.id() == null
                    ? names.contains(name)
                    : ids.contains(one.kind() + " " + one.id().value()) || bare.contains(name);
            if (!same) {
                left.add(one);
            }
        }
        return left;
    }

    /// The cancelled users or groups, by id.
    public Set<IamId> cancelledOf(ObjectKind kind) {
        Set<IamId> ids = new HashSet<>();
        for (Entry entry : cancelled) {
            IamId id = entry.id();
            if (entry.kind() == kind && id != null) {
                ids.add(id);
            }
        }
        return ids;
    }

    /// This scope brought up to date by a complete read of the IAM and one of the Manager: names get their ids, an
    /// entry that the IAM does not know is dropped unless the Manager still holds it, and in a sum of names a
    /// cancelled entry is forgotten once the Manager holds it no more.
    public Scope resolved(IamSnapshot iam, TargetSnapshot target) {
        Directory directory = Directory.of(iam);
        Set<Entry> nowAsked = new HashSet<>();
        for (Entry entry : asked) {
            Entry known = directory.find(entry);
            if (known != null) {
                nowAsked.add(known);
            } else if (owned(entry, target)) {
                nowAsked.add(entry);
            }
        }
        Set<Entry> nowCancelled = new HashSet<>();
        for (Entry entry : cancelled) {
            Entry known = directory.find(entry);
            if (everything ? known != null || entry.id() != null : owned(entry, target)) {
                nowCancelled.add(known == null ? entry : known);
            }
        }
        return new Scope(everything, nowAsked, nowCancelled);
    }

    public static boolean owned(Entry entry, TargetSnapshot target) {
        IamId id = entry.id();
        return id != null
                && (entry.kind() == ObjectKind.USER
                        ? target.ownedAccounts().containsKey(id)
                        : target.ownedGroups().containsKey(id));
    }

    /// The users and groups of the IAM, looked up by id or by name.
    private record Directory(
            Map<IamId, IamUser> users,
            Map<UserName, IamUser> userNames,
            Map<IamId, IamGroup> groups,
            Map<GroupName, IamGroup> groupNames) {
        static Directory of(IamSnapshot iam) {
            var users = new HashMap<IamId, IamUser>();
            var userNames = new HashMap<UserName, IamUser>();
            var groups = new HashMap<IamId, IamGroup>();
            var groupNames = new HashMap<GroupName, IamGroup>();
            iam.users().forEach(user -> {
                users.put(user.id(), user);
                userNames.put(user.name(), user);
            });
            iam.groups().forEach(group -> {
                groups.put(group.id(), group);
                groupNames.put(group.name(), group);
            });
            return new Directory(users, userNames, groups, groupNames);
        }

        @Nullable
        Entry find(Entry entry) {
            IamId id = entry.id();
            if (entry.kind() == ObjectKind.USER) {
                IamUser user = id == null ? userNames.get(new UserName(entry.name())) : users.get(id);
                return user == null ? null : Entry.of(user);
            }
            IamGroup group = id == null ? groupNames.get(new GroupName(entry.name())) : groups.get(id);
            return group == null ? null : Entry.of(group);
        }
    }
}
