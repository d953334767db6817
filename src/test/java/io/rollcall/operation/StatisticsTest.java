package io.rollcall.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.UnavailableException;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationState;
import io.rollcall.operation.model.Statistics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The numbers of the service, from what the database holds.
class StatisticsTest {
    @TempDir
    Path folder;

    @AutoClose
    private OperationsFixture fixture;

    private FakeCluster site;

    @BeforeEach
    void start() {
        fixture = new OperationsFixture(folder);
        site = fixture.crowd("c", 40);
    }

    private Statistics.OfCluster cluster() {
        return fixture.operations.statistics().clusters().stream()
                .filter(one -> one.cluster().equals(site.id()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aSynchronizedClusterIsCountedWithItsTimes() {
        fixture.pass(Duration.ofMinutes(1));
        Operation done = fixture.run(site, OperationsFixture.EVERYTHING);
        fixture.watch();
        Statistics.OfCluster one = cluster();
        assertThat(one.watched()).isTrue();
        assertThat(one.users()).isEqualTo(40);
        assertThat(one.groups()).isEqualTo(1);
        assertThat(one.comparedAt()).isEqualTo(one.verifiedAt()).isEqualTo(fixture.clock.instant());
        assertThat(one.differing()).containsExactlyInAnyOrderEntriesOf(Map.of("add", 0, "change", 0, "remove", 0));
        assertThat(one.succeeded()).isEqualTo(Map.of(Operation.Action.SYNC, Objects.requireNonNull(done.finishedAt())));
    }

    @Test
    void theLastSuccessStaysThoughItIsReadOnce() {
        fixture.run(site, OperationsFixture.EVERYTHING);
        Statistics.OfCluster before = cluster();
        fixture.pass(Duration.ofHours(1));
        assertThat(cluster().succeeded()).isEqualTo(before.succeeded());
        fixture.run(site, OperationsFixture.EVERYTHING);
        assertThat(cluster().succeeded().get(Operation.Action.SYNC)).isEqualTo(fixture.clock.instant());
    }

    @Test
    void aDryRunAndAFailureAreNoSuccess() {
        fixture.dryRun(site, OperationsFixture.EVERYTHING);
        site.away(UnavailableException.Part.IAM_USER);
        assertThat(fixture.run(site, OperationsFixture.EVERYTHING).state()).isEqualTo(OperationState.FAILED);
        assertThat(cluster().succeeded()).isEmpty();
        assertThat(cluster().doubtful()).isTrue();
    }

    @Test
    void whatWaitsIsCountedAndItsAgeIsThatOfTheOldest() {
        assertThat(fixture.operations.statistics().oldestQueued()).isZero();
        fixture.accept(site, OperationsFixture.EVERYTHING);
        fixture.pass(Duration.ofSeconds(30));
        fixture.accept(fixture.crowd("other", 3), OperationsFixture.EVERYTHING);
        Statistics now = fixture.operations.statistics();
        assertThat(now.unfinished().get(OperationState.QUEUED)).isEqualTo(2);
        assertThat(now.oldestQueued()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aHeldPlanIsCounted() {
        fixture.run(site, OperationsFixture.EVERYTHING);
        assertThat(cluster().held()).isFalse();
        site.iam = OperationsFixture.people(20);
        assertThat(fixture.run(site, OperationsFixture.EVERYTHING).state()).isEqualTo(OperationState.HELD);
        assertThat(cluster().held()).isTrue();
        assertThat(fixture.operations.statistics().unfinished().get(OperationState.HELD))
                .isEqualTo(1);
    }

    @Test
    void whatDiffersIsCounted() {
        fixture.run(site, OperationsFixture.EVERYTHING);
        site.iam = OperationsFixture.people(41);
        fixture.watch();
        Statistics.OfCluster one = cluster();
        assertThat(one.differing().get("add")).isPositive();
        assertThat(one.comparedAt()).isAfter(Objects.requireNonNull(one.verifiedAt()));
    }
}
