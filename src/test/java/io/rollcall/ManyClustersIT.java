package io.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The campaign of `benchmarks/clusters`, small.
class ManyClustersIT {
    private static final int CLUSTERS = Integer.getInteger("rollcall.clusters", 30);
    private static final int USERS = 20;

    /// A replica looks at the queue four times a second; the rest is for a machine that is busy with the tests.
    private static final Duration LONGEST_IDLENESS = Duration.ofSeconds(3);

    @TempDir
    Path folder;

    @Test
    void threeReplicasSynchronizeEveryClusterExactlyOnceWhileTheirStatusIsAsked() throws Exception {
        try (Stalls stalls = new Stalls();
                ManyClusters world = new ManyClusters(folder, CLUSTERS, USERS, "1h", 8)) {
            ManyClusters.Outcome outcome = world.run(CLUSTERS, Duration.ofMinutes(10));
            assertThat(outcome.done()).as(outcome.toString()).isEqualTo(CLUSTERS);
            assertThat(outcome.once()).as(outcome.toString()).isEqualTo(CLUSTERS);
            assertThat(outcome.entries()).isEqualTo(3 * USERS);
            assertThat(outcome.idleMillis())
                    .as(outcome.toString())
                    .isLessThan(stalls.atMost(LONGEST_IDLENESS).toMillis());
            assertThat(outcome.status().errors()).isZero();
            assertThat(outcome.status().calls()).isPositive();
        }
    }
}
