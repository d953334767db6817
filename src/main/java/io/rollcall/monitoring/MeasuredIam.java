package io.rollcall.monitoring;

import io.rollcall.cluster.Progress;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.ops.Metrics;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.IdentitySource;
import io.rollcall.sync.source.Selection;
import java.time.Instant;

/// An IAM whose answers to synchronizations are measured. Thread-safe.
public final class MeasuredIam implements IdentitySource {
    private final IdentitySource source;
    private final Calls calls;

    public MeasuredIam(IdentitySource source, Metrics metrics) {
        this.source = source;
        this.calls = new Calls(metrics, "iam", "Reads of the IAM, with their repetitions");
    }

    @Override
    public IamSnapshot read(ProjectId project, Selection selection, Progress progress) throws UnavailableException {
        return calls.measured(
                selection instanceof Selection.Everything ? "read" : "read_named",
                () -> source.read(project, selection, progress));
    }

    @Override
    public IamSnapshot look(ProjectId project, Instant notBefore, Progress progress) throws UnavailableException {
        return calls.measured("compare", () -> source.look(project, notBefore, progress));
    }
}
