package io.rollcall.sync.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.FailedDependencies;
import io.rollcall.sync.ownership.Ownership;
import io.rollcall.sync.ownership.OwnershipIndex;
import io.rollcall.sync.plan.MadeChanges;
import io.rollcall.sync.plan.Plan;
import io.rollcall.sync.plan.PlannedChange;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.ChangeOutcome;
import io.rollcall.sync.provisioning.Stage;
import io.rollcall.sync.rules.PlanRules;
import io.rollcall.sync.scope.Scope;
import io.rollcall.sync.source.Completeness;
import io.rollcall.sync.source.IamGroup;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.IamUser;
import io.rollcall.sync.source.Selection;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.Concern;
import io.rollcall.sync.target.TargetGroup;
import io.rollcall.sync.target.TargetRole;
import io.rollcall.sync.target.TargetSnapshot;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The laws of [Planner], over worlds made from seeds. A failure names the seed.
class PlannerLawsTest {
    private static final int SEEDS = 1000;

    /// Runs a check with the plan for a world that has some history behind it.
    private static void forAll(BiConsumer<PlanRunner, Plan> law) {
        for (long seed = 0; seed < SEEDS; seed++) {
            long failed = seed;
            try {
                PlanRunner runner = new PlanRunner(new RandomWorld(seed));
                for (int round = runner.world.random.nextInt(4); round > 0; round--) {
                    runner.run(next(runner));
                    runner.world.changeIam();
                    runner.target.pass(runner.world.random.nextInt(3));
                    if (runner.world.random.nextBoolean()) {
                        runner.world.changeManager();
                    }
                }
                law.accept(runner, next(runner));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + failed + ": " + e.getMessage(), e);
            }
        }
    }

    private static Plan next(PlanRunner runner) {
        return runner.world.random.nextInt(5) == 0
                ? runner.cancel(runner.world.named())
                : runner.plan(runner.world.selection());
    }

    private static Selection nextSelection(PlanRunner runner) {
        return runner.world.selection();
    }

    @Test
    void aSecondSynchronizationHasNothingToDo() {
        forAll((runner, plan) -> {
            runner.run(plan);
            Selection selection = nextSelection(runner);
            runner.run(runner.plan(selection));
            Plan second = runner.plan(selection);
            assertThat(second.changes()).isEmpty();
            assertThat(second.ownership()).isEqualTo(runner.ownership);
            assertThat(second.ownership().owed()).isEmpty();
            assertThat(second.ownership().promised()).isEmpty();
        });
    }

    @Test
    void aSecondCancellationHasNothingToDo() {
        forAll((runner, plan) -> {
            runner.run(plan);
            Selection.Named named = runner.world.named();
            runner.run(runner.cancel(named));
            assertThat(runner.cancel(named).changes()).isEmpty();
        });
    }

    /// Members of groups that mean nothing, and those that nobody asked for beside named users.
    @Test
    void whatASourceMayLeaveOutMakesNoDifference() {
        forAll((runner, plan) -> {
            runner.run(plan);
            runner.world.changeIam();
            Selection selection = nextSelection(runner);
            IamSnapshot whole = runner.world.read(selection);
            assertThat(Planner.synchronize(selection, least(whole, selection, runner.rules), runner.input(), 0))
                    .isEqualTo(Planner.synchronize(selection, whole, runner.input(), 0));
            IamSnapshot everything = runner.world.everything();
            IamSnapshot less = least(everything, new Selection.Everything(), runner.rules);
            assertThat(Planner.refresh(Scope.EMPTY, less, runner.input(), 0))
                    .isEqualTo(Planner.refresh(Scope.EMPTY, everything, runner.input(), 0));
        });
    }

    private static IamSnapshot least(IamSnapshot whole, Selection selection, PlanRules rules) {
        Set<IamId> named = whole.users().stream()
                .filter(user -> selection instanceof Selection.Named names
                        && names.users().contains(user.name()))
                .map(IamUser::id)
                .collect(Collectors.toSet());
        List<IamGroup> groups = whole.groups().stream()
                .map(group -> {
                    Set<IamId> members = new HashSet<>(group.members());
                    if (group.policies().stream()
                            .noneMatch(policy -> rules.entitlements().concern(policy))) {
                        members.clear();
                    }
                    if (selection instanceof Selection.Named names
                            && !names.groups().contains(group.name())) {
                        members.retainAll(named);
                    }
                    return new IamGroup(group.id(), group.name(), group.description(), members, group.policies());
                })
                .toList();
        return new IamSnapshot(whole.users(), groups, whole.completeness());
    }

    @Test
    void theOrderInsideAStageMakesNoDifference() {
        forAll((runner, plan) -> {
            PlanRunner other = runner.copy();
            runner.run(plan);
            other.run(PlanRunner.shuffled(plan, new Random(plan.changes().size())));
            assertThat(other.target.state()).isEqualTo(runner.target.state());
            assertThat(other.ownership).isEqualTo(runner.ownership);
        });
    }

    @Test
    void aPlanThatStopsAnywhereIsFinishedByTheNextOne() {
        forAll((start, ignored) -> {
            Selection selection = nextSelection(start);
            Plan plan = PlanRunner.shuffled(start.plan(selection), start.world.random);
            PlanRunner whole = start.copy();
            whole.run(plan);
            for (boolean recorded : new boolean[] {true, false}) {
                for (int count = 0; count <= plan.changes().size(); count++) {
                    PlanRunner part = start.copy();
                    part.run(plan, count, recorded);
                    part.run(part.plan(selection));
                    assertThat(part.target.state())
                            .as("stopped after %s of %s, recorded: %s", count, plan.changes(), recorded)
                            .isEqualTo(whole.target.state());
                    if (recorded) {
                        assertThat(part.ownership).isEqualTo(whole.ownership);
                    }
                    assertThat(part.plan(selection).changes()).isEmpty();
                }
            }
        });
    }

    @Test
    void aPlanThatIsTakenUpAgainAfterACrashEndsTheSame() {
        forAll((start, plan) -> {
            PlanRunner whole = start.copy();
            whole.run(plan);
            for (int count = 1; count <= plan.changes().size(); count++) {
                PlanRunner part = start.copy();
                part.run(plan, count, false);
                for (PlannedChange planned :
                        plan.changes().subList(count - 1, plan.changes().size())) {
                    assertThat(part.target.make(planned.change())).isNotInstanceOf(ChangeOutcome.Failed.class);
                    part.record(planned.change());
                }
                assertThat(part.target.state()).isEqualTo(whole.target.state());
                assertThat(part.ownership).isEqualTo(whole.ownership);
            }
        });
    }

    @Test
    void aForeignEntryIsNeverTouched() {
        forAll((runner, plan) -> {
            Set<Object> before = runner.target.foreign();
            runner.run(plan);
            assertThat(runner.target.foreign()).isEqualTo(before);
        });
    }

    @Test
    void anIncompleteReadRemovesNobody() {
        forAll((runner, ignored) -> {
            Selection selection = nextSelection(runner);
            IamSnapshot read = runner.world.read(selection);
            IamSnapshot part = new IamSnapshot(
                    read.users().subList(0, read.users().size() / 2),
                    read.groups(),
                    new Completeness.Incomplete("a page is missing"));
            Plan plan = Planner.synchronize(selection, part, runner.input(), 0);
            Set<Object> held = rights(runner);
            runner.run(plan);
            assertThat(rights(runner)).containsAll(held);
        });
    }

    @Test
    void anImplausibleReadRemovesNobody() {
        forAll((runner, ignored) -> {
            IamSnapshot read = runner.world.everything();
            IamSnapshot empty = new IamSnapshot(List.of(), List.of(), read.completeness());
            Plan plan = Planner.synchronize(new Selection.Everything(), empty, runner.input(), 1);
            Set<Object> held = rights(runner);
            runner.run(plan);
            assertThat(rights(runner)).containsAll(held);
            assertThat(plan.notes()).hasSize(1);
        });
    }

    /// Who is there and who holds what, by ids, so that renames make no difference.
    private static Set<Object> rights(PlanRunner runner) {
        TargetSnapshot now = runner.target.read();
        Set<Object> all = new HashSet<>(now.ownedAccounts().keySet());
        all.addAll(now.disabledAccounts().keySet());
        all.addAll(now.ownedGroups().keySet());
        for (TargetGroup group : now.groups()) {
            Object at = group.mark() == null ? group.name() : group.mark();
            group.members().forEach(member -> all.add(at + " has " + who(now, member)));
        }
        for (TargetRole role : now.roles()) {
            role.users().forEach(user -> all.add(role.name() + " has " + who(now, user)));
            role.groups().forEach(name -> {
                TargetGroup group = now.group(name);
                all.add(role.name() + " has group " + (group == null || group.mark() == null ? name : group.mark()));
            });
        }
        return all;
    }

    private static Object who(TargetSnapshot now, UserName name) {
        Account account = now.account(name);
        return account == null || account.mark() == null ? name : account.mark().id();
    }

    @Test
    void numbersAreUniqueAndStableAndNeverGivenToSomebodyElse() {
        forAll((runner, ignored) -> {
            Map<Integer, Object> given = new HashMap<>();
            for (int round = 0; round < 4; round++) {
                runner.run(next(runner));
                runner.world.changeIam();
                runner.target.pass(runner.world.random.nextInt(3));
                Set<Integer> now = new HashSet<>();
                Map<IamId, Account> accounts =
                        new HashMap<>(runner.target.read().ownedAccounts());
                accounts.putAll(runner.target.read().disabledAccounts());
                accounts.forEach((id, account) -> {
                    assertThat(now.add(account.uidNumber())).isTrue();
                    assertThat(given.merge(account.uidNumber(), id, (before, after) -> before))
                            .isEqualTo(id);
                });
                runner.target.read().ownedGroups().forEach((id, group) -> {
                    assertThat(now.add(group.gidNumber())).isTrue();
                    assertThat(given.merge(group.gidNumber(), id, (before, after) -> before))
                            .isEqualTo(id);
                });
            }
        });
    }

    @Test
    void anEntryIsWrittenOnlyWhenItDiffersAndThenOnce() {
        forAll((runner, plan) -> {
            Set<Object> before = runner.target.state();
            int writes = runner.target.writes();
            runner.run(plan);
            assertThat(runner.target.writes() - writes).isEqualTo(plan.changes().size());
            // A name that passes from one entry to another is written twice, and may end as it was.
            boolean namesPass =
                    plan.changes().stream().anyMatch(p -> p.stage() == Stage.RENAME || p.stage() == Stage.RETIRE)
                            || plan.changes().stream()
                                    .filter(p -> p.change() instanceof Change.DeleteGroup)
                                    .anyMatch(gone -> plan.changes().stream()
                                            .anyMatch(p -> p.change() instanceof Change.CreateGroup
                                                    && p.change()
                                                            .objectName()
                                                            .equalsIgnoreCase(gone.change()
                                                                    .objectName())));
            if (!namesPass) {
                Set<Object> changed = new HashSet<>(runner.target.state());
                changed.removeAll(before);
                // The principal of a disabled account goes with it in one change, as it does with a renamed one.
                changed.removeIf(String.class::isInstance);
                // Roles and groups of the Manager are taken from at the beginning and given at the end.
                long split = plan.changes().stream()
                        .filter(p -> p.stage() == Stage.WITHDRAW)
                        .map(p -> p.change().kind() + p.change().objectName())
                        .filter(object -> plan.changes().stream()
                                .anyMatch(p -> p.stage() == Stage.GRANT
                                        && object.equals(
                                                p.change().kind() + p.change().objectName())))
                        .count();
                long removed = plan.changes().stream()
                        .filter(p -> p.change() instanceof Change.DeleteAccount
                                || p.change() instanceof Change.DeletePrincipal
                                || p.change() instanceof Change.DeleteGroup)
                        .count();
                assertThat(plan.changes().size() - split - removed).isEqualTo(changed.size());
            }
        });
    }

    @Test
    void afterASynchronizationOfEverythingARefreshHasNothingToDo() {
        forAll((runner, plan) -> {
            runner.run(runner.plan(new Selection.Everything()));
            assertThat(runner.refresh().changes()).isEmpty();
        });
    }

    @Test
    void whateverFailsTheDirectoryStaysConsistentAndARepetitionRepairsIt() {
        forAll((start, ignored) -> {
            Selection selection = nextSelection(start);
            Plan plan = start.plan(selection);
            PlanRunner whole = start.copy();
            whole.run(plan);
            FailedDependencies failedDependencies = new FailedDependencies();
            start.begin(plan);
            for (PlannedChange planned : plan.changes()) {
                Change change = planned.change();
                boolean done = false;
                if (start.world.random.nextInt(4) > 0) {
                    Change rest = failedDependencies.without(change).orElse(null);
                    if (rest != null) {
                        assertThat(start.target.make(rest))
                                .as("%s of %s", rest, plan.changes())
                                .isNotInstanceOf(ChangeOutcome.Failed.class);
                        start.record(rest);
                        done = true;
                    }
                }
                if (!done) {
                    failedDependencies.add(change);
                }
                assertThat(start.target.dangling()).as("after %s", change).isEmpty();
            }
            start.run(start.plan(selection));
            assertThat(start.target.state()).isEqualTo(whole.target.state());
            assertThat(start.ownership).isEqualTo(whole.ownership);
        });
    }

    /// A plan about few users is the same from what concerns them as from the whole Manager; only which new numbers
    /// are given may differ.
    @Test
    void aPlanAboutFewUsersNeedsToKnowOnlyWhatConcernsThem() {
        int[] parts = {0};
        forAll((runner, ignored) -> {
            Selection.Named some = runner.world.named();
            Selection.Named users = Selection.Named.of(some.users(), Set.of());
            IamSnapshot iam = runner.world.read(users);
            PlanInput all = runner.input();
            Concern concern = Planner.concern(users, iam, runner.ownership, runner.rules.entitlements())
                    .orElseThrow();
            TargetSnapshot part = all.target()
                    .about(
                            concern,
                            new TargetSnapshot.Whole(
                                    all.target().accountCount(), all.target().groupCount()));
            OwnershipIndex index = new OwnershipIndex(runner.ownership, runner.numbers, null);
            Plan few = Planner.synchronize(
                    users,
                    iam,
                    new PlanInput(
                            part,
                            index.about(concern, part),
                            index.numbersAbout(concern, part),
                            all.rules(),
                            all.today()),
                    0);
            Plan whole = Planner.synchronize(users, iam, all, 0);
            assertThat(unnumbered(few)).isEqualTo(unnumbered(whole));
            assertThat(oldNumbers(few, runner)).isEqualTo(oldNumbers(whole, runner));
            assertThat(few.refusals()).containsExactlyInAnyOrderElementsOf(whole.refusals());
            assertThat(few.holds()).isEqualTo(whole.holds());
            assertThat(few.request()).isEqualTo(whole.request());
            // Nobody else's ownership is touched, and theirs comes to the same.
            Ownership begun = few.begun();
            Ownership before = index.about(concern, part);
            assertThat(before.users().keySet())
                    .isSubsetOf(runner.ownership.users().keySet());
            begun.users()
                    .forEach((id, entry) -> assertThat(whole.begun().users()).containsEntry(id, entry));
            begun.groups()
                    .forEach((id, entry) -> assertThat(whole.begun().groups()).containsEntry(id, entry));
            before.users().keySet().stream()
                    .filter(id -> !begun.users().containsKey(id))
                    .forEach(id -> assertThat(whole.begun().users()).doesNotContainKey(id));
            assertThat(whole.begun().promised()).containsAll(begun.promised());
            parts[0] += few.changes().isEmpty() ? 0 : 1;
        });
        assertThat(parts[0]).isGreaterThan(SEEDS / 10);
    }

    /// What concerns the changes tells as well as the whole whether they were made, and each change counts.
    @Test
    void whetherChangesWereMadeIsSeenFromWhatConcernsThem() {
        int[] seen = {0};
        forAll((runner, plan) -> {
            List<Change> changes =
                    plan.changes().stream().map(PlannedChange::change).toList();
            MadeChanges made = MadeChanges.of(changes).orElse(null);
            if (made == null || changes.isEmpty()) {
                return;
            }
            int last = changes.size() - 1;
            runner.run(plan, last, true);
            Set<Object> before = runner.target.state();
            assertAlike(made, runner);
            boolean early = made.areIn(runner.target.read());
            runner.target.make(changes.get(last));
            assertAlike(made, runner);
            assertThat(made.areIn(runner.target.read()) || comeAndGo(changes)).isTrue();
            if (!runner.target.state().equals(before)) {
                assertThat(early).isFalse();
                seen[0]++;
            }
        });
        assertThat(seen[0]).isGreaterThan(SEEDS / 10);
    }

    /// Whether a name is taken from somewhere, and given again.
    private static boolean comeAndGo(List<Change> changes) {
        Set<String> come = new HashSet<>();
        Set<String> gone = new HashSet<>();
        for (Change change : changes) {
            switch (change) {
                case Change.ChangeGroup c -> {
                    c.add().forEach(name -> come.add(name.key()));
                    c.remove().forEach(name -> gone.add(name.key()));
                }
                case Change.ChangeManagerGroup c -> {
                    c.add().forEach(user -> come.add(user.name().key()));
                    c.remove().forEach(user -> gone.add(user.name().key()));
                }
                case Change.CreateGroup c -> c.members().forEach(name -> come.add(name.key()));
                case Change.GrantRole c -> {
                    c.users().forEach(user -> come.add(user.name().key()));
                    c.groups().forEach(group -> come.add(group.name().key()));
                }
                case Change.WithdrawRole c -> {
                    c.users().forEach(name -> gone.add(name.key()));
                    c.groups().forEach(group -> gone.add(group.name().key()));
                }
                default -> {}
            }
        }
        return !Collections.disjoint(come, gone);
    }

    private static void assertAlike(MadeChanges made, PlanRunner runner) {
        TargetSnapshot whole = runner.target.read();
        TargetSnapshot part =
                whole.about(made.concern(), new TargetSnapshot.Whole(whole.accountCount(), whole.groupCount()));
        assertThat(made.areIn(part)).isEqualTo(made.areIn(whole));
    }

    /// The users and groups that get the number again that they had.
    private static Set<IamId> oldNumbers(Plan plan, PlanRunner runner) {
        Set<IamId> ids = new HashSet<>();
        plan.changes().forEach(planned -> {
            switch (planned.change()) {
                case Change.CreateAccount c
                when Integer.valueOf(c.uidNumber())
                        .equals(runner.numbers.users().get(c.user().id())) ->
                    ids.add(c.user().id());
                case Change.CreateGroup c
                when Integer.valueOf(c.gidNumber())
                        .equals(runner.numbers.groups().get(c.group().id())) ->
                    ids.add(c.group().id());
                default -> {}
            }
        });
        return ids;
    }

    private static List<Change> unnumbered(Plan plan) {
        return plan.changes().stream()
                .map(planned -> unnumbered(planned.change(), plan))
                .toList();
    }

    private static Change unnumbered(Change change, Plan plan) {
        return switch (change) {
            case Change.CreateAccount c ->
                new Change.CreateAccount(c.user(), 0, group(c.gidNumber(), c.uidNumber(), plan), c.description());
            case Change.CreateGroup c -> new Change.CreateGroup(c.group(), 0, c.description(), c.asked(), c.members());
            case Change.UpdateAccount c ->
                new Change.UpdateAccount(
                        c.user(),
                        group(c.gidNumber(), -1, plan),
                        c.description(),
                        c.oldGidNumber(),
                        c.oldDescription());
            case Change.EnableAccount c ->
                new Change.EnableAccount(c.user(), group(c.gidNumber(), -1, plan), c.description());
            default -> change;
        };
    }

    private static int group(int number, int own, Plan plan) {
        return number == own ? -1 : plan.groupNumbers().containsValue(number) ? 0 : number;
    }
}
