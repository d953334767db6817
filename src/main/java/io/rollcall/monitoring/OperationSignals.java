package io.rollcall.monitoring;

import io.rollcall.cluster.ClusterId;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.OperationObserver;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Passes on to several observers, none of which can disturb the others or the work. Thread-safe.
public final class OperationSignals implements OperationObserver {
    private static final Logger log = LoggerFactory.getLogger(OperationSignals.class);

    private final List<OperationObserver> observers = new CopyOnWriteArrayList<>();

    public void add(OperationObserver observer) {
        observers.add(observer);
    }

    private void tell(Consumer<OperationObserver> event) {
        for (OperationObserver observer : observers) {
            try {
                event.accept(observer);
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("an observer failed");
            }
        }
    }

    @Override
    public void ended(Ended ended) {
        tell(observer -> observer.ended(ended));
    }

    @Override
    public void held(ClusterId cluster, OperationId operation, List<String> reasons) {
        tell(observer -> observer.held(cluster, operation, reasons));
    }

    @Override
    public void drifted(ClusterId cluster, @Nullable Drift drift) {
        tell(observer -> observer.drifted(cluster, drift));
    }

    @Override
    public void takenOver(ClusterId cluster, OperationId operation) {
        tell(observer -> observer.takenOver(cluster, operation));
    }
}
