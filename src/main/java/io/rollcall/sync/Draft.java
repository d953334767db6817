package io.rollcall.sync;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UserName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Collects single facts of a plan ("this account joins that group") and turns them into as few changes as
/// possible, one
/// for each object, in the order of the stages.
final class Draft {
    private final List<PlannedChange> whole = new ArrayList<>();
    private final Map<IamId, GroupDelta> groups = new TreeMap<>();
    private final Map<GroupName, ManagerGroupDelta> managerGroups = new TreeMap<>();
    private final Map<RoleName, RoleDelta> withdrawn = new TreeMap<>();
    private final Map<RoleName, RoleDelta> granted = new TreeMap<>();
    private final Set<UserName> departing = new HashSet<>();

    private static final class GroupDelta {
        final GroupRef before;
        final GroupName newName;
        final String oldDescription;
        String description;
        final Set<UserName> add = new TreeSet<>();
        final Set<UserName> remove = new TreeSet<>();

        GroupDelta(GroupRef before, GroupName newName, String description) {
            this.before = before;
            this.newName = newName;
            this.oldDescription = description;
            this.description = description;
        }
    }

    private record ManagerGroupDelta(Set<UserRef> add, Set<UserRef> remove) {}

    private record RoleDelta(Set<GroupRef> groups, Set<UserName> users) {
        RoleDelta() {
            this(new TreeSet<>(), new TreeSet<>());
        }
    }

    /// A change that stands for itself.
    void add(Stage stage, Change change, String reason) {
        whole.add(new PlannedChange(stage, change, reason));
    }

    /// These names are about to be freed: whoever bears them leaves every group before that happens.
    void depart(UserName name) {
        departing.add(name);
    }

    /// Announces a group of ours that stays, so that its members and description may differ.
    void keep(TargetGroup group, IamId id, GroupName newName) {
        groups.put(id, new GroupDelta(new GroupRef(id, group.name()), newName, group.description()));
    }

    void join(IamId group, UserName user) {
        delta(group).add.add(user);
    }

    void leave(IamId group, UserName user) {
        delta(group).remove.add(user);
    }

    void describe(IamId group, String description) {
        delta(group).description = description;
    }

    private GroupDelta delta(IamId group) {
        GroupDelta delta = groups.get(group);
        if (delta == null) {
            throw new IllegalStateException("the group " + group + " was not announced");
        }
        return delta;
    }

    void joinManagerGroup(GroupName group, UserRef user) {
        managerGroup(group).add.add(user);
    }

    void leaveManagerGroup(GroupName group, UserRef user) {
        managerGroup(group).remove.add(user);
    }

    private ManagerGroupDelta managerGroup(GroupName group) {
        return managerGroups.computeIfAbsent(group, g -> new ManagerGroupDelta(new TreeSet<>(), new TreeSet<>()));
    }

    void grant(RoleName role, GroupRef group) {
        granted.computeIfAbsent(role, r -> new RoleDelta()).groups.add(group);
    }

    void grant(RoleName role, UserName user) {
        granted.computeIfAbsent(role, r -> new RoleDelta()).users.add(user);
    }

    void withdraw(RoleName role, GroupRef group) {
        withdrawn.computeIfAbsent(role, r -> new RoleDelta()).groups.add(group);
    }

    void withdraw(RoleName role, UserName user) {
        withdrawn.computeIfAbsent(role, r -> new RoleDelta()).users.add(user);
    }

    /// All changes, in the order in which they have to be made.
    List<PlannedChange> changes() {
        List<PlannedChange> all = new ArrayList<>(whole);
        withdrawn.forEach((role, d) -> all.add(new PlannedChange(
                Stage.WITHDRAW,
                new Change.WithdrawRole(role, List.copyOf(d.groups), List.copyOf(d.users)),
                "no longer given by the group's policies")));
        granted.forEach((role, d) -> all.add(new PlannedChange(
                Stage.GRANT,
                new Change.GrantRole(role, List.copyOf(d.groups), List.copyOf(d.users)),
                "given by the group's policies")));
        managerGroups.forEach((group, d) -> {
            if (!d.remove.isEmpty()) {
                all.add(new PlannedChange(
                        Stage.WITHDRAW,
                        new Change.ChangeManagerGroup(group, List.of(), List.copyOf(d.remove)),
                        "no longer given by the users' policies"));
            }
            if (!d.add.isEmpty()) {
                all.add(new PlannedChange(
                        Stage.GRANT,
                        new Change.ChangeManagerGroup(group, List.copyOf(d.add), List.of()),
                        "given by the users' policies"));
            }
        });
        groups.values().forEach(delta -> addMemberships(delta, all));
        all.sort(Comparator.comparing(PlannedChange::stage)
                .thenComparing(planned -> planned.change().kind())
                .thenComparing(planned -> planned.change().objectName()));
        return all;
    }

    /// One change for a group that only loses members, at the beginning; one for any other, after the accounts
    /// are made.
    /// Only those whose names are freed early leave in a change of their own.
    private void addMemberships(GroupDelta delta, List<PlannedChange> all) {
        boolean described = !delta.description.equals(delta.oldDescription);
        Set<UserName> early = new TreeSet<>(delta.remove);
        if (!delta.add.isEmpty() || described) {
            early.retainAll(departing);
        }
        if (!early.isEmpty()) {
            all.add(new PlannedChange(
                    Stage.WITHDRAW,
                    new Change.ChangeGroup(
                            delta.before, List.of(), List.copyOf(early), delta.oldDescription, delta.oldDescription),
                    "members left"));
        }
        Set<UserName> late = new TreeSet<>(delta.remove);
        late.removeAll(early);
        if (!delta.add.isEmpty() || !late.isEmpty() || described) {
            all.add(new PlannedChange(
                    Stage.GROUPS,
                    new Change.ChangeGroup(
                            new GroupRef(delta.before.id(), delta.newName),
                            List.copyOf(delta.add),
                            List.copyOf(late),
                            delta.description,
                            delta.oldDescription),
                    delta.add.isEmpty() && late.isEmpty() ? "other description" : "other members"));
        }
    }
}
