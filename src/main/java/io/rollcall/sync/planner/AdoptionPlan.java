package io.rollcall.sync.planner;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.IamId;
import io.rollcall.sync.ownership.Ownership;
import io.rollcall.sync.plan.Plan;
import io.rollcall.sync.plan.Refusal;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.GroupRef;
import io.rollcall.sync.provisioning.Stage;
import io.rollcall.sync.provisioning.UserRef;
import io.rollcall.sync.scope.Scope;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.ObjectKind;
import io.rollcall.sync.target.Provenance;
import io.rollcall.sync.target.TargetGroup;
import io.rollcall.sync.target.TargetSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes one plan that takes over what another cluster's synchronizations made. A plan that takes over anything is
/// held, so that a person sees which entries it concerns. Rights are left as they are; the next synchronization
/// finds the entries owned and corrects them.
final class AdoptionPlan {
    private final ClusterId from;
    private final PlanInput input;
    private final TargetSnapshot target;
    private final PlanBuilder builder = new PlanBuilder();
    private final List<Refusal> refusals = new ArrayList<>();
    private final Map<IamId, Integer> userMarks = new HashMap<>();
    private final Map<IamId, Integer> groupMarks = new HashMap<>();
    private int accounts;
    private int groups;

    AdoptionPlan(ClusterId from, PlanInput input) {
        this.from = from;
        this.input = input;
        this.target = input.target();
    }

    Plan make() {
        target.accounts().forEach(account -> count(account.provenance(), userMarks));
        target.groups().forEach(group -> count(group.provenance(), groupMarks));
        target.accounts().forEach(this::adopt);
        target.groups().forEach(this::adopt);
        Ownership ownership = input.ownership().agreedWith(target, input.rules().entitlements());
        Numbers numbers = new Numbers(input, target);
        return new Plan(
                builder.changes(),
                refusals,
                holds(),
                notes(),
                ownership,
                Set.of(),
                numbers.newUsers(),
                numbers.newGroups(),
                Scope.Request.NOTHING);
    }

    private void adopt(Account account) {
        Provenance.OtherCluster mark = mark(account.provenance());
        if (mark == null) {
            return;
        }
        Account mine = target.accountOf(mark.id());
        String name = account.name().value();
        if (isTaken(
                ObjectKind.USER,
                name,
                mark.id(),
                mine == null ? null : mine.name().value(),
                userMarks)) {
            return;
        }
        accounts++;
        builder.add(
                Stage.ACCOUNTS,
                new Change.AdoptAccount(new UserRef(mark.id(), account.name()), from, mark.disabled()),
                reason());
    }

    private void adopt(TargetGroup group) {
        Provenance.OtherCluster mark = mark(group.provenance());
        if (mark == null) {
            return;
        }
        TargetGroup mine = target.ownedGroups().get(mark.id());
        String name = group.name().value();
        if (isTaken(
                ObjectKind.GROUP,
                name,
                mark.id(),
                mine == null ? null : mine.name().value(),
                groupMarks)) {
            return;
        }
        groups++;
        builder.add(Stage.GROUPS, new Change.AdoptGroup(new GroupRef(mark.id(), group.name()), from), reason());
    }

    private void count(@Nullable Provenance provenance, Map<IamId, Integer> marks) {
        Provenance.OtherCluster mark = mark(provenance);
        if (mark != null) {
            marks.merge(mark.id(), 1, Integer::sum);
        }
    }

    private Provenance.@Nullable OtherCluster mark(@Nullable Provenance provenance) {
        return provenance instanceof Provenance.OtherCluster other
                        && other.cluster().equals(from.value())
                ? other
                : null;
    }

    /// Whether another entry stands for the same identity, so that this cluster would own two.
    ///
    /// @param mine the name of the entry that this cluster owns already
    private boolean isTaken(ObjectKind kind, String name, IamId id, @Nullable String mine, Map<IamId, Integer> marks) {
        String why;
        if (mine != null) {
            why = "'" + mine + "' is this cluster's and stands for the same IAM id " + id;
        } else if (marks.getOrDefault(id, 0) > 1) {
            why = "several entries carry the mark of the same IAM id " + id;
        } else {
            return false;
        }
        refusals.add(
                new Refusal(kind, name, Refusal.Cause.FOREIGN, why + ": delete all but one of them, then adopt again"));
        return true;
    }

    private List<String> holds() {
        return accounts + groups == 0
                ? List.of()
                : List.of(count(accounts, "user") + " and " + count(groups, "group")
                        + " would be taken over from the cluster '" + from + "'");
    }

    private List<String> notes() {
        return accounts + groups + refusals.size() == 0
                ? List.of("no entry carries the mark of the cluster '" + from + "'")
                : List.of();
    }

    private String reason() {
        return "carries the mark of the cluster '" + from + "'";
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
