package io.rollcall.monitoring;

import io.rollcall.cluster.ClusterId;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.OperationObserver;
import io.rollcall.operation.model.OperationState;
import io.rollcall.ops.Metrics;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Turns what becomes of operations and clusters into notifications. Dry runs are none. Notifications wait in
/// memory: those that were not delivered when the process ends are lost. Thread-safe.
public final class Webhooks implements OperationObserver, AutoCloseable {
    private final Function<Webhook, Delivery> open;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private List<Delivery> deliveries;

    /// For receivers that the configuration no longer has: they end by themselves when nothing waits any more.
    private final List<Delivery> former = new ArrayList<>();

    /// Clusters of which something bad was notified.
    private final Set<ClusterId> troubled = ConcurrentHashMap.newKeySet();

    /// Starts to deliver what will happen.
    public Webhooks(List<Webhook> receivers, InstantSource clock, Metrics metrics) {
        this(receivers, receiver -> new Delivery(receiver, Delivery.Pace.STANDARD, clock, metrics), clock);
    }

    Webhooks(List<Webhook> receivers, Function<Webhook, Delivery> open, InstantSource clock) {
        this.open = open;
        this.clock = clock;
        this.deliveries = receivers.stream().map(open).toList();
    }

    /// Other receivers from now on. What waits for an address that stays goes on waiting and is delivered by the new
    /// settings; what waits for one that is gone is delivered by the former ones. Returns at once.
    public void change(List<Webhook> receivers) {
        lock.lock();
        try {
            List<Delivery> unused = new ArrayList<>(deliveries);
            deliveries = receivers.stream()
                    .map(receiver -> changed(unused, receiver))
                    .toList();
            former.removeIf(Delivery::isOver);
            former.addAll(unused);
            unused.forEach(Delivery::endWhenEmpty);
        } finally {
            lock.unlock();
        }
    }

    /// The delivery to the same address, with the new settings, or a new one.
    private Delivery changed(List<Delivery> unused, Webhook receiver) {
        for (Delivery delivery : unused) {
            if (delivery.change(receiver)) {
                unused.remove(delivery);
                return delivery;
            }
        }
        return open.apply(receiver);
    }

    @Override
    public void ended(Ended ended) {
        if (ended.dryRun()) {
            return;
        }
        Map<String, Object> data = about(ended.cluster());
        data.put("operation_id", ended.operation().value());
        data.put("action", ended.action().word());
        data.put("state", ended.state().word());
        if (ended.state() == OperationState.FAILED) {
            if (ended.failure() != null) {
                data.put("error_code", ended.failure().code().code());
                data.put("message", ended.failure().message());
            }
            troubled.add(ended.cluster());
            send(Webhook.Event.FAILED, data);
        } else if (isDone(ended.state()) && troubled.remove(ended.cluster())) {
            send(Webhook.Event.RECOVERED, data);
        }
    }

    private static boolean isDone(OperationState state) {
        return state == OperationState.COMPLETED || state == OperationState.COMPLETED_WITH_ERRORS;
    }

    @Override
    public void held(ClusterId cluster, OperationId operation, List<String> reasons) {
        Map<String, Object> data = about(cluster);
        data.put("operation_id", operation.value());
        data.put("reasons", reasons);
        send(Webhook.Event.HELD, data);
    }

    @Override
    public void drifted(ClusterId cluster, @Nullable Drift drift) {
        Map<String, Object> data = about(cluster);
        if (drift == null) {
            // Also when the process that notified the drift was another one.
            troubled.remove(cluster);
            send(Webhook.Event.RECOVERED, data);
            return;
        }
        troubled.add(cluster);
        data.put("to_add", drift.added());
        data.put("to_change", drift.changed());
        data.put("to_remove", drift.removed());
        data.put("refused", drift.refused());
        send(Webhook.Event.DRIFT, data);
    }

    @Override
    public void takenOver(ClusterId cluster, OperationId operation) {}

    private static Map<String, Object> about(ClusterId cluster) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("cluster_id", cluster.value());
        return data;
    }

    private void send(Webhook.Event event, Map<String, ?> data) {
        Notification notification = Notification.of(event, clock.instant(), data);
        lock.lock();
        try {
            deliveries.forEach(delivery -> delivery.offer(notification));
        } finally {
            lock.unlock();
        }
    }

    /// Delivers to all at once what waits, for a short time.
    @Override
    public void close() {
        try (ExecutorService ends = Executors.newVirtualThreadPerTaskExecutor()) {
            lock.lock();
            try {
                deliveries.forEach(delivery -> ends.execute(delivery::close));
                former.forEach(delivery -> ends.execute(delivery::close));
            } finally {
                lock.unlock();
            }
        }
    }
}
