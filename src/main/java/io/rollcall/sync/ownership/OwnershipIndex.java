package io.rollcall.sync.ownership;

import io.rollcall.cluster.IamId;
import io.rollcall.sync.target.Concern;
import io.rollcall.sync.target.Right;
import io.rollcall.sync.target.TargetSnapshot;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What is owned, and which POSIX numbers were given, looked up for few users: by id, and by the names that
/// entries had. Made once for what the database holds, then a look-up costs the same for any number of users.
/// Immutable.
public final class OwnershipIndex {
    private final Ownership ownership;
    private final NumberBook numbers;
    private final Names<Ownership.UserEntry> users;
    private final Names<Ownership.GroupEntry> groups;
    private final Highest ofUsers;
    private final Highest ofGroups;

    /// @param former of an earlier state, if there is one: where little has changed, only that is looked at
    public OwnershipIndex(Ownership ownership, NumberBook numbers, @Nullable OwnershipIndex former) {
        this.ownership = ownership;
        this.numbers = numbers;
        users = new Names<>(ownership.users(), entry -> entry.name().key(), former == null ? null : former.users);
        groups = new Names<>(ownership.groups(), entry -> entry.name().key(), former == null ? null : former.groups);
        ofUsers = Highest.of(numbers.users(), former == null ? null : former.ofUsers);
        ofGroups = Highest.of(numbers.groups(), former == null ? null : former.ofGroups);
    }

    /// The highest number of a map; -1 where there is none.
    ///
    /// @param base the map before few of its numbers changed
    /// @param inBase the highest number there
    private record Highest(Map<IamId, Integer> base, int inBase, int number) {
        @SuppressWarnings("ReferenceEquality")
        static Highest of(Map<IamId, Integer> numbers, @Nullable Highest former) {
            Map<IamId, Integer> base = Patched.base(numbers);
            int inBase = former != null && former.base == base ? former.inBase : highest(base.values());
            Set<IamId> changed = Patched.changed(numbers);
            boolean lost = changed.stream().anyMatch(id -> Objects.equals(base.get(id), inBase));
            int ofChanged = highest(
                    changed.stream().map(numbers::get).filter(Objects::nonNull).toList());
            return new Highest(base, inBase, lost ? highest(numbers.values()) : Math.max(inBase, ofChanged));
        }

        private static int highest(Collection<Integer> some) {
            return some.stream().mapToInt(Integer::intValue).max().orElse(-1);
        }
    }

    /// What is owned altogether.
    public Ownership ownership() {
        return ownership;
    }

    /// All numbers that were given.
    public NumberBook numbers() {
        return numbers;
    }

    /// What is owned of these users and groups and of the entries that were read for them, and what was owned under
    /// their names.
    ///
    /// @param part what was read for them
    public Ownership about(Concern concern, TargetSnapshot part) {
        Set<IamId> userIds = new HashSet<>(concern.userIds());
        concern.users().forEach(name -> userIds.addAll(users.ids(name.key())));
        userIds.addAll(part.ownedAccounts().keySet());
        userIds.addAll(part.disabledAccounts().keySet());
        part.accounts()
                .forEach(account -> userIds.addAll(users.ids(account.name().key())));
        Set<IamId> groupIds = new HashSet<>(concern.groupIds());
        concern.groups().forEach(name -> groupIds.addAll(groups.ids(name.key())));
        groupIds.addAll(part.ownedGroups().keySet());
        part.groups().forEach(group -> groupIds.addAll(groups.ids(group.name().key())));
        Predicate<Right> theirs = right -> switch (right) {
            case Right.GroupRole r -> groupIds.contains(r.holder());
            case Right.UserRole r -> userIds.contains(r.holder());
            case Right.Membership r -> userIds.contains(r.holder());
        };
        return new Ownership(
                only(ownership.users(), userIds),
                only(ownership.groups(), groupIds),
                only(ownership.owed(), theirs),
                only(ownership.promised(), theirs));
    }

    /// The numbers of these users and groups. The highest number given is passed over, so that new entries get
    /// higher ones.
    ///
    /// @param part what was read for them
    public NumberBook numbersAbout(Concern concern, TargetSnapshot part) {
        Set<IamId> userIds = new HashSet<>(concern.userIds());
        userIds.addAll(part.ownedAccounts().keySet());
        userIds.addAll(part.disabledAccounts().keySet());
        Set<IamId> groupIds = new HashSet<>(concern.groupIds());
        groupIds.addAll(part.ownedGroups().keySet());
        Map<IamId, Integer> theirs = only(numbers.users(), userIds);
        Map<IamId, Integer> theirGroups = only(numbers.groups(), groupIds);
        Set<Integer> passedOver = new HashSet<>(numbers.refused());
        int highest = Math.max(ofUsers.number(), ofGroups.number());
        if (!theirs.containsValue(highest) && !theirGroups.containsValue(highest)) {
            passedOver.add(highest);
        }
        return new NumberBook(theirs, theirGroups, passedOver);
    }

    private static <T> Map<IamId, T> only(Map<IamId, T> all, Set<IamId> ids) {
        Map<IamId, T> some = new HashMap<>();
        for (IamId id : ids) {
            T one = all.get(id);
            if (one != null) {
                some.put(id, one);
            }
        }
        return some;
    }

    private static Set<Right> only(Set<Right> all, Predicate<Right> which) {
        Set<Right> some = new HashSet<>();
        for (Right right : all) {
            if (which.test(right)) {
                some.add(right);
            }
        }
        return some;
    }
}
