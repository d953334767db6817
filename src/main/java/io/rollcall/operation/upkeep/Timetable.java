package io.rollcall.operation.upkeep;

import io.rollcall.background.LoopObserver;
import io.rollcall.background.Periodic;
import io.rollcall.cluster.ClusterId;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.Schedule;
import io.rollcall.operation.store.ScheduleStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Synchronizes clusters at the times of their schedules. The times belong to the cluster and not to this process:
/// all replicas check them, and one fires. Times that passed while no replica was running are made up for once, no
/// matter how many were missed, as only the present state matters. The set of schedules may change while it runs.
public final class Timetable implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Timetable.class);

    /// The resolution of cron is a minute; a few seconds of delay do not matter.
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private final ScheduleStore store;
    private final InstantSource clock;
    private final RandomGenerator chance;
    private final Supplier<Map<ClusterId, Schedule>> schedules;
    private final Runnable wake;
    private final Periodic loop;
    private @Nullable Set<ClusterId> tidied;

    /// @param schedules is looked at in each round
    /// @param wake called when there is work for the worker
    public Timetable(
            ScheduleStore store,
            InstantSource clock,
            RandomGenerator chance,
            Supplier<Map<ClusterId, Schedule>> schedules,
            Runnable wake,
            LoopObserver observer) {
        this.store = store;
        this.clock = clock;
        this.chance = chance;
        this.schedules = schedules;
        this.wake = wake;
        this.loop = new Periodic("timetable", LOOK_EVERY, observer, this::round);
    }

    public void start() {
        loop.start();
    }

    /// Fires the schedules that are due.
    public void runOnce() {
        runOnce(schedules.get());
    }

    private void runOnce(Map<ClusterId, Schedule> present) {
        Map<ClusterId, ScheduleStore.Due> due = store.due();
        Instant now = clock.instant();
        present.forEach((cluster, schedule) -> {
            ScheduleStore.Due known = due.get(cluster);
            if (known == null || !known.definition().equals(schedule.definition())) {
                store.arrange(cluster, schedule, schedule.due(now, chance));
            } else if (!now.isBefore(known.at())) {
                fire(cluster, schedule, known.at(), schedule.due(now, chance));
            }
        });
    }

    private void fire(ClusterId cluster, Schedule schedule, Instant due, Instant next) {
        switch (store.fire(cluster, schedule, due, next)) {
            case ScheduleStore.Fired.Started(OperationId operation) -> {
                log.atInfo()
                        .addKeyValue("operation", operation)
                        .addKeyValue("cluster", cluster)
                        .addKeyValue("due", due)
                        .addKeyValue("next", next)
                        .log("scheduled operation accepted");
                wake.run();
            }
            case ScheduleStore.Fired.Skipped(String reason) ->
                log.atWarn()
                        .addKeyValue("cluster", cluster)
                        .addKeyValue("due", due)
                        .addKeyValue("next", next)
                        .addKeyValue("reason", reason)
                        .log("scheduled operation skipped");
            case ScheduleStore.Fired.Elsewhere _ -> {
                // Another replica fired it.
            }
        }
    }

    private void round() {
        Map<ClusterId, Schedule> present = schedules.get();
        if (!present.keySet().equals(tidied)) {
            store.keepOnly(present.keySet());
            tidied = Set.copyOf(present.keySet());
        }
        runOnce(present);
    }

    @Override
    public void close() {
        loop.close();
    }
}
