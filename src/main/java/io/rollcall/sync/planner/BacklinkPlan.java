package io.rollcall.sync.planner;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.GroupRef;
import io.rollcall.sync.provisioning.Stage;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.OwnerMark;
import io.rollcall.sync.target.TargetGroup;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/// Corrects `memberOf` where it is wrong: for owned groups, and for names below the container of groups that no
/// group bears. For other groups nothing is written.
final class BacklinkPlan {
    private final CorrelatedState correlated;
    private final PlanBuilder builder;

    BacklinkPlan(CorrelatedState correlated, PlanBuilder builder) {
        this.correlated = correlated;
        this.builder = builder;
    }

    void plan() {
        if (!correlated.selected.everything) {
            return;
        }
        correlated.target.backlinks().stale().forEach((name, accounts) -> {
            TargetGroup group = correlated.target.group(name);
            if (group == null) {
                builder.add(
                        Stage.WITHDRAW,
                        new Change.ClearBacklinks(name, sorted(accounts)),
                        "memberOf still names a group that is gone");
            } else if (group.mark() != null) {
                builder.add(
                        Stage.WITHDRAW,
                        new Change.RepairBacklinks(ref(group, group.name()), sorted(accounts), List.of()),
                        "memberOf still says what the group does not");
            }
        });
        correlated.target.backlinks().missing().forEach((name, accounts) -> {
            TargetGroup group = correlated.target.group(name);
            if (group == null
                    || group.mark() == null
                    || correlated.removedGroups.contains(group.mark().id())) {
                return;
            }
            List<UserName> staying =
                    accounts.stream().filter(this::staysAsItIs).sorted().toList();
            GroupName after = correlated.nameAfter(group.mark().id(), group);
            // Members who leave in this plan would be put back by a repair that comes after it.
            if (!staying.isEmpty() && after.equals(group.name())) {
                builder.repairLate(ref(group, after), staying);
            }
        });
    }

    private boolean staysAsItIs(UserName member) {
        Account account = correlated.target.account(member);
        OwnerMark mark = account == null ? null : account.mark();
        return mark == null || member.equals(correlated.accountNames.get(mark.id()));
    }

    private static GroupRef ref(TargetGroup group, GroupName name) {
        OwnerMark mark = Objects.requireNonNull(group.mark(), "only owned groups are repaired");
        return new GroupRef(mark.id(), name);
    }

    private static List<UserName> sorted(Set<UserName> names) {
        return List.copyOf(new TreeSet<>(names));
    }
}
