package io.rollcall.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.Waiting;
import io.rollcall.database.Sql;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.OperationObserver;
import io.rollcall.operation.model.OperationState;
import io.rollcall.operation.served.ServedCluster;
import io.rollcall.ops.Metrics;
import io.rollcall.sync.provisioning.MemoryTarget;
import io.rollcall.sync.rules.PlanRules;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.Selection;
import io.rollcall.tracing.Tracer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The loop that renews the leases of everything that runs in a process, and a defect in the middle of it.
class LeaseRenewalTest {
    /// A quarter of it is the pause between two rounds.
    private static final Duration LEASE = Duration.ofSeconds(4);

    private final CountDownLatch answer = new CountDownLatch(1);

    /// How many of the next questions of the lease loop for the time meet a defect.
    private final AtomicInteger defects = new AtomicInteger();

    @TempDir
    Path folder;

    private OperationsFixture fixture;
    private Metrics metrics;
    private Operations operations;

    @BeforeEach
    void start() {
        fixture = new OperationsFixture(folder);
        metrics = new Metrics();
        operations = Operations.open(
                fixture.database,
                clock(),
                Operations.Settings.DEFAULT.withLease(LEASE).withStallLimit(Duration.ZERO),
                id -> fixture.reconciler(id).map(ServedCluster::new),
                metrics,
                OperationObserver.NONE,
                Tracer.OFF);
        operations.start();
    }

    @AfterEach
    void stop() {
        answer.countDown();
        operations.close();
        metrics.close();
        fixture.close();
    }

    private InstantSource clock() {
        return () -> {
            if (Thread.currentThread().getName().equals("leases")
                    && defects.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                throw new IllegalStateException("a defect");
            }
            return InstantSource.system().instant();
        };
    }

    /// An operation whose IAM does not answer yet.
    private OperationId begun(String cluster) {
        CountDownLatch asked = new CountDownLatch(1);
        Function<Selection, IamSnapshot> people = OperationsFixture.people(3);
        FakeCluster site = fixture.site(
                cluster,
                selection -> {
                    asked.countDown();
                    await(answer);
                    return people.apply(selection);
                },
                new MemoryTarget("site"),
                PlanRules.standard());
        OperationId id = ((io.rollcall.operation.model.Submission.Accepted)
                        operations.submit(site.id(), OperationsFixture.EVERYTHING, false, OperationsFixture.CALLER))
                .operation()
                .id();
        await(asked);
        return id;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private long leaseOf(OperationId id) {
        return fixture.database.read(connection -> Sql.first(
                        connection, "select lease_until from operation where id = ?", row -> row.getLong(1), id.value())
                .orElseThrow());
    }

    private double failures() {
        return metrics.registry()
                .get("rollcall.loop.failures")
                .tag("loop", "leases")
                .counter()
                .count();
    }

    @Test
    void aDefectIsCountedAndTheLeasesAreRenewedAllTheSame() throws Exception {
        assertThat(failures()).as("there before the first failure").isZero();
        OperationId id = begun("one");
        defects.set(1);
        Waiting.until("the defect is counted", () -> failures() == 1);

        long before = leaseOf(id);
        Waiting.until("the lease is renewed", () -> leaseOf(id) > before);
        answer.countDown();
        Waiting.until("it ends", () -> stateOf("one", id).ended());
        assertThat(stateOf("one", id)).isNotEqualTo(OperationState.FAILED);
        assertThat(metrics.scrape()).contains("rollcall_loop_failures_total{loop=\"leases\"} 1.0");
    }

    @Test
    void aDefectWithOneLeaseCostsTheOthersNothing() throws Exception {
        List<OperationId> all = new ArrayList<>(List.of(begun("one"), begun("two")));
        List<Long> before = all.stream().map(this::leaseOf).toList();
        defects.set(1);
        Waiting.until("the defect is counted", () -> failures() == 1);
        assertThat(List.of(leaseOf(all.getFirst()) > before.getFirst(), leaseOf(all.getLast()) > before.getLast()))
                .as("renewed in the round of the defect")
                .contains(true);
    }

    private OperationState stateOf(String cluster, OperationId id) {
        return operations
                .find(new io.rollcall.cluster.ClusterId(cluster), id)
                .orElseThrow()
                .state();
    }
}
