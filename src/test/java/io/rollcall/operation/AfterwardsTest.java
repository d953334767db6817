package io.rollcall.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.api.MapIdentitySource;
import io.rollcall.cluster.Cluster;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.database.Database;
import io.rollcall.database.TestDatabase;
import io.rollcall.operation.model.AfterSyncHook;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationState;
import io.rollcall.operation.model.Requester;
import io.rollcall.operation.model.Submission;
import io.rollcall.operation.served.ServedCluster;
import io.rollcall.policy.Policy;
import io.rollcall.sync.Reconciler;
import io.rollcall.sync.provisioning.MemoryTarget;
import io.rollcall.sync.rules.PlanRules;
import io.rollcall.sync.scope.Command;
import io.rollcall.sync.source.Selection;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AfterwardsTest {
    private static final ClusterId CLUSTER = new ClusterId("c1");

    @TempDir
    Path folder;

    private final List<String> runs = new ArrayList<>();
    private final MapIdentitySource iam = new MapIdentitySource()
            .project("p1")
            .user("anna")
            .group("data", List.of("anna"), new Policy.SystemPolicy("MRS CommonOperations", List.of()));
    private AfterSyncHook hook = () -> {
        runs.add("run");
        return "told";
    };
    private Database database;
    private Operations operations;

    @BeforeEach
    void open() {
        database = TestDatabase.in(folder).open();
        Reconciler reconciler = new Reconciler(
                new Cluster(CLUSTER, "one", new ProjectId("p1")),
                iam,
                MemoryTarget.documented("d"),
                PlanRules.standard());
        operations = Operations.open(
                database,
                InstantSource.system(),
                Operations.Settings.DEFAULT,
                id -> Optional.of(new ServedCluster(reconciler, Optional.empty(), Optional.of(() -> hook.run()))));
    }

    @AfterEach
    void close() {
        operations.close();
        database.close();
    }

    private Operation synchronize() {
        Command all = new Command.Synchronize(new Selection.Everything());
        Submission.Accepted accepted = (Submission.Accepted)
                operations.submit(CLUSTER, all, false, new Requester("u", "user", "token", "127.0.0.1", "r"));
        assertThat(operations.runOnce()).isTrue();
        return operations.find(CLUSTER, accepted.operation().id()).orElseThrow();
    }

    @Test
    void itRunsOnceAfterAnOperationThatChangedSomethingAndWhatItSaidIsANote() {
        Operation operation = synchronize();

        assertThat(operation.state()).isEqualTo(OperationState.COMPLETED);
        assertThat(operation.notes()).containsExactly("told");
        assertThat(runs).hasSize(1);
    }

    @Test
    void itDoesNotRunWhenNothingChanged() {
        synchronize();

        assertThat(synchronize().notes()).isEmpty();

        assertThat(runs).hasSize(1);
    }

    @Test
    void itsFailureIsNeverTheOperations() {
        hook = () -> {
            throw new IllegalStateException("a defect");
        };

        Operation operation = synchronize();

        assertThat(operation.state()).isEqualTo(OperationState.COMPLETED);
        assertThat(operation.notes()).containsExactly("the after-sync hook met a defect of this server");
    }
}
