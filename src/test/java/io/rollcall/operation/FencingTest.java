package io.rollcall.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.cluster.Progress;
import io.rollcall.database.Sql;
import io.rollcall.operation.lease.Claim;
import io.rollcall.operation.lease.LeaseLostException;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.OperationState;
import io.rollcall.operation.model.Verdict;
import io.rollcall.operation.run.Failures;
import io.rollcall.operation.store.PlanStore;
import io.rollcall.operation.store.RunStore;
import io.rollcall.sync.PlanningState;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.ChangeOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A worker that was taken for dead and is not changes nothing any more.
class FencingTest {
    @TempDir
    Path folder;

    private Rig rig;
    private Site site;
    private RunStore runs;
    private PlanStore plans;

    @BeforeEach
    void start() {
        rig = new Rig(folder);
        site = rig.crowd("c", 5);
        runs = new RunStore(rig.database, rig.clock);
        plans = new PlanStore(rig.database, rig.clock);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void whoeverIsOvertakenInTheMiddleOfASliceRecordsNothing() {
        OperationId id = rig.accept(site, Rig.EVERYTHING);
        List<Object> overtaken = new ArrayList<>();
        site.beforeWrite = () -> {
            site.beforeWrite = () -> {};
            rig.pass(Rig.LEASE.plusSeconds(1));
            assertThat(rig.operations.runOnce()).isTrue();
            overtaken.add(rig.find(site, id));
            overtaken.add(rig.rows(id));
            overtaken.add(rig.operations.synchronizedNames(site.id()));
            overtaken.add(site.model.state());
        };
        rig.operations.runOnce();
        assertThat(List.<Object>of(
                        rig.find(site, id),
                        rig.rows(id),
                        rig.operations.synchronizedNames(site.id()),
                        site.model.state()))
                .isEqualTo(overtaken);
        assertThat(rig.find(site, id).state()).isEqualTo(OperationState.COMPLETED);
    }

    @Test
    void whoeverIsOvertakenBetweenSlicesWritesNothingToTheManager() {
        OperationId id = rig.accept(site, Rig.EVERYTHING);
        Claim old = rig.claim("old");
        Claim newer = overtake();
        int writes = site.model.writes();
        rig.run(old, site).execute();
        assertThat(site.model.writes()).isEqualTo(writes);
        assertThat(rig.rows(id)).isEmpty();
        rig.run(newer, site).execute();
        assertThat(rig.find(site, id).state()).isEqualTo(OperationState.COMPLETED);
    }

    @Test
    void noTransactionOfAWorkerPassesWithAnOldToken() throws Exception {
        rig.accept(site, Rig.EVERYTHING);
        Claim old = rig.claim("old");
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
                () -> runs.enter(old, "accounts"),
                () -> plans.save(old, made),
                () -> plans.finishDryRun(old, made.plan()),
                () -> plans.grantRelease(old, made),
                () -> runs.record(
                        old,
                        "accounts",
                        List.of(new RunStore.Done(1, change, "{}", new ChangeOutcome.Applied(), false)),
                        "d"),
                () -> runs.finish(old, new Verdict.Unchanged()),
                () -> runs.stop(old),
                () -> runs.fail(old, Failures.DEFECT));
        for (Runnable write : writes) {
            assertThatThrownBy(write::run).isInstanceOf(LeaseLostException.class);
        }
        rig.leases("old").giveUp(old);
        assertThat(rig.leases("old").renew(old)).isFalse();
        assertThat(contents()).isEqualTo(before);
    }

    /// Every table, as text.
    private byte[] contents() {
        return rig.database.read(connection -> {
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
        rig.pass(Rig.LEASE.plusSeconds(1));
        return rig.claim("newer");
    }

    @Test
    void aLeaseThatIsRenewedIsNotOvertaken() {
        rig.accept(site, Rig.EVERYTHING);
        Claim claim = rig.claim("old");
        rig.pass(Duration.ofSeconds(8));
        assertThat(rig.leases("old").renew(claim)).isTrue();
        rig.pass(Duration.ofSeconds(8));
        assertThat(rig.leases("newer").claim()).isEmpty();
    }

    @Test
    void aClaimThatIsGivenUpIsTakenAtOnce() {
        rig.accept(site, Rig.EVERYTHING);
        Claim claim = rig.claim("old");
        rig.leases("old").giveUp(claim);
        assertThat(rig.claim("newer").token()).isGreaterThan(claim.token());
    }
}
