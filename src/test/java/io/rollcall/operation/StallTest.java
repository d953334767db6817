package io.rollcall.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.Waiting;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.operation.lease.Claim;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.OperationState;
import io.rollcall.operation.run.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An operation may take as long as it likes while it moves, and ends when it does not.
class StallTest {
    @TempDir
    Path folder;

    private Rig rig;
    private Site site;
    private final CountDownLatch never = new CountDownLatch(1);

    @BeforeEach
    void start() {
        rig = new Rig(folder);
        site = rig.crowd("c", 3);
    }

    @AfterEach
    void stop() {
        never.countDown();
        rig.close();
    }

    /// While it runs, the rows move on between two looks.
    private Operation look(OperationId id) {
        return rig.operations.find(site.id(), id).orElseThrow();
    }

    private static Operation.Failure error(Operation ended) {
        return Objects.requireNonNull(ended.error());
    }

    private Operation runBehind(Operations operations, OperationId id) {
        operations.start();
        Waiting.until("the operation ends", () -> look(id).finishedAt() != null);
        return rig.find(site, id);
    }

    @Test
    void aManagerThatIsAwayForAWhileIsWaitedForAndThePlanGoesOn() {
        rig.stallLimit = Duration.ofMinutes(1);
        rig.restartQuickly();
        AtomicInteger asked = new AtomicInteger();
        site.beforeCheck = () -> {
            if (asked.incrementAndGet() == 2) {
                site.away = null;
            }
        };
        site.beforeWrite = () -> {
            site.beforeWrite = () -> {};
            site.away = UnavailableException.Part.MANAGER_USER;
        };
        Operation ended = runBehind(rig.operations, rig.accept(site, Rig.EVERYTHING));
        assertThat(ended.state()).isEqualTo(OperationState.COMPLETED);
        assertThat(asked.get()).isGreaterThanOrEqualTo(2);
        assertThat(site.model.read(Progress.NONE).ownedAccounts()).hasSize(3);
    }

    @Test
    void aManagerThatStaysAwayEndsTheOperationWithWhatItWaitedFor() {
        rig.stallLimit = Duration.ofSeconds(1);
        rig.restartQuickly();
        site.away = UnavailableException.Part.MANAGER_GROUP;
        OperationId id = rig.accept(site, Rig.EVERYTHING);
        Operation ended = runBehind(rig.operations, id);
        assertThat(ended.state()).isEqualTo(OperationState.FAILED);
        assertThat(error(ended).code()).isEqualTo("12000164");
        assertThat(error(ended).message())
                .matches(".*the Manager does not answer, and nothing moved for [1-9][0-9]* s");
    }

    @Test
    void whileItWaitsItSaysForWhatAndCanBeStopped() {
        rig.stallLimit = Duration.ofMinutes(10);
        rig.restartQuickly();
        site.away = UnavailableException.Part.MANAGER_USER;
        OperationId id = rig.accept(site, Rig.EVERYTHING);
        rig.operations.start();
        Waiting.until("it waits", () -> look(id).stage().equals("waiting: the Manager does not answer"));
        rig.operations.stop(site.id(), id, Rig.CALLER);
        Waiting.until("it stops", () -> look(id).state() == OperationState.CANCELLED);
    }

    @Test
    void deadManagersTakeNoPlaceFromTheLiving() {
        rig.stallLimit = Duration.ofMinutes(10);
        rig.restartQuickly();
        // More of them than operations may run at a time.
        for (int i = 0; i < 3 * Rig.CONCURRENT; i++) {
            Site dead = rig.crowd("dead" + i, 3);
            dead.away = UnavailableException.Part.MANAGER_USER;
            rig.accept(dead, Rig.EVERYTHING);
        }
        OperationId id = rig.accept(site, Rig.EVERYTHING);
        assertThat(runBehind(rig.operations, id).state()).isEqualTo(OperationState.COMPLETED);
    }

    @Test
    void whatHangsWithoutAWordIsEndedByWhoeverWatchesIt() {
        rig.stallLimit = Duration.ofMillis(200);
        rig.restartQuickly();
        site.iam = selection -> {
            await();
            throw new IllegalStateException("too late");
        };
        OperationId id = rig.accept(site, Rig.EVERYTHING);
        Thread worker = Thread.ofVirtual().start(() -> rig.operations.runOnce());
        Waiting.until("it ends", () -> {
            rig.operations.watchLeasesOnce();
            return look(id).state() == OperationState.FAILED;
        });
        assertThat(error(rig.find(site, id)).message()).contains("Nothing moved for", "'planning'");
        Waiting.until("its thread got out", () -> !worker.isAlive());
    }

    private void await() {
        try {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatKillsEveryProcessThatTakesItUpHasAnEnd() {
        OperationId id = rig.accept(site, Rig.EVERYTHING);
        for (int i = 0; i < Worker.MOST_ATTEMPTS; i++) {
            rig.claim("about to die");
            rig.pass(Rig.LEASE);
        }
        Operation ended = rig.finish(site, id);
        assertThat(ended.state()).isEqualTo(OperationState.FAILED);
        assertThat(error(ended).message()).contains(Worker.MOST_ATTEMPTS + " attempts broke off");
        assertThat(rig.run(site, Rig.EVERYTHING).state()).isEqualTo(OperationState.COMPLETED);
    }

    @Test
    void whatMovesIsTriedAsOftenAsItTakes() {
        OperationId id = rig.accept(site, Rig.EVERYTHING);
        for (int i = 0; i < 3 * Worker.MOST_ATTEMPTS; i++) {
            Claim claim = rig.claim("handed over");
            rig.leases("handed over").giveUp(claim);
        }
        assertThat(rig.finish(site, id).state()).isEqualTo(OperationState.COMPLETED);
    }
}
