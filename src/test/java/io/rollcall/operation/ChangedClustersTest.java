package io.rollcall.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.Cluster;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.RoleName;
import io.rollcall.database.Database;
import io.rollcall.database.TestDatabase;
import io.rollcall.operation.lease.Leases;
import io.rollcall.operation.model.FailureCode;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.OperationState;
import io.rollcall.operation.model.Submission;
import io.rollcall.operation.served.Lifetime;
import io.rollcall.operation.served.ServedCluster;
import io.rollcall.sync.Reconciler;
import io.rollcall.sync.provisioning.MemoryTarget;
import io.rollcall.sync.rules.PlanRules;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.Selection;
import io.rollcall.sync.target.TargetRole;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of operations when the set of clusters changes.
class ChangedClustersTest {
    private static final ClusterId C1 = new ClusterId("c1");

    @TempDir
    Path folder;

    private final Map<ClusterId, ServedCluster> served = new ConcurrentHashMap<>();
    private final List<String> log = new ArrayList<>();
    private final Function<Selection, IamSnapshot> people = OperationsFixture.people(3);
    private Database database;
    private Operations operations;

    @BeforeEach
    void open() {
        database = TestDatabase.in(folder).open();
        operations = Operations.open(
                database,
                InstantSource.system(),
                Operations.Settings.DEFAULT,
                id -> Optional.ofNullable(served.get(id)));
    }

    @AfterEach
    void close() {
        operations.close();
        database.close();
    }

    /// A cluster whose Manager tells its name with each write, and its end.
    private MemoryTarget serve(String manager) {
        MemoryTarget target = new MemoryTarget("d");
        target.put(new TargetRole(new RoleName("Manager_viewer"), Set.of(), Set.of()));
        target.beforeWrite = () -> log.add("write to " + manager);
        Lifetime lifetime = new Lifetime(() -> log.add("close " + manager));
        ServedCluster next = new ServedCluster(
                new Reconciler(
                        new Cluster(C1, "one", new ProjectId("p")),
                        (project, selection, progress) -> people.apply(selection),
                        target,
                        PlanRules.standard()),
                Optional.empty(),
                Optional.of(() -> {
                    log.add("hook of " + manager);
                    return manager;
                }),
                lifetime);
        ServedCluster former = served.put(C1, next);
        if (former != null) {
            former.lifetime().end();
        }
        return target;
    }

    private void remove() {
        Objects.requireNonNull(served.remove(C1)).lifetime().end();
    }

    private OperationId accept() {
        return ((Submission.Accepted)
                        operations.submit(C1, OperationsFixture.EVERYTHING, false, OperationsFixture.CALLER))
                .operation()
                .id();
    }

    private Operation find(OperationId id) {
        return operations.find(C1, id).orElseThrow();
    }

    @Test
    void aRunningOperationEndsOnThePartsThatItBeganWithAndThenTheyAreClosed() {
        MemoryTarget former = serve("former");
        former.beforeWrite = () -> {
            if (log.isEmpty()) {
                serve("other");
            }
            log.add("write to former");
        };
        OperationId id = accept();

        assertThat(operations.runOnce()).isTrue();

        assertThat(find(id).state()).isEqualTo(OperationState.COMPLETED);
        assertThat(find(id).notes()).containsExactly("former");
        assertThat(log).startsWith("write to former").endsWith("hook of former", "close former");
        assertThat(log).doesNotContain("write to other", "close other");

        log.clear();
        accept();
        operations.runOnce();
        assertThat(log).startsWith("write to other").endsWith("hook of other");
    }

    @Test
    void aRunningOperationOfARemovedClusterEndsAsIfNothingHadHappened() {
        MemoryTarget former = serve("former");
        former.beforeWrite = () -> {
            if (log.isEmpty()) {
                remove();
            }
            log.add("write to former");
        };
        OperationId id = accept();

        assertThat(operations.runOnce()).isTrue();

        assertThat(find(id).state()).isEqualTo(OperationState.COMPLETED);
        assertThat(log).endsWith("hook of former", "close former");
    }

    @Test
    void aQueuedOperationOfARemovedClusterFailsAndSaysThatTheClusterDoesNotExist() {
        serve("former");
        OperationId id = accept();
        remove();
        assertThat(log).containsExactly("close former");

        // Where other replicas may know the cluster, the claim has to run out some times.
        for (int i = 0; i < 20 && find(id).state() != OperationState.FAILED; i++) {
            operations.runOnce();
            new Leases(database, InstantSource.system(), "test", Duration.ofSeconds(10)).endAll();
        }

        assertThat(find(id).state()).isEqualTo(OperationState.FAILED);
        assertThat(Objects.requireNonNull(find(id).error()).code()).isEqualTo(FailureCode.CLUSTER_UNKNOWN);
        assertThat(log).containsExactly("close former");
    }

    @Test
    void whatIsInUseIsNotClosedAndWhatIsRemovedIsNotUsed() {
        serve("former");
        Optional<ServedCluster.Use> use = ServedCluster.use(id -> Optional.ofNullable(served.get(id)), C1);
        try (ServedCluster.Use used = use.orElseThrow()) {
            remove();
            assertThat(log).isEmpty();
            assertThat(used.cluster().cluster().id()).isEqualTo(C1);
        }
        assertThat(log).containsExactly("close former");
        assertThat(ServedCluster.use(id -> Optional.ofNullable(served.get(id)), C1))
                .isEmpty();
    }

    @Test
    void thePartsAreClosedOnceAlsoWhenTheProcessEndsDuringAUse() {
        serve("former");
        ServedCluster cluster = Objects.requireNonNull(served.get(C1));
        ServedCluster.Use use =
                ServedCluster.use(id -> Optional.of(cluster), C1).orElseThrow();
        cluster.lifetime().cut();
        assertThat(cluster.lifetime().closed()).isTrue();
        use.close();
        cluster.lifetime().end();
        assertThat(log).containsExactly("close former");
    }
}
