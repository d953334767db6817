package io.rollcall.sync.planner;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.GroupRef;
import io.rollcall.sync.provisioning.Stage;
import io.rollcall.sync.source.IamGroup;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.TargetGroup;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The part of a plan about groups: which are made, renamed, given another description and removed, and which
/// users join and leave the owned ones.
final class GroupPlan {
    private final CorrelatedState correlated;
    private final PlanBuilder builder;
    private final Numbers numbers;
    private final MemberComparison members;

    /// Which members each group loses that the caller did not name.
    private final Map<TargetGroup, Set<UserName>> lost = new LinkedHashMap<>();

    GroupPlan(CorrelatedState correlated, PlanBuilder builder, Numbers numbers) {
        this.correlated = correlated;
        this.builder = builder;
        this.numbers = numbers;
        this.members = new MemberComparison(correlated);
    }

    void plan() {
        correlated.target.ownedGroups().forEach((id, group) -> {
            if (correlated.removedGroups.contains(id)) {
                builder.add(
                        Stage.REMOVE_GROUPS,
                        new Change.DeleteGroup(new GroupRef(id, group.name())),
                        "no longer eligible");
            } else {
                keep(id, group);
                IamGroup wanted = correlated.groups.get(id);
                planLeavers(id, group, wanted == null ? group.members() : members.others(wanted, group));
            }
        });
        for (IamGroup group : correlated.groups.values()) {
            TargetGroup mine = correlated.group(group.id());
            if (mine == null) {
                create(group, members.accounts(group, correlated.selected.wholeGroup(group.id())));
            } else {
                planJoiners(group, mine, members.missing(group, mine));
            }
        }
    }

    /// Which members each group loses that the caller did not name; known after [#plan].
    Map<TargetGroup, Set<UserName>> lost() {
        return lost;
    }

    private void keep(IamId id, TargetGroup group) {
        GroupName name = correlated.nameAfter(id, group);
        builder.keep(group, id, name);
        IamGroup accepted = correlated.groups.get(id);
        if (accepted != null) {
            builder.describe(id, accepted.description());
        }
        if (name.equals(group.name())) {
            return;
        }
        GroupName from = group.name();
        if (correlated.freedGroups.contains(id)) {
            GroupName aside = new GroupName("renaming-" + group.gidNumber());
            builder.add(
                    Stage.RETIRE,
                    new Change.RenameGroup(new GroupRef(id, from), aside),
                    "another group has the name in the IAM now");
            from = aside;
        }
        builder.add(Stage.RENAME, new Change.RenameGroup(new GroupRef(id, from), name), "renamed in the IAM");
    }

    private void planJoiners(IamGroup group, TargetGroup mine, Collection<IamId> missing) {
        boolean whole = correlated.selected.wholeGroup(group.id());
        List<UserName> joining = new ArrayList<>(missing.size());
        for (IamId member : missing) {
            UserName name = correlated.accountNames.get(member);
            if (name != null && (whole || correlated.users.containsKey(member)) && !staysIn(mine, member, name)) {
                joining.add(name);
            }
        }
        joining.sort(null);
        joining.forEach(name -> builder.join(group.id(), name));
    }

    /// Whether the account is in the group already, and not under a name that it gives up.
    private boolean staysIn(TargetGroup group, IamId member, UserName nameAfter) {
        Account account = correlated.account(member);
        return account != null
                && account.name().equals(nameAfter)
                && group.members().contains(nameAfter);
    }

    private void create(IamGroup group, List<UserName> members) {
        boolean asked = correlated.selected.asked.contains(group.id());
        String reason;
        if (correlated.selected.everything) {
            reason = "eligible";
        } else {
            reason = asked ? "asked for" : "group of a user that was asked for";
        }
        builder.add(
                Stage.GROUPS,
                new Change.CreateGroup(
                        new GroupRef(group.id(), group.name()),
                        numbers.ofGroup(group.id()),
                        group.description(),
                        asked,
                        members),
                reason);
    }

    /// Members of an owned group that should not be in it: only owned accounts, and only those that this plan is
    /// about. [ReferenceCleanup] takes out the accounts that are removed. Renamed accounts stay members under
    /// their new names.
    ///
    /// @param others the members of which that may be so
    private void planLeavers(IamId id, TargetGroup group, Collection<UserName> others) {
        Set<UserName> unnamed = new TreeSet<>();
        for (UserName member : others) {
            IamId owner = correlated.grants.ownerOf(member);
            if (owner == null) {
                continue;
            }
            UserName after = correlated.accountNames.get(owner);
            if (after == null) {
                unnamed.add(member);
            } else if (leaves(id, owner)) {
                builder.leave(id, member);
                if (correlated.selected.everything || !correlated.users.containsKey(owner)) {
                    unnamed.add(member);
                }
            } else if (!after.equals(member)) {
                builder.leave(id, member);
                builder.join(id, after);
            }
        }
        if (!unnamed.isEmpty()) {
            lost.put(group, unnamed);
        }
    }

    private boolean leaves(IamId group, IamId member) {
        boolean concerned = correlated.users.containsKey(member)
                || (correlated.groups.containsKey(group) && correlated.selected.wholeGroup(group));
        IamGroup inIam = correlated.selected.eligibleGroups.get(group);
        return concerned
                && correlated.complete
                && !correlated.keeps(group, member)
                && (inIam == null || !inIam.members().contains(member));
    }
}
