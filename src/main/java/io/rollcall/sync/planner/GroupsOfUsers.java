package io.rollcall.sync.planner;

import io.rollcall.cluster.IamId;
import io.rollcall.cluster.NumberedSet;
import io.rollcall.cluster.Numbering;
import io.rollcall.sync.source.IamGroup;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The groups of each user, turned around from the members of each group: two arrays, whatever the number of
/// memberships. Immutable.
final class GroupsOfUsers {
    private final Numbering<IamId> users;
    private final List<IamGroup> groups;

    /// Where the groups of each user begin in [#places]; one more for the end.
    private final int[] begins;

    /// For each user, the places of the user's groups in [#groups].
    private final int[] places;

    /// @param users the numbers of the members
    /// @param membersOf the members of each of the groups, by the group's id
    GroupsOfUsers(Numbering<IamId> users, List<IamGroup> groups, Map<IamId, NumberedSet<IamId>> membersOf) {
        this.users = users;
        this.groups = List.copyOf(groups);
        List<NumberedSet<IamId>> members = this.groups.stream()
                .map(group -> Objects.requireNonNull(membersOf.get(group.id()), "the group was numbered"))
                .toList();
        begins = new int[users.size() + 1];
        for (NumberedSet<IamId> set : members) {
            for (int i = 0; i < set.size(); i++) {
                begins[set.number(i) + 1]++;
            }
        }
        for (int i = 1; i < begins.length; i++) {
            begins[i] += begins[i - 1];
        }
        places = new int[begins[users.size()]];
        int[] next = begins.clone();
        for (int place = 0; place < members.size(); place++) {
            NumberedSet<IamId> set = members.get(place);
            for (int i = 0; i < set.size(); i++) {
                places[next[set.number(i)]++] = place;
            }
        }
    }

    /// Whether the user is in any of the groups.
    boolean hasAny(IamId user) {
        return !of(user).isEmpty();
    }

    /// The groups of a user, in the order in which they were given.
    List<IamGroup> of(IamId user) {
        int number = users.of(user);
        if (number == Numbering.NONE) {
            return List.of();
        }
        int begin = begins[number];
        int size = begins[number + 1] - begin;
        return new AbstractList<>() {
            @Override
            public IamGroup get(int index) {
                return groups.get(places[begin + index]);
            }

            @Override
            public int size() {
                return size;
            }
        };
    }
}
