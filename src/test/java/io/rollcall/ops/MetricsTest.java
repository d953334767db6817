package io.rollcall.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MetricsTest {
    @Test
    void requestsAreCountedByOperationAndStatus() {
        try (Metrics metrics = new Metrics()) {
            metrics.requestAnswered("ShowSyncIamUser", 200, Duration.ofMillis(3));
            metrics.requestAnswered("ShowSyncIamUser", 200, Duration.ofMillis(4));
            assertThat(metrics.scrape())
                    .contains("rollcall_api_requests_seconds_count{operation=\"ShowSyncIamUser\",status=\"200\"} 2");
        }
    }

    @Test
    void aGaugeIsAskedAtEveryScrape() {
        AtomicInteger running = new AtomicInteger();
        try (Metrics metrics = new Metrics()) {
            metrics.gauge("rollcall.operations", "Operations by state", running::get, "state", "running");
            running.set(5);
            assertThat(metrics.scrape()).contains("rollcall_operations{state=\"running\"} 5.0");
        }
    }
}
