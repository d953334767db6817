package io.rollcall.benchmarks.micro;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.GroupRef;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.OwnerMark;
import io.rollcall.sync.target.TargetGroup;
import io.rollcall.sync.target.TargetRole;
import io.rollcall.sync.target.TargetSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A Manager that was empty, with the changes of a first plan.
final class Made {
    private final List<Account> accounts = new ArrayList<>();
    private final List<TargetGroup> groups = new ArrayList<>();
    private final Map<GroupName, Set<UserName>> managerGroups = new HashMap<>();
    private final Map<RoleName, Set<GroupName>> roles = new HashMap<>();

    /// @param lacking the group whose first member is left out
    void make(Change change, String lacking) {
        switch (change) {
            case Change.CreateAccount c ->
                accounts.add(new Account(
                        c.user().name(), new OwnerMark(c.user().id()), c.uidNumber(), c.gidNumber(), c.description()));
            case Change.CreateGroup c -> {
                List<UserName> members = c.members();
                boolean lacks = c.group().name().value().equals(lacking);
                groups.add(new TargetGroup(
                        c.group().name(),
                        new OwnerMark(c.group().id()),
                        c.gidNumber(),
                        c.description(),
                        new HashSet<>(lacks ? members.subList(1, members.size()) : members)));
            }
            case Change.ChangeManagerGroup c ->
                c.add()
                        .forEach(user -> managerGroups
                                .computeIfAbsent(c.group(), _ -> new HashSet<>())
                                .add(user.name()));
            case Change.GrantRole c ->
                roles.computeIfAbsent(c.role(), _ -> new HashSet<>())
                        .addAll(c.groups().stream().map(GroupRef::name).toList());
            default -> throw new IllegalStateException("not in a first plan: " + change);
        }
    }

    TargetSnapshot snapshot() {
        return new TargetSnapshot(
                accounts,
                groups,
                roles.entrySet().stream()
                        .map(role -> new TargetRole(role.getKey(), role.getValue(), Set.of()))
                        .toList());
    }
}
