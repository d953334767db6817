package io.rollcall.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.background.LoopObserver;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.OperationObserver;
import io.rollcall.operation.model.OperationState;
import io.rollcall.operation.served.ServedCluster;
import io.rollcall.tracing.Tracer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Observers are told once what becomes of operations and clusters.
class ObserverTest {
    @TempDir
    Path folder;

    @AutoClose
    private OperationsFixture fixture;

    private FakeCluster site;
    private final List<String> heard = new ArrayList<>();
    private final List<OperationObserver.Ended> ends = new ArrayList<>();

    private final OperationObserver observer = new OperationObserver() {
        @Override
        public void ended(Ended ended) {
            ends.add(ended);
            heard.add(ended.state().word());
        }

        @Override
        public void held(ClusterId cluster, OperationId operation, List<String> reasons) {
            heard.add("held " + reasons.size());
        }

        @Override
        public void drifted(ClusterId cluster, @Nullable Drift drift) {
            heard.add(drift == null ? "in sync" : "drift " + drift.added());
        }

        @Override
        public void takenOver(ClusterId cluster, OperationId operation) {
            heard.add("taken over");
        }
    };

    @BeforeEach
    void start() {
        fixture = new OperationsFixture(folder);
        site = fixture.crowd("c", 40);
        fixture.operations = Operations.open(
                fixture.database,
                fixture.clock,
                Operations.Settings.DEFAULT
                        .withLease(OperationsFixture.LEASE)
                        .withDriftInterval(OperationsFixture.DRIFT_INTERVAL)
                        .withStallLimit(Duration.ZERO),
                id -> fixture.reconciler(id).map(ServedCluster::new),
                LoopObserver.NONE,
                observer,
                Tracer.OFF);
    }

    @Test
    void anEndIsToldWithWhatItWasAndHowLongItTook() {
        OperationId id = fixture.accept(site, OperationsFixture.EVERYTHING);
        fixture.pass(Duration.ofSeconds(5));
        fixture.finish(site, id);
        assertThat(ends)
                .containsExactly(new OperationObserver.Ended(
                        site.id(),
                        id,
                        Operation.Action.SYNC,
                        true,
                        false,
                        OperationState.COMPLETED,
                        Duration.ofSeconds(5),
                        null));
    }

    @Test
    void aDryRunAndAFailureAreToldAsSuch() {
        fixture.dryRun(site, OperationsFixture.EVERYTHING);
        site.away(UnavailableException.Part.IAM_USER);
        fixture.run(site, OperationsFixture.EVERYTHING);
        assertThat(ends).extracting(OperationObserver.Ended::dryRun).containsExactly(true, false);
        assertThat(ends.getLast().state()).isEqualTo(OperationState.FAILED);
        assertThat(ends.getLast().failure()).isNotNull();
    }

    @Test
    void aHeldPlanIsNoEnd() {
        fixture.run(site, OperationsFixture.EVERYTHING);
        site.iam = OperationsFixture.people(20);
        fixture.run(site, OperationsFixture.EVERYTHING);
        assertThat(heard).containsExactly("completed", "held 1");
    }

    @Test
    void driftIsToldWhenItBeginsAndWhenItEnds() {
        fixture.run(site, OperationsFixture.EVERYTHING);
        fixture.watch();
        site.iam = OperationsFixture.people(41);
        fixture.watch();
        fixture.watch();
        site.iam = OperationsFixture.people(40);
        fixture.watch();
        assertThat(heard).hasSize(3).startsWith("completed").endsWith("in sync");
        assertThat(heard.get(1)).startsWith("drift ");
    }
}
