package io.rollcall.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.OperationObserver;
import io.rollcall.operation.model.OperationState;
import io.rollcall.operation.model.Statistics;
import io.rollcall.ops.Metrics;
import io.rollcall.sync.provisioning.ProvisioningTarget;
import io.rollcall.sync.source.IdentitySource;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What an operator can see and alert on.
class SyncMetricsTest {
    private static final ClusterId C1 = new ClusterId("c1");
    private static final ClusterId GONE = new ClusterId("gone");
    private static final OperationId OPERATION = new OperationId("0123456789abcdef0123456789abcdef");
    private static final Instant AT = Instant.ofEpochSecond(1_700_000_000);

    private static Statistics.OfCluster cluster(ClusterId id, boolean equal, boolean doubtful) {
        return new Statistics.OfCluster(
                id,
                true,
                148,
                9,
                equal ? AT : null,
                AT,
                doubtful,
                Map.of("add", 3, "change", 2, "remove", 1),
                5,
                true,
                Map.of(Operation.Action.SYNC, AT));
    }

    private static String published(Statistics.OfCluster... clusters) {
        try (Metrics metrics = new Metrics()) {
            Statistics all = new Statistics(
                    Map.of(OperationState.QUEUED, 2, OperationState.RUNNING, 1, OperationState.HELD, 1),
                    Duration.ofSeconds(7),
                    List.of(clusters));
            try (SyncMetrics numbers = new SyncMetrics(metrics, () -> all, () -> Set.of(C1), C1::equals)) {
                numbers.readOnce();
                return metrics.scrape();
            }
        }
    }

    @Test
    void aClusterIsPublishedWithItsScopeItsDifferencesAndItsTimes() {
        assertThat(published(cluster(C1, false, false)).lines())
                .contains(
                        "rollcall_operations{state=\"queued\"} 2.0",
                        "rollcall_operations{state=\"held\"} 1.0",
                        "rollcall_queue_age_seconds 7.0",
                        "rollcall_cluster_in_scope{cluster=\"c1\",kind=\"user\"} 148.0",
                        "rollcall_cluster_differing{change=\"remove\",cluster=\"c1\"} 1.0",
                        "rollcall_cluster_refused{cluster=\"c1\"} 5.0",
                        "rollcall_cluster_held{cluster=\"c1\"} 1.0",
                        "rollcall_cluster_in_sync{cluster=\"c1\"} 0.0",
                        "rollcall_manager_up{cluster=\"c1\"} 0.0",
                        "rollcall_cluster_last_compared_timestamp_seconds{cluster=\"c1\"} 1.7E9",
                        "rollcall_cluster_last_success_timestamp_seconds{action=\"sync\",cluster=\"c1\"} 1.7E9")
                .noneMatch(line -> line.startsWith("rollcall_cluster_last_verified"));
    }

    @Test
    void inSyncIsNotClaimedOfAClusterThatCouldNotBeCompared() {
        assertThat(published(cluster(C1, true, false))).contains("rollcall_cluster_in_sync{cluster=\"c1\"} 1.0");
        assertThat(published(cluster(C1, true, true))).contains("rollcall_cluster_in_sync{cluster=\"c1\"} -1.0");
    }

    @Test
    void aClusterThatIsNoLongerServedHasNoSeries() {
        assertThat(published(cluster(C1, true, false), cluster(GONE, true, false)))
                .contains("cluster=\"c1\"")
                .doesNotContain("cluster=\"gone\"");
    }

    @Test
    void whatHappensIsCounted() {
        try (Metrics metrics = new Metrics();
                SyncMetrics numbers = new SyncMetrics(
                        metrics, () -> new Statistics(Map.of(), Duration.ZERO, List.of()), Set::of, C1::equals)) {
            assertThat(metrics.scrape())
                    .contains("rollcall_plans_held_total 0.0", "rollcall_operations_taken_over_total 0.0");
            numbers.ended(new OperationObserver.Ended(
                    C1,
                    OPERATION,
                    Operation.Action.SYNC,
                    true,
                    false,
                    OperationState.COMPLETED,
                    Duration.ofSeconds(3),
                    null));
            numbers.held(C1, OPERATION, List.of("too many"));
            numbers.takenOver(C1, OPERATION);
            numbers.drifted(C1, new OperationObserver.Drift(1, 0, 0, 0));
            numbers.drifted(C1, null);
            assertThat(metrics.scrape().lines())
                    .contains(
                            "rollcall_plans_held_total 1.0",
                            "rollcall_operations_taken_over_total 1.0",
                            "rollcall_drift_found_total 1.0")
                    .anyMatch(line -> line.startsWith("rollcall_operation_duration_seconds_bucket{action=\"sync_all\","
                            + "dry_run=\"false\",state=\"completed\",le=\"5.0\"} 1"))
                    .anyMatch(line -> line.startsWith("rollcall_operation_duration_seconds_bucket{action=\"sync_all\","
                            + "dry_run=\"false\",state=\"completed\",le=\"2.0\"} 0"));
        }
    }

    @Test
    void callsAreMeasuredByWhetherTheyWereAnswered() throws Exception {
        try (Metrics metrics = new Metrics()) {
            Calls calls = new Calls(metrics, "iam", "calls");
            assertThat(calls.measured("read", () -> 7)).isEqualTo(7);
            assertThatThrownBy(() -> calls.measured("read", () -> {
                        throw new UnavailableException(UnavailableException.Part.IAM_USER, "away");
                    }))
                    .isInstanceOf(UnavailableException.class);
            assertThat(metrics.scrape())
                    .contains(
                            "rollcall_iam_calls_seconds_count{call=\"read\",outcome=\"answered\"} 1",
                            "rollcall_iam_calls_seconds_count{call=\"read\",outcome=\"failed\"} 1");
        }
    }

    /// A method with a default would otherwise be answered by that, and not by the server.
    @ParameterizedTest
    @ValueSource(classes = {MeasuredTarget.class, MeasuredIam.class})
    void everyMethodIsPassedOn(Class<?> measured) throws Exception {
        for (Class<?> port : List.of(ProvisioningTarget.class, IdentitySource.class)) {
            if (port.isAssignableFrom(measured)) {
                for (Method method : port.getDeclaredMethods()) {
                    assertThat(measured.getMethod(method.getName(), method.getParameterTypes())
                                    .getDeclaringClass())
                            .as(method.getName() + Arrays.toString(method.getParameterTypes()))
                            .isEqualTo(measured);
                }
            }
        }
    }
}
