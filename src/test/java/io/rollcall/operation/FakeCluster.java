package io.rollcall.operation;

import io.rollcall.cluster.Cluster;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.Reconciler;
import io.rollcall.sync.planner.ModelTarget;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.ChangeOutcome;
import io.rollcall.sync.provisioning.Checkpoint;
import io.rollcall.sync.provisioning.ProvisioningTarget;
import io.rollcall.sync.rules.PlanRules;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.IdentitySource;
import io.rollcall.sync.source.Selection;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.TargetSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One cluster for tests: an IAM, a Manager in memory, and whatever is to go wrong with them.
public final class FakeCluster implements IdentitySource, ProvisioningTarget {
    final Cluster cluster;
    final ModelTarget model;
    public Function<Selection, IamSnapshot> iam;
    PlanRules rules;

    /// Runs before each write to the Manager.
    Runnable beforeWrite = () -> {};

    /// Runs before each look for a sign of life.
    Runnable beforeCheck = () -> {};

    /// Says of each change whether the Manager refuses it.
    Function<Change, Optional<String>> refuses = change -> Optional.empty();

    /// Says of each change whether the Manager says that it was made, and does not make it.
    Predicate<Change> swallows = change -> false;

    /// What does not answer.
    UnavailableException.@Nullable Part away;

    int reads;
    private final CrashPoints steps;

    FakeCluster(
            String id, Function<Selection, IamSnapshot> iam, ModelTarget model, PlanRules rules, CrashPoints steps) {
        this.cluster = new Cluster(new ClusterId(id), id, new ProjectId("p"));
        this.iam = iam;
        this.model = model;
        this.rules = rules;
        this.steps = steps;
    }

    public ClusterId id() {
        return cluster.id();
    }

    Reconciler reconciler() {
        return new Reconciler(cluster, this, this, rules);
    }

    @Override
    public IamSnapshot read(ProjectId project, Selection selection, Progress progress) throws UnavailableException {
        steps.step();
        answer("the IAM", UnavailableException.Part.IAM_USER, UnavailableException.Part.IAM_GROUP);
        return iam.apply(selection);
    }

    @Override
    public String directory() {
        return cluster.id().value();
    }

    @Override
    public TargetSnapshot read(Progress progress) throws UnavailableException {
        steps.step();
        reads++;
        answer("the Manager", UnavailableException.Part.MANAGER_USER, UnavailableException.Part.MANAGER_GROUP);
        return model.read(progress);
    }

    @Override
    public List<ChangeOutcome> apply(List<Change> changes, Checkpoint checkpoint) throws UnavailableException {
        List<ChangeOutcome> outcomes = new ArrayList<>();
        for (Change change : changes) {
            steps.step();
            beforeWrite.run();
            checkpoint.pass();
            answer("the Manager", UnavailableException.Part.MANAGER_USER, UnavailableException.Part.MANAGER_GROUP);
            outcomes.add(refuses.apply(change)
                    .<ChangeOutcome>map(ChangeOutcome.Failed::new)
                    .or(() -> swallows.test(change) ? Optional.of(new ChangeOutcome.Applied()) : Optional.empty())
                    .orElseGet(() -> model.apply(List.of(change), checkpoint).getFirst()));
        }
        steps.step();
        return outcomes;
    }

    /// An administrator changes an account of ours.
    ///
    /// @return how it was before
    Account changeByHand(String user) {
        Account mine = Objects.requireNonNull(model.read(Progress.NONE).account(new UserName(user)));
        model.put(new Account(mine.name(), mine.mark(), mine.uidNumber(), 4711, "by hand"));
        return mine;
    }

    private void answer(String who, UnavailableException.Part... parts) throws UnavailableException {
        UnavailableException.Part missing = away;
        if (missing != null && List.of(parts).contains(missing)) {
            throw new UnavailableException(missing, who + " does not answer");
        }
    }

    @Override
    public void check() throws UnavailableException {
        beforeCheck.run();
        answer("the Manager", UnavailableException.Part.MANAGER_USER, UnavailableException.Part.MANAGER_GROUP);
    }

    @Override
    public void close() {}
}
