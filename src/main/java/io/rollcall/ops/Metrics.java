package io.rollcall.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.rollcall.background.LoopObserver;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/// All metrics of the process, in the Prometheus text format. Thread-safe.
///
/// A tag never holds a value that a caller chose: the number of time series stays bounded.
public final class Metrics implements LoopObserver, AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    public Metrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
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
        Timer.builder("rollcall.api.requests")
                .description("Answered requests by operation and status")
                .tag("operation", operation)
                .tag("status", Integer.toString(status))
                .register(registry)
                .record(duration);
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
    /// @param tag the key of the one tag, `state`
    /// @param value the value of that tag, `running`
    public void gauge(String name, String description, String tag, String value, DoubleSupplier number) {
        Gauge.builder(name, number::getAsDouble)
                .description(description)
                .tag(tag, value)
                .register(registry);
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
