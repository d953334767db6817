package io.rollcall.monitoring;

import io.rollcall.cluster.ClusterId;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.OperationObserver;
import io.rollcall.operation.model.OperationState;
import io.rollcall.tracing.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes what became of an operation into its span. Thread-safe.
public final class TracedEnds implements OperationObserver {
    private static final String STATE = "rollcall.state";

    @Override
    public void ended(Ended ended) {
        Span span = Span.whole();
        span.put(STATE, ended.state().word());
        Operation.Failure failure = ended.failure();
        if (failure != null) {
            span.failed(failure.code().code());
        }
    }

    @Override
    public void held(ClusterId cluster, OperationId operation, List<String> reasons) {
        Span.whole().put(STATE, OperationState.HELD.word());
    }

    @Override
    public void drifted(ClusterId cluster, @Nullable Drift drift) {}

    @Override
    public void takenOver(ClusterId cluster, OperationId operation) {}
}
