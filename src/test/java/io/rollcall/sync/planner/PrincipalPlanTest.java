package io.rollcall.sync.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UserName;
import io.rollcall.policy.SystemPolicies;
import io.rollcall.sync.plan.Plan;
import io.rollcall.sync.plan.PlannedChange;
import io.rollcall.sync.plan.Refusal;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.MemoryTarget;
import io.rollcall.sync.provisioning.Stage;
import io.rollcall.sync.rules.PlanRules;
import io.rollcall.sync.source.Completeness;
import io.rollcall.sync.source.IamGroup;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.IamUser;
import io.rollcall.sync.source.Selection;
import io.rollcall.sync.target.TargetRole;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Plans for clusters that have a realm, about one user in one group.
class PrincipalPlanTest {
    private static final Selection.Everything ALL = new Selection.Everything();
    private static final IamId ALICE = new IamId("id-alice");

    private final PlanRunner runner = new PlanRunner(new RandomWorld(0));
    private UserName name = new UserName("alice");

    @BeforeEach
    void startWithAnEmptyManager() {
        runner.target = new MemoryTarget("model");
        runner.rules = PlanRules.standard();
        for (String role : List.of("Manager_viewer", "default")) {
            runner.target.put(new TargetRole(new RoleName(role), Set.of(), Set.of()));
        }
    }

    private Plan plan() {
        IamUser alice = new IamUser(ALICE, name, true, "");
        IamGroup group = new IamGroup(
                new IamId("id-analysts"),
                new GroupName("analysts"),
                "",
                Set.of(ALICE),
                Set.of(SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS)));
        IamSnapshot iam = new IamSnapshot(List.of(alice), List.of(group), new Completeness.Complete());
        return Planner.synchronize(ALL, iam, runner.input(), 0);
    }

    private Plan sync() {
        Plan plan = plan();
        runner.run(plan);
        return plan;
    }

    @Test
    void aPrincipalIsMadeAfterItsAccountAndGoesBeforeIt() {
        runner.target.secure();

        List<Stage> made = stages(sync());
        List<Stage> gone = stages(Planner.cancel(Selection.Named.of(List.of(name), List.of()), runner.input()));

        assertThat(made).containsExactly(Stage.ACCOUNTS, Stage.PRINCIPALS, Stage.GROUPS, Stage.GRANT);
        assertThat(gone).containsSubsequence(Stage.WITHDRAW, Stage.REMOVE_PRINCIPALS, Stage.REMOVE_ACCOUNTS);
        assertThat(plan().nothingToDo()).isTrue();
    }

    @Test
    void whoHasAForeignPrincipalsNameIsRefused() {
        runner.target.secure();
        runner.target.realm().put(new UserName("Alice"), false);

        Plan plan = sync();

        assertThat(plan.refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.name()).isEqualTo("alice");
            assertThat(refusal.cause()).isEqualTo(Refusal.Cause.FOREIGN);
        });
        assertThat(runner.target.read().ownedAccounts()).isEmpty();
        assertThat(runner.target.realm().names()).containsExactly(new UserName("Alice"));
    }

    @Test
    void aMissingPrincipalIsMadeByTheNextRun() {
        sync();
        runner.target.secure();

        Plan repair = sync();

        assertThat(repair.changes())
                .singleElement()
                .satisfies(planned -> assertThat(planned.change()).isInstanceOf(Change.CreatePrincipal.class));
        assertThat(plan().nothingToDo()).isTrue();
    }

    @Test
    void aPrincipalFollowsItsAccountToAnotherName() {
        runner.target.secure();
        sync();
        name = new UserName("anna");

        sync();

        assertThat(runner.target.realm().names()).containsExactly(new UserName("anna"));
    }

    @Test
    void aPrincipalOfOursWithoutAnAccountIsReplacedSoThatItsPasswordIsNobodys() {
        runner.target.secure();
        runner.target.realm().put(new UserName("alice"), true);

        assertThat(stages(plan())).startsWith(Stage.REMOVE_PRINCIPALS, Stage.ACCOUNTS, Stage.PRINCIPALS);
    }

    private static List<Stage> stages(Plan plan) {
        return plan.changes().stream().map(PlannedChange::stage).toList();
    }
}
