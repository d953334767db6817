package io.rollcall.sync;

import io.rollcall.cluster.IamId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Gives POSIX numbers while a plan is made. Users and groups draw from the same sequence, so that no user
/// number is ever some group's number by chance. Numbers that are in use in the directory are passed over,
/// whoever uses them.
final class Numbers {
    private final NumberBook book;
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

    Numbers(NumberBook book, TargetSnapshot target) {
        this.book = book;
        this.next = book.next();
        for (Account account : target.accounts()) {
            used.add(account.uidNumber());
            mentioned.add(account.gidNumber());
            keep(account.mark(), account.uidNumber(), book.users(), newUsers);
        }
        for (TargetGroup group : target.groups()) {
            used.add(group.gidNumber());
            keep(group.mark(), group.gidNumber(), book.groups(), newGroups);
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
                while (used.contains(next) || mentioned.contains(next)) {
                    next++;
                }
                before = next++;
                added.put(id, before);
            }
        }
        used.add(before);
        given.put(id, before);
        return before;
    }

    /// An account of ours that the book has forgotten keeps its number, and nobody gets one below it.
    private void keep(@Nullable OwnerMark mark, int number, Map<IamId, Integer> known, Map<IamId, Integer> added) {
        if (mark != null && number >= 0 && !known.containsKey(mark.id())) {
            added.put(mark.id(), number);
            if (number >= next) {
                next = number + 1;
            }
        }
    }
}
