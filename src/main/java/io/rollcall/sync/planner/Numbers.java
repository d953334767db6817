package io.rollcall.sync.planner;

import io.rollcall.cluster.IamId;
import io.rollcall.sync.ownership.NumberBook;
import io.rollcall.sync.rules.NumberRange;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.OwnerMark;
import io.rollcall.sync.target.TargetGroup;
import io.rollcall.sync.target.TargetSnapshot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Gives POSIX numbers while a plan is made. Users and groups draw from the same sequence, so that no user
/// number is ever some group's number by chance. Numbers that are in use in the directory are passed over,
/// whoever uses them. Not thread-safe; confined to one plan.
final class Numbers {
    private final NumberBook book;
    private final NumberRange range;
    private final Set<Integer> used = new HashSet<>();

    /// Numbers of primary groups, whether or not there is such a group: nobody gets one of them anew, but a
    /// group that comes back finds its own among them.
    private final Set<Integer> mentioned = new HashSet<>();

    private final Map<IamId, Integer> newUsers = new HashMap<>();
    private final Map<IamId, Integer> newGroups = new HashMap<>();

    /// What this plan has said already, as it must not say something else the second time.
    private final Map<IamId, Integer> givenUsers = new HashMap<>();

    private final Map<IamId, Integer> givenGroups = new HashMap<>();
    private int next;

    Numbers(PlanInput input, TargetSnapshot target) {
        this.book = input.numbers();
        this.range = input.rules().numbers();
        used.addAll(input.taken());
        used.addAll(book.refused());
        book.users().values().forEach(this::pass);
        book.groups().values().forEach(this::pass);
        book.refused().forEach(this::pass);
        Set<Integer> bookedUsers = new HashSet<>();
        Set<Integer> bookedGroups = new HashSet<>();
        for (Account account : target.accounts()) {
            used.add(account.uidNumber());
            mentioned.add(account.gidNumber());
            keep(account.mark(), account.uidNumber(), book.users(), newUsers, bookedUsers);
        }
        for (TargetGroup group : target.groups()) {
            used.add(group.gidNumber());
            keep(group.mark(), group.gidNumber(), book.groups(), newGroups, bookedGroups);
        }
    }

    int ofUser(IamId id) {
        return number(id, book.users(), newUsers, givenUsers);
    }

    int ofGroup(IamId id) {
        return number(id, book.groups(), newGroups, givenGroups);
    }

    /// What has to be written into the book.
    Map<IamId, Integer> newUsers() {
        return Map.copyOf(newUsers);
    }

    /// What has to be written into the book.
    Map<IamId, Integer> newGroups() {
        return Map.copyOf(newGroups);
    }

    private int number(IamId id, Map<IamId, Integer> known, Map<IamId, Integer> added, Map<IamId, Integer> given) {
        Integer before = given.get(id);
        if (before == null) {
            before = added.get(id);
        }
        if (before == null) {
            before = known.get(id);
            // Somebody else may have taken the number by hand while its owner was away.
            if (before == null || used.contains(before)) {
                before = nextFree();
                next = before + 1;
                added.put(id, before);
            }
        }
        used.add(before);
        given.put(id, before);
        return before;
    }

    /// The next number that is free, which [#left] has to have told of.
    private int nextFree() {
        int free = freeFrom(next);
        if (free > range.last()) {
            throw new IllegalStateException("no number is left of " + range);
        }
        return free;
    }

    private int freeFrom(int number) {
        int free = range.from(number);
        while (free <= range.last() && (used.contains(free) || mentioned.contains(free))) {
            free = range.from(free + 1);
        }
        return free;
    }

    /// How many of so many new numbers there are.
    int left(int wanted) {
        int found = 0;
        for (int free = freeFrom(next); found < wanted && free <= range.last(); free = freeFrom(free + 1)) {
            found++;
        }
        return found;
    }

    /// Whether a user who comes needs a new number.
    boolean isNewUser(IamId id) {
        return isNew(id, book.users(), newUsers);
    }

    /// Whether a group that comes needs a new number.
    boolean isNewGroup(IamId id) {
        return isNew(id, book.groups(), newGroups);
    }

    private boolean isNew(IamId id, Map<IamId, Integer> known, Map<IamId, Integer> added) {
        Integer before = added.getOrDefault(id, known.get(id));
        return before == null || used.contains(before);
    }

    /// The number on an entry of ours is the right one, whatever the book says, and nobody gets one below it. Of
    /// two entries with the same number the book believes the first.
    private void keep(
            @Nullable OwnerMark mark,
            int number,
            Map<IamId, Integer> known,
            Map<IamId, Integer> added,
            Set<Integer> booked) {
        if (mark != null && number >= 0 && booked.add(number)) {
            if (!Integer.valueOf(number).equals(known.get(mark.id()))) {
                added.put(mark.id(), number);
            }
            pass(number);
        }
    }

    /// Nobody gets this number anew, or one before it.
    private void pass(int number) {
        if (range.allows(number) && number >= next) {
            next = number + 1;
        }
    }
}
