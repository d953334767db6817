package io.rollcall.sync.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.RoleName;
import io.rollcall.sync.ownership.NumberBook;
import io.rollcall.sync.ownership.Ownership;
import io.rollcall.sync.ownership.OwnershipChange;
import io.rollcall.sync.plan.Plan;
import io.rollcall.sync.plan.PlannedChange;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.ChangeOutcome;
import io.rollcall.sync.provisioning.MemoryTarget;
import io.rollcall.sync.provisioning.Stage;
import io.rollcall.sync.rules.Entitlements;
import io.rollcall.sync.rules.GuardLimits;
import io.rollcall.sync.rules.NameRules;
import io.rollcall.sync.rules.PlanRules;
import io.rollcall.sync.scope.Scope;
import io.rollcall.sync.source.Selection;
import io.rollcall.sync.target.Right;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes plans for a [RandomWorld] and carries them out as the worker does, remembering what is owned.
public final class PlanRunner {
    public final RandomWorld world;
    public MemoryTarget target;
    public Ownership ownership = Ownership.EMPTY;
    public NumberBook numbers = NumberBook.EMPTY;
    public PlanRules rules = new PlanRules(
            Entitlements.documented(), NameRules.documented(), new GuardLimits(1000, 100, 1000, 1000, 100));

    public PlanRunner(RandomWorld world) {
        rules = rules.withGraceDays(world.graceDays);
        this.world = world;
        this.target = world.target;
    }

    /// One with a Manager of its own that stands where this one stands.
    public PlanRunner copy() {
        PlanRunner copy = new PlanRunner(world);
        copy.target = target.copy();
        copy.ownership = ownership;
        copy.numbers = numbers;
        copy.rules = rules;
        return copy;
    }

    public PlanInput input() {
        return new PlanInput(target.read(), ownership, numbers, rules, target.today());
    }

    public Plan plan(Selection selection) {
        return Planner.synchronize(selection, world.read(selection), input(), 0);
    }

    public Plan cancel(Selection.Named named) {
        return Planner.cancel(named, input());
    }

    public Plan refresh() {
        return Planner.refresh(Scope.EMPTY, world.everything(), input(), 0);
    }

    /// Carries out a whole plan, in the order given.
    public void run(Plan plan) {
        run(plan, plan.changes().size(), true);
    }

    /// Carries out the first changes of a plan.
    ///
    /// @param recorded whether the last one of them gets into the roll
    public void run(Plan plan, int count, boolean recorded) {
        run(plan, count, recorded, true);
    }

    /// Carries out a whole plan in a Manager that mentions names which are not there.
    void runAmongLeftovers(Plan plan) {
        run(plan, plan.changes().size(), true, false);
    }

    private void run(Plan plan, int count, boolean recorded, boolean consistent) {
        begin(plan);
        for (int i = 0; i < count; i++) {
            Change change = plan.changes().get(i).change();
            ChangeOutcome outcome = target.make(change);
            assertThat(outcome).as("%s", change).isNotInstanceOf(ChangeOutcome.Failed.class);
            if (consistent) {
                assertThat(target.dangling()).as("after %s", change).isEmpty();
            }
            if (recorded || i < count - 1) {
                record(change);
            }
        }
    }

    /// What is written down behind a change.
    public void record(Change change) {
        OwnershipChange.of(change).forEach(update -> ownership = after(ownership, update));
    }

    /// What is written down before the first change.
    public void begin(Plan plan) {
        ownership = plan.begun();
        Map<IamId, Integer> users = new HashMap<>(numbers.users());
        Map<IamId, Integer> groupNumbers = new HashMap<>(numbers.groups());
        users.putAll(plan.userNumbers());
        groupNumbers.putAll(plan.groupNumbers());
        numbers = new NumberBook(users, groupNumbers, numbers.refused());
    }

    /// The plan's changes, with each stage in another order.
    static Plan shuffled(Plan plan, Random random) {
        List<PlannedChange> changes = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            List<PlannedChange> some = new ArrayList<>(plan.changes().stream()
                    .filter(planned -> planned.stage() == stage)
                    .toList());
            Collections.shuffle(some, random);
            changes.addAll(some);
        }
        return new Plan(
                changes,
                plan.refusals(),
                plan.holds(),
                plan.notes(),
                plan.ownership(),
                plan.asked(),
                plan.userNumbers(),
                plan.groupNumbers(),
                plan.request());
    }

    /// What the database does with an update (`OwnershipStoreTest`).
    private static Ownership after(Ownership ownership, OwnershipChange update) {
        Map<IamId, Ownership.UserEntry> users = new HashMap<>(ownership.users());
        Map<IamId, Ownership.GroupEntry> groups = new HashMap<>(ownership.groups());
        Set<Right> owed = new HashSet<>(ownership.owed());
        Set<Right> promised = new HashSet<>(ownership.promised());
        switch (update) {
            case OwnershipChange.KeepUser u ->
                users.put(u.id(), new Ownership.UserEntry(u.name(), granted(users.get(u.id()))));
            case OwnershipChange.KeepGroup g ->
                groups.put(g.id(), new Ownership.GroupEntry(g.name(), g.asked(), granted(groups.get(g.id()))));
            case OwnershipChange.RenameGroup g ->
                groups.computeIfPresent(g.id(), (i, e) -> new Ownership.GroupEntry(g.name(), e.asked(), e.granted()));
            case OwnershipChange.ForgetUser u -> users.remove(u.id());
            case OwnershipChange.ForgetGroup g -> groups.remove(g.id());
            case OwnershipChange.AddUserGrant u -> {
                users.computeIfPresent(
                        u.id(), (i, e) -> new Ownership.UserEntry(e.name(), with(e.granted(), u.group(), true)));
                promised.remove(new Right.Membership(u.id(), u.group()));
            }
            case OwnershipChange.DropUserGrant u ->
                users.computeIfPresent(
                        u.id(), (i, e) -> new Ownership.UserEntry(e.name(), with(e.granted(), u.group(), false)));
            case OwnershipChange.AddGroupGrant g -> {
                groups.computeIfPresent(
                        g.id(),
                        (i, e) -> new Ownership.GroupEntry(e.name(), e.asked(), with(e.granted(), g.role(), true)));
                promised.remove(new Right.GroupRole(g.id(), g.role()));
            }
            case OwnershipChange.DropGroupGrant g ->
                groups.computeIfPresent(
                        g.id(),
                        (i, e) -> new Ownership.GroupEntry(e.name(), e.asked(), with(e.granted(), g.role(), false)));
            case OwnershipChange.SettleRight s -> owed.remove(s.right());
        }
        return new Ownership(users, groups, owed, promised);
    }

    private static Set<GroupName> granted(Ownership.@Nullable UserEntry entry) {
        return entry == null ? Set.of() : entry.granted();
    }

    private static Set<RoleName> granted(Ownership.@Nullable GroupEntry entry) {
        return entry == null ? Set.of() : entry.granted();
    }

    private static <T> Set<T> with(Set<T> set, T value, boolean there) {
        Set<T> copy = new HashSet<>(set);
        if (there) {
            copy.add(value);
        } else {
            copy.remove(value);
        }
        return copy;
    }
}
