package io.rollcall.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.Waiting;
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

    private OperationsFixture fixture;
    private FakeCluster site;
    private final CountDownLatch never = new CountDownLatch(1);

    @BeforeEach
    void start() {
        fixture = new OperationsFixture(folder);
        site = fixture.crowd("c", 3);
    }

    @AfterEach
    void stop() {
        never.countDown();
        fixture.close();
    }

    /// While it runs, the rows move on between two looks.
    private Operation look(OperationId id) {
        return fixture.operations.find(site.id(), id).orElseThrow();
    }

    private static Operation.Failure error(Operation ended) {
        return Objects.requireNonNull(ended.error());
    }

    private Operation runBehind(Operations operations, OperationId id) {
        operations.start();
        Waiting.until("the operation ends", () -> look(id).finishedAt() != null);
        return fixture.find(site, id);
    }

    @Test
    void aManagerThatIsAwayForAWhileIsWaitedForAndThePlanGoesOn() {
        fixture.stallLimit = Duration.ofMinutes(1);
        fixture.restartQuickly();
        AtomicInteger asked = new AtomicInteger();
        site.model.beforeCheck = () -> {
            if (asked.incrementAndGet() == 2) {
                site.away(null);
            }
        };
        site.beforeWrite = () -> {
            site.beforeWrite = () -> {};
            site.away(UnavailableException.Part.MANAGER_USER);
        };
        Operation ended = runBehind(fixture.operations, fixture.accept(site, OperationsFixture.EVERYTHING));
        assertThat(ended.state()).isEqualTo(OperationState.COMPLETED);
        assertThat(asked.get()).isGreaterThanOrEqualTo(2);
        assertThat(site.model.read().ownedAccounts()).hasSize(3);
    }

    @Test
    void aManagerThatStaysAwayEndsTheOperationWithWhatItWaitedFor() {
        fixture.stallLimit = Duration.ofSeconds(1);
        fixture.restartQuickly();
        site.away(UnavailableException.Part.MANAGER_GROUP);
        OperationId id = fixture.accept(site, OperationsFixture.EVERYTHING);
        Operation ended = runBehind(fixture.operations, id);
        assertThat(ended.state()).isEqualTo(OperationState.FAILED);
        assertThat(error(ended).code().code()).isEqualTo("12000164");
        assertThat(error(ended).message())
                .matches(".*the Manager does not answer, and nothing moved for [1-9][0-9]* s");
    }

    @Test
    void whileItWaitsItSaysForWhatAndCanBeStopped() {
        fixture.stallLimit = Duration.ofMinutes(10);
        fixture.restartQuickly();
        site.away(UnavailableException.Part.MANAGER_USER);
        OperationId id = fixture.accept(site, OperationsFixture.EVERYTHING);
        fixture.operations.start();
        Waiting.until("it waits", () -> look(id).activity().word().equals("waiting: the Manager does not answer"));
        fixture.operations.stop(site.id(), id, OperationsFixture.CALLER);
        Waiting.until("it stops", () -> look(id).state() == OperationState.CANCELLED);
    }

    @Test
    void deadManagersTakeNoPlaceFromTheLiving() {
        fixture.stallLimit = Duration.ofMinutes(10);
        fixture.restartQuickly();
        // More of them than operations may run at a time.
        for (int i = 0; i < 3 * OperationsFixture.CONCURRENT; i++) {
            FakeCluster dead = fixture.crowd("dead" + i, 3);
            dead.away(UnavailableException.Part.MANAGER_USER);
            fixture.accept(dead, OperationsFixture.EVERYTHING);
        }
        OperationId id = fixture.accept(site, OperationsFixture.EVERYTHING);
        assertThat(runBehind(fixture.operations, id).state()).isEqualTo(OperationState.COMPLETED);
    }

    @Test
    void whatHangsWithoutAWordIsEndedByWhoeverWatchesIt() {
        fixture.stallLimit = Duration.ofMillis(200);
        fixture.restartQuickly();
        site.iam = selection -> {
            await();
            throw new IllegalStateException("too late");
        };
        OperationId id = fixture.accept(site, OperationsFixture.EVERYTHING);
        Thread worker = Thread.ofVirtual().start(() -> fixture.operations.runOnce());
        Waiting.until("it ends", () -> {
            fixture.operations.watchLeasesOnce();
            return look(id).state() == OperationState.FAILED;
        });
        assertThat(error(fixture.find(site, id)).message()).contains("Nothing moved for", "'planning'");
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
        OperationId id = fixture.accept(site, OperationsFixture.EVERYTHING);
        for (int i = 0; i < Worker.MOST_ATTEMPTS; i++) {
            fixture.claim("about to die");
            fixture.pass(OperationsFixture.LEASE);
        }
        Operation ended = fixture.finish(site, id);
        assertThat(ended.state()).isEqualTo(OperationState.FAILED);
        assertThat(error(ended).message()).contains(Worker.MOST_ATTEMPTS + " attempts broke off");
        assertThat(fixture.run(site, OperationsFixture.EVERYTHING).state()).isEqualTo(OperationState.COMPLETED);
    }

    @Test
    void whatMovesIsTriedAsOftenAsItTakes() {
        OperationId id = fixture.accept(site, OperationsFixture.EVERYTHING);
        for (int i = 0; i < 3 * Worker.MOST_ATTEMPTS; i++) {
            Claim claim = fixture.claim("handed over");
            fixture.leases("handed over").giveUp(claim);
        }
        assertThat(fixture.finish(site, id).state()).isEqualTo(OperationState.COMPLETED);
    }
}
