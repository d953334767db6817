package io.rollcall.sync.ownership;

import io.rollcall.cluster.IamId;
import io.rollcall.sync.target.Concern;
import io.rollcall.sync.target.Right;
import io.rollcall.sync.target.TargetSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What is owned, and which POSIX numbers were given, looked up for few users: by id, and by the names that
/// entries had. Made once for what the database holds, then a look-up costs the same for any number of users.
/// Immutable.
public final class OwnershipIndex {
    private final Ownership ownership;
    private final NumberBook numbers;
    private final Map<String, List<IamId>> users = new HashMap<>();
    private final Map<String, List<IamId>> groups = new HashMap<>();
    private final int highestNumber;

    public OwnershipIndex(Ownership ownership, NumberBook numbers) {
        this.ownership = ownership;
        this.numbers = numbers;
        ownership.users().forEach((id, entry) -> add(users, entry.name().key(), id));
        ownership.groups().forEach((id, entry) -> add(groups, entry.name().key(), id));
        highestNumber = Stream.concat(numbers.users().values().stream(), numbers.groups().values().stream())
                .mapToInt(Integer::intValue)
                .max()
                .orElse(-1);
    }

    private static void add(Map<String, List<IamId>> all, String key, IamId id) {
        all.computeIfAbsent(key, k -> new ArrayList<>(1)).add(id);
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
        concern.users().forEach(name -> userIds.addAll(users.getOrDefault(name.key(), List.of())));
        userIds.addAll(part.ownedAccounts().keySet());
        userIds.addAll(part.disabledAccounts().keySet());
        part.accounts()
                .forEach(account ->
                        userIds.addAll(users.getOrDefault(account.name().key(), List.of())));
        Set<IamId> groupIds = new HashSet<>(concern.groupIds());
        concern.groups().forEach(name -> groupIds.addAll(groups.getOrDefault(name.key(), List.of())));
        groupIds.addAll(part.ownedGroups().keySet());
        part.groups()
                .forEach(group ->
                        groupIds.addAll(groups.getOrDefault(group.name().key(), List.of())));
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
        Map<IamId, Integer> ofGroups = only(numbers.groups(), groupIds);
        Set<Integer> passedOver = new HashSet<>(numbers.refused());
        if (!theirs.containsValue(highestNumber) && !ofGroups.containsValue(highestNumber)) {
            passedOver.add(highestNumber);
        }
        return new NumberBook(theirs, ofGroups, passedOver);
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
