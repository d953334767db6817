package io.rollcall.iam.keystone;

import io.rollcall.Waiting;
import io.rollcall.cluster.Cluster;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.database.Database;
import io.rollcall.operation.Operations;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.Requester;
import io.rollcall.operation.model.Result;
import io.rollcall.operation.model.Submission;
import io.rollcall.operation.served.ServedCluster;
import io.rollcall.sync.Reconciler;
import io.rollcall.sync.provisioning.MemoryTarget;
import io.rollcall.sync.rules.PlanRules;
import io.rollcall.sync.scope.Command;
import io.rollcall.sync.source.IdentitySource;
import io.rollcall.sync.source.Selection;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// A cluster with a Manager in memory, whose operations run as they do in the server: accepted, queued, planned
/// and carried out by the worker.
final class SyncedWorld implements AutoCloseable {
    private static final ClusterId CLUSTER = new ClusterId("c1");
    private static final Requester SOMEBODY = new Requester("u", "somebody", "token", "192.0.2.1", "request");
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    final MemoryTarget manager = MemoryTarget.documented("model");
    final Operations operations;
    private final Database database;
    private volatile IdentitySource source;

    SyncedWorld(Path folder, IdentitySource source) {
        this.source = source;
        database = Database.open(folder.resolve("rollcall.db"));
        operations = Operations.open(
                database,
                InstantSource.system(),
                Operations.Settings.DEFAULT.withStallLimit(Duration.ZERO).withDriftInterval(Duration.ofHours(1)),
                _ -> Optional.of(new ServedCluster(reconciler())));
        operations.start();
    }

    private Reconciler reconciler() {
        Cluster cluster = new Cluster(CLUSTER, "one", new ProjectId(IamStub.PROJECT));
        return new Reconciler(cluster, source, manager, PlanRules.standard());
    }

    /// A full synchronization from that source, to its end.
    Operation synchronize(IdentitySource from) {
        source = from;
        Submission submission =
                operations.submit(CLUSTER, new Command.Synchronize(new Selection.Everything()), false, SOMEBODY);
        OperationId id = ((Submission.Accepted) submission).operation().id();
        Waiting.until("the operation ends", TIMEOUT, () -> find(id).finishedAt() != null);
        return find(id);
    }

    private Operation find(OperationId id) {
        return operations.find(CLUSTER, id).orElseThrow();
    }

    /// What the operation says of each object.
    List<Result> rows(Operation operation) {
        return operations.results(operation.id(), null, null, 1_000, 0).rows();
    }

    @Override
    public void close() {
        operations.close();
        database.close();
    }
}
