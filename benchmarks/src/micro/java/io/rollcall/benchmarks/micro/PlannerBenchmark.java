package io.rollcall.benchmarks.micro;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UserName;
import io.rollcall.policy.Policy;
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
import io.rollcall.sync.target.TargetRole;
import io.rollcall.sync.target.TargetSnapshot;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// Plans of everything: from an empty Manager, from one that is as it should be, and from one in which a membership is
/// missing.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class PlannerBenchmark {
    private static final Set<Policy> POLICIES = Set.of(new Policy.SystemPolicy("MRS FullAccess", List.of()));
    private static final int FIRST_NUMBER = 20_000;
    private static final LocalDate TODAY = LocalDate.of(2026, 1, 1);

    /// Users; a tenth as many groups, and twenty memberships for each user.
    @Param({"1000", "10000"})
    public int users;

    private IamSnapshot iam;
    private PlanInput empty;
    private PlanInput same;
    private PlanInput lacking;

    @Setup
    public void make() {
        Random random = new Random(1);
        List<IamUser> people = new ArrayList<>();
        for (int i = 0; i < users; i++) {
            people.add(new IamUser(new IamId("u-" + i), new UserName("user%05d".formatted(i)), true, ""));
        }
        List<IamGroup> groups = new ArrayList<>();
        for (int i = 0; i < users / 10; i++) {
            Set<IamId> members = new HashSet<>();
            while (members.size() < 200) {
                members.add(people.get(random.nextInt(users)).id());
            }
            groups.add(
                    new IamGroup(new IamId("g-" + i), new GroupName("group%05d".formatted(i)), "", members, POLICIES));
        }
        iam = new IamSnapshot(people, groups, new Completeness.Complete());
        TargetSnapshot roles = new TargetSnapshot(
                List.of(),
                List.of(),
                PlanRules.standard()
                        .entitlements()
                        .rows()
                        .flatMap(row -> row.roles().stream())
                        .distinct()
                        .map(role -> new TargetRole(role, Set.of(), Set.of()))
                        .toList());
        empty = input(roles, Ownership.EMPTY, NumberBook.EMPTY);
        Plan first = plan(empty);
        same = after(first, "");
        if (!plan(same).changes().isEmpty()) {
            throw new IllegalStateException(
                    "not the same: " + plan(same).changes().getFirst());
        }
        lacking = after(first, groups.getFirst().name().value());
    }

    private static PlanInput input(TargetSnapshot target, Ownership ownership, NumberBook numbers) {
        return new PlanInput(target, ownership, numbers, PlanRules.standard(), TODAY);
    }

    /// The Manager when a plan has been carried out.
    ///
    /// @param lacking the group that lacks a member; empty for none
    private PlanInput after(Plan plan, String lacking) {
        Map<IamId, UserName> names = new HashMap<>();
        iam.users().forEach(user -> names.put(user.id(), user.name()));
        Map<IamId, Integer> groupNumbers = new HashMap<>(plan.groupNumbers());
        Map<IamId, Integer> userNumbers = new HashMap<>(plan.userNumbers());
        Made made = new Made();
        plan.changes().forEach(planned -> made.make(planned.change(), lacking));
        return input(made.snapshot(), plan.ownership(), new NumberBook(userNumbers, groupNumbers, Set.of()));
    }

    private Plan plan(PlanInput input) {
        return Planner.synchronize(new Selection.Everything(), iam, input, 0);
    }

    @Benchmark
    public Plan firstFill() {
        return plan(empty);
    }

    @Benchmark
    public Plan nothingChanged() {
        return plan(same);
    }

    @Benchmark
    public Plan oneMember() {
        return plan(lacking);
    }
}
