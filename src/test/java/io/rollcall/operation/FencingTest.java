package io.rollcall.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.cluster.Progress;
import io.rollcall.database.Sql;
import io.rollcall.operation.lease.Claim;
import io.rollcall.operation.lease.LeaseLostException;
import io.rollcall.operation.model.Activity;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.OperationObserver;
import io.rollcall.operation.model.OperationState;
import io.rollcall.operation.model.Verdict;
import io.rollcall.operation.run.Failures;
import io.rollcall.operation.store.PlanStore;
import io.rollcall.operation.store.RunStore;
import io.rollcall.sync.PlanningState;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.ChangeOutcome;
import io.rollcall.sync.provisioning.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A worker that was taken for dead and is not changes nothing any more.
class FencingTest {
    @TempDir
    Path folder;

    @AutoClose
    private OperationsFixture fixture;

    private FakeCluster site;
    private RunStore runs;
    private PlanStore plans;

    @BeforeEach
    void start() {
        fixture = new OperationsFixture(folder);
        site = fixture.crowd("c", 5);
        runs = new RunStore(fixture.database, fixture.clock, OperationObserver.NONE);
        plans = new PlanStore(fixture.database, fixture.clock, OperationObserver.NONE);
    }

    @Test
    void aWorkerThatIsOvertakenInTheMiddleOfASliceRecordsNothing() {
        OperationId id = fixture.accept(site, OperationsFixture.EVERYTHING);
        List<Object> overtaken = new ArrayList<>();
        site.beforeWrite = () -> {
            site.beforeWrite = () -> {};
            fixture.pass(OperationsFixture.LEASE.plusSeconds(1));
            assertThat(fixture.operations.runOnce()).isTrue();
            overtaken.add(fixture.find(site, id));
            overtaken.add(fixture.rows(id));
            overtaken.add(fixture.operations.synchronizedNames(site.id()));
            overtaken.add(site.model.state());
        };
        fixture.operations.runOnce();
        assertThat(List.<Object>of(
                        fixture.find(site, id),
                        fixture.rows(id),
                        fixture.operations.synchronizedNames(site.id()),
                        site.model.state()))
                .isEqualTo(overtaken);
        assertThat(fixture.find(site, id).state()).isEqualTo(OperationState.COMPLETED);
    }

    @Test
    void aWorkerThatIsOvertakenBetweenSlicesWritesNothingToTheManager() {
        OperationId id = fixture.accept(site, OperationsFixture.EVERYTHING);
        Claim old = fixture.claim("old");
        Claim newer = overtake();
        int writes = site.model.writes();
        fixture.run(old, site).execute();
        assertThat(site.model.writes()).isEqualTo(writes);
        assertThat(fixture.rows(id)).isEmpty();
        fixture.run(newer, site).execute();
        assertThat(fixture.find(site, id).state()).isEqualTo(OperationState.COMPLETED);
    }

    @Test
    void noTransactionOfAWorkerPassesWithAnOldToken() throws Exception {
        fixture.accept(site, OperationsFixture.EVERYTHING);
        Claim old = fixture.claim("old");
        PlanningState memory = plans.remember(site.id(), "c");
        PlanStore.Made made = new PlanStore.Made(
                site.reconciler().plan(old.command(), memory, Progress.NONE).plan(),
                memory.ownership(),
                "c",
                java.util.Optional.of(5));
        Change change = made.plan().changes().getFirst().change();
        overtake();
        byte[] before = contents();
        List<Runnable> writes = List.of(
                () -> runs.enter(old, new Activity.Applying(Stage.ACCOUNTS)),
                () -> plans.save(old, made, PlanStore.NothingToDo.UNKNOWN, false),
                () -> plans.finishDryRun(old, made.plan()),
                () -> plans.grantRelease(old, made),
                () -> runs.record(
                        old,
                        new Activity.Applying(Stage.ACCOUNTS),
                        List.of(new RunStore.Done(1, change, "{}", new ChangeOutcome.Applied(), false)),
                        "d"),
                () -> runs.finish(old, new Verdict.Unchanged()),
                () -> runs.stop(old),
                () -> runs.fail(old, Failures.DEFECT));
        for (Runnable write : writes) {
            assertThatThrownBy(write::run).isInstanceOf(LeaseLostException.class);
        }
        fixture.leases("old").giveUp(old);
        assertThat(fixture.leases("old").renew(old)).isFalse();
        assertThat(contents()).isEqualTo(before);
    }

    /// Every table, as text.
    private byte[] contents() {
        return fixture.database.read(connection -> {
            List<String> all = new ArrayList<>();
            for (String table : List.of("operation", "result", "cluster", "roll_user", "roll_group", "posix_number")) {
                all.addAll(Sql.list(connection, "select * from " + table, row -> {
                    StringBuilder line = new StringBuilder(table);
                    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                        line.append('|').append(row.getString(i));
                    }
                    return line.toString();
                }));
            }
            return String.join("\n", all).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        });
    }

    private Claim overtake() {
        fixture.pass(OperationsFixture.LEASE.plusSeconds(1));
        return fixture.claim("newer");
    }

    @Test
    void aLeaseThatIsRenewedIsNotOvertaken() {
        fixture.accept(site, OperationsFixture.EVERYTHING);
        Claim claim = fixture.claim("old");
        fixture.pass(Duration.ofSeconds(8));
        assertThat(fixture.leases("old").renew(claim)).isTrue();
        fixture.pass(Duration.ofSeconds(8));
        assertThat(fixture.leases("newer").claim()).isEmpty();
    }

    @Test
    void aClaimThatIsGivenUpIsTakenAtOnce() {
        fixture.accept(site, OperationsFixture.EVERYTHING);
        Claim claim = fixture.claim("old");
        fixture.leases("old").giveUp(claim);
        assertThat(fixture.claim("newer").token()).isGreaterThan(claim.token());
    }
}
