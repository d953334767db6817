package io.rollcall.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.UserName;
import io.rollcall.database.Sql;
import io.rollcall.operation.lease.Claim;
import io.rollcall.operation.lease.Leases;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.OperationState;
import io.rollcall.operation.model.Submission;
import io.rollcall.operation.store.OperationStore;
import io.rollcall.sync.scope.Command;
import io.rollcall.sync.source.Selection;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each commit waits for a disk, so an operation has as few as its promises need.
class CommitCostsTest {
    @TempDir
    Path folder;

    private OperationsFixture fixture;
    private FakeCluster site;

    @BeforeEach
    void start() {
        fixture = new OperationsFixture(folder);
        site = fixture.crowd("site", 30);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private record Costs(int commits, OperationId operation) {}

    private Costs costsOf(Command command) {
        fixture.steps.dieAt(0);
        Operation operation = fixture.run(site, command);
        assertThat(operation.state()).isEqualTo(OperationState.COMPLETED);
        return new Costs(fixture.steps.commits(), operation.id());
    }

    private Set<String> stages(OperationId operation) {
        return fixture.database.read(connection -> Set.copyOf(Sql.list(
                connection,
                "select stage from result where operation_id = ?",
                row -> row.getString(1),
                operation.value())));
    }

    @Test
    void whatChangesNothingIsAcceptedClaimedAndEnded() {
        fixture.run(site, OperationsFixture.EVERYTHING);
        assertThat(costsOf(OperationsFixture.EVERYTHING).commits()).isEqualTo(3);
        assertThat(costsOf(new Command.Synchronize(
                                new Selection.Named(new TreeSet<>(Set.of(new UserName("user1"))), new TreeSet<>())))
                        .commits())
                .isEqualTo(3);
        assertThat(fixture.operations.status(site.id()).synchronous()).isTrue();
    }

    /// As a server does it that has a worker free: [OperationsFixture] runs nothing by itself.
    @Test
    void whereAWorkerIsFreeWhatIsAcceptedIsClaimedAtOnce() {
        fixture.run(site, OperationsFixture.EVERYTHING);
        OperationStore store = new OperationStore(fixture.database, fixture.clock);
        fixture.steps.dieAt(0);
        Leases.Claimed<Submission> claimed = fixture.leases("worker")
                .claimBehind(connection -> store.accept(
                        connection, site.id(), OperationsFixture.EVERYTHING, false, OperationsFixture.CALLER));
        Operation accepted = ((Submission.Accepted) claimed.result()).operation();
        assertThat(claimed.claim()).map(Claim::operation).contains(accepted.id());
        fixture.run(claimed.claim().orElseThrow(), site).execute();
        assertThat(fixture.find(site, accepted.id()).state()).isEqualTo(OperationState.COMPLETED);
        assertThat(fixture.steps.commits()).isEqualTo(2);
    }

    @Test
    void eachStageIsOneMoreAndThePlanAnother() {
        fixture.run(site, OperationsFixture.EVERYTHING);
        site.iam = OperationsFixture.people(31);
        Costs costs = costsOf(OperationsFixture.EVERYTHING);
        Set<String> stages = stages(costs.operation());
        assertThat(stages).hasSizeGreaterThan(1);
        assertThat(costs.commits()).isEqualTo(3 + 1 + stages.size());
    }
}
