package io.rollcall.sync.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.target.Concern;
import io.rollcall.sync.target.Right;
import io.rollcall.sync.target.TargetSnapshot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What is owned, changed little by little, is at each moment the same as if it had been put together at once.
class OwnershipIndexTest {
    private static final int ROUNDS = 400;
    private static final TargetSnapshot NOTHING = new TargetSnapshot(List.of(), List.of(), List.of());

    private final Random random = new Random(7);
    private final Map<IamId, Ownership.UserEntry> users = new HashMap<>();
    private final Map<IamId, Ownership.GroupEntry> groups = new HashMap<>();
    private final Set<Right> owed = new HashSet<>();
    private final Map<IamId, Integer> userNumbers = new HashMap<>();
    private final Map<IamId, Integer> groupNumbers = new HashMap<>();

    @Test
    void changedLittleByLittleItIsTheSameAsMadeAtOnce() {
        for (int i = 0; i < 150; i++) {
            changeUser(id("u", i));
            changeGroup(id("g", i % 30));
        }
        Ownership ownership = new Ownership(Map.copyOf(users), Map.copyOf(groups), Set.copyOf(owed), Set.of());
        NumberBook numbers = new NumberBook(Map.copyOf(userNumbers), Map.copyOf(groupNumbers), Set.of());
        OwnershipIndex index = new OwnershipIndex(ownership, numbers, null);
        int kept = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Set<IamId> changed = Set.copyOf(someChanges());
            Ownership theirs = new Ownership(only(users, changed), only(groups, changed), owedBy(changed), Set.of());
            ownership = ownership.with(changed, theirs);
            numbers = numbers.with(
                    changed, new NumberBook(only(userNumbers, changed), only(groupNumbers, changed), Set.of()));
            assertThat(ownership).isEqualTo(new Ownership(users, groups, owed, Set.of()));
            assertThat(ownership.users()).hasSameSizeAs(users);
            assertThat(numbers).isEqualTo(new NumberBook(userNumbers, groupNumbers, Set.of()));
            kept += ownership.users() instanceof Patched ? 1 : 0;

            index = new OwnershipIndex(ownership, numbers, index);
            OwnershipIndex atOnce = new OwnershipIndex(
                    new Ownership(Map.copyOf(users), Map.copyOf(groups), owed, Set.of()),
                    new NumberBook(Map.copyOf(userNumbers), Map.copyOf(groupNumbers), Set.of()),
                    null);
            Concern concern = concern();
            assertThat(index.about(concern, NOTHING)).isEqualTo(atOnce.about(concern, NOTHING));
            assertThat(index.numbersAbout(concern, NOTHING)).isEqualTo(atOnce.numbersAbout(concern, NOTHING));
        }
        assertThat(kept).as("of %d states those that were not copied", ROUNDS).isBetween(ROUNDS / 2, ROUNDS - 1);
    }

    private static IamId id(String kind, int number) {
        return new IamId(kind + number);
    }

    private IamId anyUser() {
        return id("u", random.nextInt(200));
    }

    private IamId anyGroup() {
        return id("g", random.nextInt(40));
    }

    private Set<IamId> someChanges() {
        Set<IamId> changed = new HashSet<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            IamId user = anyUser();
            IamId group = anyGroup();
            switch (random.nextInt(5)) {
                case 0 -> forget(user);
                case 1 -> forget(group);
                case 2 -> changeGroup(group);
                default -> changeUser(user);
            }
            changed.add(user);
            changed.add(group);
        }
        return changed;
    }

    private void forget(IamId id) {
        users.remove(id);
        groups.remove(id);
        userNumbers.remove(id);
        groupNumbers.remove(id);
        owed.removeIf(right -> right.holder().equals(id));
    }

    /// Few names, so that many ids have had the same one.
    private void changeUser(IamId id) {
        UserName name = new UserName((random.nextBoolean() ? "user" : "USER") + random.nextInt(60));
        users.put(id, new Ownership.UserEntry(name, Set.of(new GroupName("hadoop" + random.nextInt(3)))));
        userNumbers.put(id, 20_000 + random.nextInt(2_000));
        owed.add(new Right.UserRole(id, new RoleName("role" + random.nextInt(3))));
    }

    private void changeGroup(IamId id) {
        groups.put(
                id,
                new Ownership.GroupEntry(new GroupName("group" + random.nextInt(20)), random.nextBoolean(), Set.of()));
        groupNumbers.put(id, 20_000 + random.nextInt(2_000));
    }

    private Concern concern() {
        return new Concern(
                Set.of(new UserName("user" + random.nextInt(60))),
                Set.of(anyUser()),
                Set.of(new GroupName("GROUP" + random.nextInt(20))),
                Set.of(anyGroup()),
                true);
    }

    private Set<Right> owedBy(Set<IamId> ids) {
        Set<Right> theirs = new HashSet<>(owed);
        theirs.removeIf(right -> !ids.contains(right.holder()));
        return theirs;
    }

    private static <V> Map<IamId, V> only(Map<IamId, V> all, Set<IamId> ids) {
        Map<IamId, V> some = new HashMap<>(all);
        some.keySet().retainAll(ids);
        return some;
    }
}
