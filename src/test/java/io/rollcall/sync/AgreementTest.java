package io.rollcall.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import io.rollcall.policy.SystemPolicies;
import io.rollcall.sync.ownership.NumberBook;
import io.rollcall.sync.ownership.Ownership;
import io.rollcall.sync.plan.Plan;
import io.rollcall.sync.planner.PlanInput;
import io.rollcall.sync.planner.Planner;
import io.rollcall.sync.rules.PlanRules;
import io.rollcall.sync.source.Completeness;
import io.rollcall.sync.source.IamGroup;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.IamUser;
import io.rollcall.sync.source.Selection;
import io.rollcall.sync.target.TargetSnapshot;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AgreementTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 27);

    private final Agreement agreement = new Agreement();
    private final IamSnapshot nobody = new IamSnapshot(List.of(), List.of(), new Completeness.Complete());
    private final TargetSnapshot empty = new TargetSnapshot(List.of(), List.of(), List.of());
    private final Ownership ownership = new Ownership(new HashMap<>(), new HashMap<>(), Set.of(), Set.of());
    private final NumberBook numbers = new NumberBook(new HashMap<>(), new HashMap<>(), Set.of());
    private int made;

    @Test
    void aPlanWithNothingToDoIsMadeOnceFromTheSameObjects() throws Exception {
        Plan first = plan(nobody, input(empty, ownership, numbers, TODAY), 5);
        assertThat(plan(nobody, input(empty, ownership, numbers, TODAY), 5)).isEqualTo(first);
        assertThat(made).isEqualTo(1);
        assertThat(plan(nobody, input(empty, ownership, numbers, TODAY), 5).begun())
                .isSameAs(ownership);
    }

    @Test
    void anythingElseIsPlannedAnew() throws Exception {
        PlanInput input = input(empty, ownership, numbers, TODAY);
        List<Attempt> others = List.of(
                () -> plan(new IamSnapshot(List.of(), List.of(), new Completeness.Complete()), input, 5),
                () -> plan(
                        nobody,
                        input(new TargetSnapshot(List.of(), List.of(), List.of()), ownership, numbers, TODAY),
                        5),
                () -> plan(nobody, input(empty, Ownership.EMPTY, numbers, TODAY), 5),
                () -> plan(nobody, input(empty, ownership, NumberBook.EMPTY, TODAY), 5),
                () -> plan(nobody, input(empty, ownership, numbers, TODAY.plusDays(1)), 5),
                () -> plan(nobody, input(empty, ownership, numbers, TODAY).avoiding(Set.of(7)), 5),
                () -> plan(nobody, input, 6));
        for (Attempt other : others) {
            plan(nobody, input, 5);
            int before = made;
            other.make();
            assertThat(made).isEqualTo(before + 1);
        }
    }

    @Test
    void aPlanThatChangesSomethingIsNotRemembered() throws Exception {
        IamUser user = new IamUser(new IamId("u"), new UserName("alice"), true, "");
        IamGroup group = new IamGroup(
                new IamId("g"),
                new GroupName("analysts"),
                "",
                Set.of(user.id()),
                Set.of(SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS)));
        IamSnapshot some = new IamSnapshot(List.of(user), List.of(group), new Completeness.Complete());
        assertThat(plan(some, input(empty, ownership, numbers, TODAY), 0).changes())
                .isNotEmpty();
        plan(some, input(empty, ownership, numbers, TODAY), 0);
        assertThat(made).isEqualTo(2);
    }

    @FunctionalInterface
    private interface Attempt {
        Plan make() throws UnavailableException;
    }

    private Plan plan(IamSnapshot iam, PlanInput input, int lastGoodUsers) throws UnavailableException {
        return agreement.plan(iam, input, lastGoodUsers, () -> {
            made++;
            return Planner.synchronize(new Selection.Everything(), iam, input, lastGoodUsers);
        });
    }

    private static PlanInput input(TargetSnapshot target, Ownership ownership, NumberBook numbers, LocalDate today) {
        return new PlanInput(target, ownership, numbers, PlanRules.standard(), today);
    }
}
