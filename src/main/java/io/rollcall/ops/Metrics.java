package io.rollcall.ops;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.rollcall.background.LoopObserver;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;

/// All metrics of the process, in the Prometheus text format. Thread-safe.
///
/// A tag never holds a value that a caller chose: the number of time series stays bounded.
public final class Metrics implements LoopObserver, AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private static final Duration[] QUICK = Stream.of(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    /// The timers of answered requests. The registry finds a timer by its tags too, but only after they and the
    /// bounds of the histogram were made anew, which is 5 % of what a status call costs.
    private final Map<Answered, Timer> answered = new ConcurrentHashMap<>();

    private record Answered(String operation, int status) {}

    private final JvmGcMetrics collections = new JvmGcMetrics();

    public Metrics() {
        // Two names of the processor's break the rules of Prometheus; the time of the CPU is published under its usual
        // name.
        registry.config()
                .meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"))
                .meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"));
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            FunctionCounter.builder("process.cpu", system, bean -> bean.getProcessCpuTime() / 1e9)
                    .description("CPU time of the process")
                    .baseUnit("seconds")
                    .register(registry);
        }
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
        Build build = Build.own();
        gauge(
                "rollcall.build.info",
                "Which program this is",
                () -> 1,
                "version",
                build.version(),
                "commit",
                build.commit(),
                "java",
                build.java());
    }

    /// For libraries that bring meters of their own, such as a connection pool.
    public MeterRegistry registry() {
        return registry;
    }

    /// Counts an answered request.
    ///
    /// @param operation the documented name, `UpdateSyncIamUser` for example
    /// @param status the HTTP status of the answer
    public void requestAnswered(String operation, int status, Duration duration) {
        answered.computeIfAbsent(new Answered(operation, status), this::answered)
                .record(duration);
    }

    private Timer answered(Answered answer) {
        return Timer.builder("rollcall.api.requests")
                .description("Answered requests by operation and status")
                .tag("operation", answer.operation())
                .tag("status", Integer.toString(answer.status()))
                .serviceLevelObjectives(QUICK)
                .register(registry);
    }

    @Override
    public void started(String loop) {
        failures(loop);
    }

    @Override
    public void failed(String loop) {
        failures(loop).increment();
    }

    /// Registered at the start of the loop, so that an alert has a value to compare with.
    private Counter failures(String loop) {
        return Counter.builder("rollcall.loop.failures")
                .description("Rounds of background loops that failed")
                .tag("loop", loop)
                .register(registry);
    }

    /// Publishes a number that is read at every scrape, so the supplier must be quick.
    ///
    /// @param name dotted, `rollcall.operations`
    /// @param tags key, value, key, value ...: of few different values each
    public void gauge(String name, String description, DoubleSupplier number, String... tags) {
        Gauge.builder(name, number::getAsDouble)
                .description(description)
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    /// Counts one of many events.
    ///
    /// @param tags key, value, key, value ...: of few different values each
    public void count(String name, String description, String... tags) {
        countAll(1, name, description, tags);
    }

    /// Counts several events at once.
    ///
    /// @param tags as of [#count]
    public void countAll(int events, String name, String description, String... tags) {
        Counter.builder(name)
                .description(description)
                .tags(tags)
                .register(registry)
                .increment(events);
    }

    /// The same for events that may never happen, so that an alert has a value to compare with.
    public void expect(String name, String description, String... tags) {
        Counter.builder(name).description(description).tags(tags).register(registry);
    }

    /// The same as [#expect] for a histogram.
    public void expectTime(String name, String description, List<Duration> bounds, String... tags) {
        timer(name, description, bounds, tags);
    }

    private Timer timer(String name, String description, List<Duration> bounds, String... tags) {
        return Timer.builder(name)
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(bounds.toArray(Duration[]::new))
                .register(registry);
    }

    /// Records how long something took, in a histogram.
    ///
    /// @param bounds of the histogram
    /// @param tags as of [#count]
    public void took(String name, String description, List<Duration> bounds, Duration time, String... tags) {
        timer(name, description, bounds, tags).record(time);
    }

    /// Gauges that are all set together, and of which there may be others next time. Thread-safe.
    public static final class Table {
        private final MultiGauge gauges;

        private Table(MultiGauge gauges) {
            this.gauges = gauges;
        }

        /// Replaces all values.
        ///
        /// @param rows for each value its tags, in the order of the keys
        public void set(Map<List<String>, Double> rows, String... keys) {
            gauges.register(
                    rows.entrySet().stream()
                            .map(row -> MultiGauge.Row.of(tags(keys, row.getKey()), row.getValue()))
                            .toList(),
                    true);
        }
    }

    private static Tags tags(String[] keys, List<String> values) {
        List<Tag> tags = new ArrayList<>();
        for (int i = 0; i < keys.length; i++) {
            tags.add(Tag.of(keys[i], values.get(i)));
        }
        return Tags.of(tags);
    }

    /// A table of gauges, empty at first.
    public Table table(String name, String description) {
        return new Table(MultiGauge.builder(name).description(description).register(registry));
    }

    /// All metrics, in the text format of Prometheus 0.0.4.
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
