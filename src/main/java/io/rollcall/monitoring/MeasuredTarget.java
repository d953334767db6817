package io.rollcall.monitoring;

import io.rollcall.cluster.Progress;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.ops.Metrics;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.ChangeOutcome;
import io.rollcall.sync.provisioning.Checkpoint;
import io.rollcall.sync.provisioning.ProvisioningTarget;
import io.rollcall.sync.target.Concern;
import io.rollcall.sync.target.TargetSnapshot;
import java.util.List;
import java.util.Set;

/// A Manager whose answers are measured: a whole read, a slice of writes, a probe. Thread-safe as far as the
/// Manager is.
public final class MeasuredTarget implements ProvisioningTarget {
    private final ProvisioningTarget target;
    private final Calls calls;

    public MeasuredTarget(ProvisioningTarget target, Metrics metrics) {
        this.target = target;
        this.calls = new Calls(
                metrics, "manager", "Reads of a Manager, slices of writes and probes, with their repetitions");
    }

    @Override
    public String directory() {
        return target.directory();
    }

    @Override
    public TargetSnapshot read(Progress progress) throws UnavailableException {
        return calls.measured("read", () -> target.read(progress));
    }

    @Override
    public TargetSnapshot read(Concern concern, Progress progress) throws UnavailableException {
        return calls.measured("read_named", () -> target.read(concern, progress));
    }

    @Override
    public Set<Integer> numbersInUse(Set<Integer> candidates, Progress progress) throws UnavailableException {
        return calls.measured("numbers", () -> target.numbersInUse(candidates, progress));
    }

    @Override
    public List<ChangeOutcome> apply(List<Change> changes, Checkpoint checkpoint) throws UnavailableException {
        return calls.measured("write", () -> target.apply(changes, checkpoint));
    }

    @Override
    public String ldif(Change change) {
        return target.ldif(change);
    }

    @Override
    public void check() throws UnavailableException {
        boolean ignored = calls.measured("probe", () -> {
            target.check();
            return true;
        });
    }

    @Override
    public void close() {
        target.close();
    }
}
