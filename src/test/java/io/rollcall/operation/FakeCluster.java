package io.rollcall.operation;

import io.rollcall.cluster.Cluster;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.Reconciler;
import io.rollcall.sync.provisioning.MemoryTarget;
import io.rollcall.sync.rules.PlanRules;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.IdentitySource;
import io.rollcall.sync.source.Selection;
import io.rollcall.sync.target.Account;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One cluster for tests: an IAM, a Manager in memory, and whatever is to go wrong with them.
public final class FakeCluster implements IdentitySource {
    private static final Set<UnavailableException.Part> OF_IAM =
            EnumSet.of(UnavailableException.Part.IAM_USER, UnavailableException.Part.IAM_GROUP);

    final Cluster cluster;
    final MemoryTarget model;
    public Function<Selection, IamSnapshot> iam;
    PlanRules rules;

    /// Runs before each write to the Manager.
    Runnable beforeWrite = () -> {};

    /// How often the Manager was read.
    int reads;

    private UnavailableException.@Nullable Part missing;
    private final CrashPoints steps;

    FakeCluster(
            String id, Function<Selection, IamSnapshot> iam, MemoryTarget model, PlanRules rules, CrashPoints steps) {
        this.cluster = new Cluster(new ClusterId(id), id, new ProjectId("p"));
        this.iam = iam;
        this.model = model;
        this.rules = rules;
        this.steps = steps;
        model.beforeRead = () -> {
            steps.step();
            reads++;
        };
        model.beforeWrite = () -> {
            steps.step();
            beforeWrite.run();
        };
        model.afterWrites = steps::step;
    }

    public ClusterId id() {
        return cluster.id();
    }

    Reconciler reconciler() {
        return new Reconciler(cluster, this, model, rules);
    }

    /// From now on that part, and no other, does not answer; null for none.
    void away(UnavailableException.@Nullable Part part) {
        missing = part;
        model.goAway(part != null && !OF_IAM.contains(part) ? part : null);
    }

    @Override
    public IamSnapshot read(ProjectId project, Selection selection, Progress progress) throws UnavailableException {
        steps.step();
        UnavailableException.Part part = missing;
        if (part != null && OF_IAM.contains(part)) {
            throw new UnavailableException(part, "the IAM does not answer");
        }
        return iam.apply(selection);
    }

    /// An administrator changes an account of ours.
    ///
    /// @return how it was before
    Account changeByHand(String user) {
        Account mine = Objects.requireNonNull(model.read().account(new UserName(user)));
        model.put(new Account(mine.name(), mine.mark(), mine.uidNumber(), 4711, "by hand"));
        return mine;
    }
}
