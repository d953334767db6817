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

/// Gives POSIX numbers while a plan is made. Users and groups draw from the same sequence, so that no user number
/// is ever some group's number by chance. Numbers that any entry of the directory uses are passed over. Not
/// thread-safe; confined to one plan.
final class Numbers {
    private final NumberBook book;
    private final NumberRange range;
    private final Set<Integer> used = new HashSet<>();

    /// Numbers of primary groups, whether or not such a group exists: no new entry gets one of them, but a group
    /// that returns gets its own again.
    private final Set<Integer> mentioned = new HashSet<>();

    private final Map<IamId, Integer> newUsers = new HashMap<>();
    private final Map<IamId, Integer> newGroups = new HashMap<>();

    /// The numbers given by this plan so far, so that a second call returns the same number.
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

    /// The numbers that have to be added to the book.
    Map<IamId, Integer> newUsers() {
        return Map.copyOf(newUsers);
    }

    /// The numbers that have to be added to the book.
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
            // The number may have been given to another entry by hand while its user was absent.
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

    /// The next free number; [#left] has to have confirmed that there is one.
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

    /// How many of the wanted new numbers are available.
    int left(int wanted) {
        int found = 0;
        for (int free = freeFrom(next); found < wanted && free <= range.last(); free = freeFrom(free + 1)) {
            found++;
        }
        return found;
    }

    /// Whether a new user needs a new number.
    boolean isNewUser(IamId id) {
        return isNew(id, book.users(), newUsers);
    }

    /// Whether a new group needs a new number.
    boolean isNewGroup(IamId id) {
        return isNew(id, book.groups(), newGroups);
    }

    private boolean isNew(IamId id, Map<IamId, Integer> known, Map<IamId, Integer> added) {
        Integer before = added.getOrDefault(id, known.get(id));
        return before == null || used.contains(before);
    }

    /// The number on an owned entry is the right one, even where the book differs, and no new entry gets a lower
    /// one. Of two entries with the same number the book records the first.
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

    /// No new entry gets this number or a lower one.
    private void pass(int number) {
        if (range.allows(number) && number >= next) {
            next = number + 1;
        }
    }
}
