package io.rollcall.sync.planner;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.plan.PlannedChange;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.GroupRef;
import io.rollcall.sync.provisioning.Stage;
import io.rollcall.sync.provisioning.UserRef;
import io.rollcall.sync.target.Right;
import io.rollcall.sync.target.TargetGroup;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Collects single facts of a plan ("this account joins that group") and turns them into as few changes as
/// possible, one for each object, in the order of the stages.
final class PlanBuilder {
    private static final String CARRIED = "follows its holder to another name";

    private final List<PlannedChange> whole = new ArrayList<>();
    private final Map<IamId, GroupDelta> groups = new TreeMap<>();
    private final Map<GroupName, ManagerGroupDelta> managerGroups = new TreeMap<>();
    private final Map<GroupName, ManagerGroupDelta> carriedMemberships = new TreeMap<>();
    private final Map<RoleName, RoleDelta> roles = new TreeMap<>();
    private final Map<RoleName, RoleDelta> carriedRoles = new TreeMap<>();
    private final Set<Right> carried = new HashSet<>();
    private final Set<Right> lapsed = new HashSet<>();
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

    private static final class ManagerGroupDelta {
        final Set<UserRef> add = new TreeSet<>();
        final Set<UserRef> remove = new TreeSet<>();
    }

    private static final class RoleDelta {
        final Set<GroupRef> grantGroups = new TreeSet<>();
        final Set<UserRef> grantUsers = new TreeSet<>();
        final Set<GroupRef> withdrawGroups = new TreeSet<>();
        final Set<UserName> withdrawUsers = new TreeSet<>();
    }

    /// A change that stands for itself.
    void add(Stage stage, Change change, String reason) {
        whole.add(new PlannedChange(stage, change, reason));
    }

    /// This name is about to be freed: the account that bears it leaves every group before that happens.
    void depart(UserName name) {
        departing.add(name);
    }

    /// Announces an owned group that stays, so that its members and description may change.
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

    /// Members who stay in an owned group although their `memberOf` lacks it.
    void repairLate(GroupRef group, List<UserName> missing) {
        Set<UserName> leaving = delta(group.id()).remove;
        List<UserName> staying =
                missing.stream().filter(name -> !leaving.contains(name)).toList();
        if (!staying.isEmpty()) {
            add(
                    Stage.GROUPS,
                    new Change.RepairBacklinks(group, List.of(), staying),
                    "memberOf does not say what the group does");
        }
    }

    void joinManagerGroup(GroupName group, UserRef user) {
        managerGroup(group).add.add(user);
    }

    void leaveManagerGroup(GroupName group, UserRef user) {
        managerGroup(group).remove.add(user);
    }

    /// Whether the plan puts the user into that group of the Manager.
    boolean joins(GroupName managerGroup, IamId user) {
        ManagerGroupDelta delta = managerGroups.get(managerGroup);
        return delta != null && delta.add.stream().anyMatch(ref -> ref.id().equals(user));
    }

    /// Whether the plan gives the group that role.
    boolean grants(RoleName role, IamId group) {
        RoleDelta delta = roles.get(role);
        return delta != null
                && delta.grantGroups.stream().anyMatch(ref -> ref.id().equals(group));
    }

    void grant(RoleName role, GroupRef group) {
        delta(roles, role).grantGroups.add(group);
    }

    void withdraw(RoleName role, GroupRef group) {
        delta(roles, role).withdrawGroups.add(group);
    }

    void withdraw(RoleName role, UserName user) {
        delta(roles, role).withdrawUsers.add(user);
    }

    /// A role follows a group to its new name, no matter who granted it.
    void carry(RoleName role, GroupRef before, GroupRef after) {
        delta(carriedRoles, role).withdrawGroups.add(before);
        giveBack(role, after);
    }

    /// A role follows a user to the new name.
    void carry(RoleName role, UserName before, UserRef after) {
        delta(carriedRoles, role).withdrawUsers.add(before);
        giveBack(role, after);
    }

    /// A membership in a group that is not owned follows a user to the new name, no matter who granted it.
    void carry(GroupName group, UserRef before, UserRef after) {
        carriedMembership(group).remove.add(before);
        giveBack(group, after);
    }

    void giveBack(RoleName role, GroupRef group) {
        delta(carriedRoles, role).grantGroups.add(group);
        carried.add(new Right.GroupRole(group.id(), role));
    }

    void giveBack(RoleName role, UserRef user) {
        delta(carriedRoles, role).grantUsers.add(user);
        carried.add(new Right.UserRole(user.id(), role));
    }

    void giveBack(GroupName group, UserRef user) {
        carriedMembership(group).add.add(user);
        carried.add(new Right.Membership(user.id(), group));
    }

    private ManagerGroupDelta managerGroup(GroupName group) {
        return managerGroups.computeIfAbsent(group, g -> new ManagerGroupDelta());
    }

    private ManagerGroupDelta carriedMembership(GroupName group) {
        return carriedMemberships.computeIfAbsent(group, g -> new ManagerGroupDelta());
    }

    private static RoleDelta delta(Map<RoleName, RoleDelta> deltas, RoleName role) {
        return deltas.computeIfAbsent(role, r -> new RoleDelta());
    }

    /// Forgets a right that this service gave, that was withdrawn by hand, and that no policy gives any more.
    void lapse(Right right) {
        lapsed.add(right);
    }

    Set<Right> lapsed() {
        return Set.copyOf(lapsed);
    }

    /// The rights that this plan gives and that were not held before.
    Set<Right> promised() {
        Set<Right> all = new HashSet<>();
        roles.forEach((role, d) -> d.grantGroups.forEach(group -> all.add(new Right.GroupRole(group.id(), role))));
        managerGroups.forEach((group, d) -> d.add.forEach(user -> all.add(new Right.Membership(user.id(), group))));
        return all;
    }

    /// The rights that this plan withdraws only to give them back under another name.
    Set<Right> carried() {
        return Set.copyOf(carried);
    }

    /// All changes, in the order in which they have to be made.
    List<PlannedChange> changes() {
        List<PlannedChange> all = new ArrayList<>(whole);
        addRoles(roles, false, all);
        addRoles(carriedRoles, true, all);
        addManagerGroups(managerGroups, false, all);
        addManagerGroups(carriedMemberships, true, all);
        groups.values().forEach(delta -> addMemberships(delta, all));
        all.sort(Comparator.comparing(PlannedChange::stage)
                .thenComparing(planned -> planned.change().kind())
                .thenComparing(planned -> planned.change().objectName()));
        return all;
    }

    private static void addRoles(Map<RoleName, RoleDelta> deltas, boolean carried, List<PlannedChange> all) {
        deltas.forEach((role, d) -> {
            if (!d.withdrawGroups.isEmpty() || !d.withdrawUsers.isEmpty()) {
                all.add(new PlannedChange(
                        Stage.WITHDRAW,
                        new Change.WithdrawRole(
                                role, List.copyOf(d.withdrawGroups), List.copyOf(d.withdrawUsers), carried),
                        carried ? CARRIED : "no longer given by the group's policies"));
            }
            if (!d.grantGroups.isEmpty() || !d.grantUsers.isEmpty()) {
                all.add(new PlannedChange(
                        Stage.GRANT,
                        new Change.GrantRole(role, List.copyOf(d.grantGroups), List.copyOf(d.grantUsers), carried),
                        carried ? CARRIED : "given by the group's policies"));
            }
        });
    }

    private static void addManagerGroups(
            Map<GroupName, ManagerGroupDelta> deltas, boolean carried, List<PlannedChange> all) {
        deltas.forEach((group, d) -> {
            if (!d.remove.isEmpty()) {
                all.add(new PlannedChange(
                        Stage.WITHDRAW,
                        new Change.ChangeManagerGroup(group, List.of(), List.copyOf(d.remove), carried),
                        carried ? CARRIED : "no longer given by the users' policies"));
            }
            if (!d.add.isEmpty()) {
                all.add(new PlannedChange(
                        Stage.GRANT,
                        new Change.ChangeManagerGroup(group, List.copyOf(d.add), List.of(), carried),
                        carried ? CARRIED : "given by the users' policies"));
            }
        });
    }

    /// One change for a group that only loses members, at the beginning; one for any other, after the accounts are
    /// made. Only members whose names are freed early leave in a change of their own.
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
