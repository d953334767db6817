package io.rollcall.sync.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.ownership.NumberBook;
import io.rollcall.sync.ownership.Ownership;
import io.rollcall.sync.ownership.OwnershipChange;
import io.rollcall.sync.plan.Plan;
import io.rollcall.sync.plan.PlannedChange;
import io.rollcall.sync.plan.Refusal;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.GroupRef;
import io.rollcall.sync.provisioning.UserRef;
import io.rollcall.sync.rules.PlanRules;
import io.rollcall.sync.scope.Scope;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.OwnerMark;
import io.rollcall.sync.target.Provenance;
import io.rollcall.sync.target.TargetGroup;
import io.rollcall.sync.target.TargetSnapshot;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What an adoption takes, and what it leaves.
class AdoptionPlanTest {
    private static final ClusterId FORMER = new ClusterId("former");

    private static Account of(String cluster, String name, String id, boolean disabled) {
        return new Account(
                new UserName(name),
                null,
                20_001,
                10_000,
                "",
                null,
                new Provenance.OtherCluster(cluster, new IamId(id), disabled));
    }

    private static Account with(String name, @Nullable String id) {
        return new Account(new UserName(name), id == null ? null : new OwnerMark(new IamId(id)), 20_002, 10_000, "");
    }

    private static Plan plan(Account... accounts) {
        TargetGroup group = new TargetGroup(
                new GroupName("data"),
                null,
                30_001,
                "",
                Set.of(),
                new Provenance.OtherCluster("former", new IamId("g-data"), false));
        return Planner.adopt(
                FORMER,
                new PlanInput(
                        new TargetSnapshot(Arrays.asList(accounts), List.of(group), List.of()),
                        Ownership.EMPTY,
                        NumberBook.EMPTY,
                        PlanRules.standard(),
                        LocalDate.of(2026, 1, 1)));
    }

    private static List<Change> changes(Plan plan) {
        return plan.changes().stream().map(PlannedChange::change).toList();
    }

    @Test
    void entriesOfThatClusterAndNoOthersAreTakenOver() {
        Plan plan = plan(
                of("former", "ann", "u-ann", false),
                of("former", "bob", "u-bob", true),
                of("another", "cid", "u-cid", false),
                with("dan", "u-dan"),
                with("hdfs", null));

        assertThat(changes(plan))
                .containsExactly(
                        new Change.AdoptAccount(new UserRef(new IamId("u-ann"), new UserName("ann")), FORMER, false),
                        new Change.AdoptAccount(new UserRef(new IamId("u-bob"), new UserName("bob")), FORMER, true),
                        new Change.AdoptGroup(new GroupRef(new IamId("g-data"), new GroupName("data")), FORMER));
        assertThat(plan.holds()).containsExactly("2 users and 1 group would be taken over from the cluster 'former'");
        assertThat(plan.refusals()).isEmpty();
        assertThat(Scope.EMPTY.after(plan.request())).isEqualTo(Scope.EMPTY);
    }

    @Test
    void noIdentityGetsASecondEntry() {
        Plan plan = plan(of("former", "ann", "u-ann", false), with("anna", "u-ann"));

        assertThat(changes(plan)).hasOnlyElementsOfType(Change.AdoptGroup.class);
        assertThat(plan.refusals())
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.detail()).contains("'anna'", "u-ann"));
    }

    @Test
    void entriesThatStandForTheSamePersonAreAllLeft() {
        Plan plan = plan(of("former", "ann", "u-ann", false), of("former", "anna", "u-ann", false));

        assertThat(plan.refusals()).extracting(Refusal::name).containsExactlyInAnyOrder("ann", "anna");
        assertThat(plan.holds()).isNotEmpty();
    }

    @Test
    void rightsStayAsTheyAreUntilTheNextSynchronizationTakesThemUp() {
        Plan plan = plan(of("former", "ann", "u-ann", false));
        assertThat(plan.changes().stream().flatMap(planned -> OwnershipChange.of(planned.change()).stream()))
                .isEmpty();
        assertThat(plan.userNumbers()).isEqualTo(Map.of());
    }
}
