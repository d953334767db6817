package io.rollcall.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import io.rollcall.database.Sql;
import io.rollcall.operation.model.ClusterStatus;
import io.rollcall.operation.model.FailureCode;
import io.rollcall.operation.model.Intervention;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.OperationState;
import io.rollcall.operation.model.Page;
import io.rollcall.operation.model.Result;
import io.rollcall.operation.model.Submission;
import io.rollcall.operation.model.SynchronizedNames;
import io.rollcall.operation.run.Failures;
import io.rollcall.operation.run.Worker;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.scope.Command;
import io.rollcall.sync.source.Selection;
import io.rollcall.sync.target.ObjectKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The promise behind a 202 (R7, R8, R24, R27 to R30).
class OperationsTest {
    @TempDir
    Path folder;

    @AutoClose
    private OperationsFixture fixture;

    private FakeCluster site;

    @BeforeEach
    void start() {
        fixture = new OperationsFixture(folder);
        site = fixture.crowd("c", 5);
    }

    @Test
    void anAcceptedOperationIsSynchronizingAtOnceAndUntilItEnds() {
        OperationId id = fixture.accept(site, OperationsFixture.EVERYTHING);
        assertThat(fixture.operations.status(site.id())).isEqualTo(new ClusterStatus(true, false));
        site.beforeWrite =
                () -> assertThat(fixture.operations.status(site.id())).isEqualTo(new ClusterStatus(true, false));
        assertThat(fixture.finish(site, id).state()).isEqualTo(OperationState.COMPLETED);
        assertThat(fixture.operations.status(site.id())).isEqualTo(new ClusterStatus(false, true));
    }

    @Test
    void aBusyClusterTakesNoSecondOperationAndOthersAreFree() {
        fixture.accept(site, OperationsFixture.EVERYTHING);
        Command cancel = new Command.Cancel(Selection.Named.of(List.of(new UserName("user1")), List.of()));
        for (Command second : List.of(OperationsFixture.EVERYTHING, cancel)) {
            assertThat(fixture.operations.submit(site.id(), second, false, OperationsFixture.CALLER))
                    .isInstanceOf(Submission.Busy.class);
        }
        fixture.accept(fixture.crowd("other", 1), OperationsFixture.EVERYTHING);
    }

    @Test
    void ofManyRequestsAtTheSameMomentOneIsAccepted() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch gate = new CountDownLatch(1);
            List<Future<Submission>> answers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                Callable<Submission> call = () -> {
                    gate.await();
                    return fixture.operations.submit(
                            site.id(), OperationsFixture.EVERYTHING, false, OperationsFixture.CALLER);
                };
                answers.add(threads.submit(call));
            }
            gate.countDown();
            int accepted = 0;
            for (Future<Submission> answer : answers) {
                accepted += answer.get() instanceof Submission.Accepted ? 1 : 0;
            }
            assertThat(accepted).isEqualTo(1);
        }
    }

    @Test
    void thePlanIsStoredBeforeTheFirstWrite() {
        OperationId id = fixture.accept(site, OperationsFixture.EVERYTHING);
        List<List<Result>> seen = new ArrayList<>();
        site.beforeWrite = () -> seen.add(fixture.rows(id));
        fixture.finish(site, id);
        assertThat(seen.getFirst()).isNotEmpty().allMatch(row -> row.outcome() == Result.Outcome.PLANNED);
        assertThat(seen.getFirst())
                .extracting(Result::number, Result::name, Result::after)
                .isEqualTo(fixture.rows(id).stream()
                        .map(row -> org.assertj.core.groups.Tuple.tuple(row.number(), row.name(), row.after()))
                        .toList());
    }

    @Test
    void aDryRunNeitherMakesTheClusterBusyNorMindsThatItIs() {
        fixture.accept(site, OperationsFixture.EVERYTHING);
        fixture.accept(site, OperationsFixture.EVERYTHING, true);
        FakeCluster other = fixture.crowd("other", 3);
        fixture.accept(other, OperationsFixture.EVERYTHING, true);
        assertThat(fixture.operations.status(other.id())).isEqualTo(new ClusterStatus(false, false));
        fixture.accept(other, OperationsFixture.EVERYTHING);
    }

    @Test
    void dryRunsNeverChangeWhetherAClusterIsSynchronous() {
        fixture.run(site, OperationsFixture.EVERYTHING);
        fixture.dryRun(site, new Command.Cancel(Selection.Named.of(List.of(new UserName("user1")), List.of())));
        assertThat(fixture.operations.status(site.id()).synchronous()).isTrue();
        site.away(UnavailableException.Part.IAM_USER);
        assertThat(fixture.dryRun(site, OperationsFixture.EVERYTHING).state()).isEqualTo(OperationState.FAILED);
        assertThat(fixture.operations.status(site.id()).synchronous()).isTrue();
        fixture.operations.stop(
                site.id(), fixture.accept(site, OperationsFixture.EVERYTHING, true), OperationsFixture.CALLER);
        fixture.operations.runOnce();
        assertThat(fixture.operations.status(site.id()).synchronous()).isTrue();
    }

    @Test
    void aRealRunDoesNotWaitBehindDryRuns() {
        OperationId dry = fixture.accept(site, OperationsFixture.EVERYTHING, true);
        OperationId real = fixture.accept(site, OperationsFixture.EVERYTHING);
        fixture.operations.runOnce();
        assertThat(fixture.find(site, real).state()).isEqualTo(OperationState.COMPLETED);
        assertThat(fixture.find(site, dry).state()).isEqualTo(OperationState.QUEUED);
    }

    @Test
    void aQueuedOperationIsStoppedBeforeItWritesAnything() {
        OperationId id = fixture.accept(site, OperationsFixture.EVERYTHING);
        assertThat(fixture.operations.stop(site.id(), id, OperationsFixture.CALLER))
                .isEqualTo(Intervention.DONE);
        assertThat(fixture.finish(site, id).state()).isEqualTo(OperationState.CANCELLED);
        assertThat(site.model.writes()).isZero();
        assertThat(fixture.operations.stop(site.id(), id, OperationsFixture.CALLER))
                .isEqualTo(Intervention.NOT_NOW);
    }

    @Test
    void aRunningOperationStopsAtTheNextSafePointAndKeepsWhatWasWritten() {
        OperationId id = fixture.accept(site, OperationsFixture.EVERYTHING);
        site.beforeWrite = () -> fixture.operations.stop(site.id(), id, OperationsFixture.CALLER);
        Operation stopped = fixture.finish(site, id);
        assertThat(stopped.state()).isEqualTo(OperationState.CANCELLED);
        assertThat(site.model.dangling()).isEmpty();
        assertThat(site.model.read().ownedAccounts()).hasSize(5);
        assertThat(fixture.operations.synchronizedNames(site.id()).userNames()).hasSize(5);
        assertThat(fixture.operations.synchronizedNames(site.id()).groupNames()).isEmpty();
        assertThat(fixture.rows(id))
                .extracting(Result::outcome)
                .contains(Result.Outcome.APPLIED, Result.Outcome.SKIPPED)
                .doesNotContain(Result.Outcome.PLANNED);
        assertThat(fixture.operations.status(site.id())).isEqualTo(new ClusterStatus(false, false));
        site.beforeWrite = () -> {};
        assertThat(fixture.run(site, OperationsFixture.EVERYTHING).state()).isEqualTo(OperationState.COMPLETED);
        assertThat(fixture.operations.status(site.id()).synchronous()).isTrue();
    }

    @Test
    void duringARunTheRosterShowsWhatHasBeenApplied() {
        OperationId id = fixture.accept(site, OperationsFixture.EVERYTHING);
        List<SynchronizedNames> seen = new ArrayList<>();
        site.beforeWrite = () -> seen.add(fixture.operations.synchronizedNames(site.id()));
        fixture.finish(site, id);
        assertThat(seen.getFirst().userNames()).isEmpty();
        // What the last write but one has done is recorded while the last is made.
        assertThat(seen.getLast().userNames()).hasSize(5);
        assertThat(fixture.operations.synchronizedNames(site.id()).groupNames()).containsExactly("crowd");
        assertThat(seen)
                .allSatisfy(synchronizedNames -> assertThat(
                                synchronizedNames.groupNames().isEmpty()
                                        || synchronizedNames.userNames().size() == 5)
                        .isTrue());
    }

    @Test
    void whatWasUnreachableIsTheErrorAndTheSameRequestRepairs() {
        Map<UnavailableException.Part, String> codes = Map.of(
                UnavailableException.Part.IAM_GROUP, "12000156",
                UnavailableException.Part.IAM_USER, "12000157",
                UnavailableException.Part.MANAGER_USER, "12000163",
                UnavailableException.Part.MANAGER_GROUP, "12000164");
        codes.forEach((part, code) -> {
            site.away(part);
            Operation failed = fixture.run(site, OperationsFixture.EVERYTHING);
            assertThat(failed.state()).isEqualTo(OperationState.FAILED);
            assertThat(failed.error())
                    .isNotNull()
                    .extracting(failure -> failure.code().code())
                    .isEqualTo(code);
            assertThat(fixture.operations.status(site.id())).isEqualTo(new ClusterStatus(false, false));
            site.away(null);
            assertThat(fixture.run(site, OperationsFixture.EVERYTHING).state()).isEqualTo(OperationState.COMPLETED);
            assertThat(fixture.operations.status(site.id())).isEqualTo(new ClusterStatus(false, true));
        });
    }

    @Test
    void aManagerThatGoesAwayInTheMiddleFailsTheOperationAndTheSameRequestRepairs() {
        site.model.refuses = change -> {
            if (change instanceof Change.CreateGroup) {
                site.away(UnavailableException.Part.MANAGER_GROUP);
            }
            return Optional.empty();
        };
        Operation failed = fixture.run(site, OperationsFixture.EVERYTHING);
        assertThat(failed.state()).isEqualTo(OperationState.FAILED);
        assertThat(failed.error())
                .isEqualTo(new Operation.Failure(
                        FailureCode.MANAGER_GROUP, "Failed to query Manager user group: the Manager does not answer"));
        assertThat(failed.total().done()).isPositive();
        assertThat(fixture.operations.status(site.id())).isEqualTo(new ClusterStatus(false, false));
        site.away(null);
        site.model.refuses = change -> Optional.empty();
        assertThat(fixture.run(site, OperationsFixture.EVERYTHING).state()).isEqualTo(OperationState.COMPLETED);
        assertThat(fixture.operations.synchronizedNames(site.id()).userNames()).hasSize(5);
    }

    @Test
    void aDefectFailsTheOperationAndNothingElse() {
        site.iam = selection -> {
            throw new IllegalStateException("a defect");
        };
        Operation failed = fixture.run(site, OperationsFixture.EVERYTHING);
        assertThat(failed.error()).isEqualTo(Failures.DEFECT);
        assertThat(fixture.run(fixture.crowd("other", 2), OperationsFixture.EVERYTHING)
                        .state())
                .isEqualTo(OperationState.COMPLETED);
    }

    @Test
    void aClusterThatIsGoneFailsTheOperation() {
        OperationId id = fixture.accept(site, OperationsFixture.EVERYTHING);
        fixture.reconcilers.remove(site.id());
        // Where there are replicas, one of them may know it.
        for (int i = 0; !fixture.database.exclusive() && i < Worker.MOST_ATTEMPTS; i++) {
            fixture.finish(site, id);
            assertThat(fixture.find(site, id).state()).isEqualTo(OperationState.RUNNING);
            fixture.pass(OperationsFixture.LEASE);
        }
        assertThat(fixture.finish(site, id).error())
                .isNotNull()
                .extracting(failure -> failure.code().code())
                .isEqualTo("12000003");
    }

    @Test
    void oneRefusedObjectIsAFailedResultAndTheRestGoesOn() {
        site.model.refuses = change -> change instanceof Change.CreateAccount c
                        && c.user().name().value().equals("user3")
                ? Optional.of("no space left on the moon")
                : Optional.empty();
        Operation operation = fixture.run(site, OperationsFixture.EVERYTHING);
        assertThat(operation.state()).isEqualTo(OperationState.COMPLETED_WITH_ERRORS);
        assertThat(fixture.operations.synchronizedNames(site.id()).userNames())
                .containsExactly("user0", "user1", "user2", "user4");
        assertThat(fixture.operations.status(site.id()).synchronous()).isFalse();
        List<Result> failed = results(operation, Result.Outcome.FAILED, null);
        assertThat(failed).extracting(Result::name).containsExactly("user3");
        assertThat(failed.getFirst().reason()).isEqualTo("no space left on the moon");
        site.model.refuses = change -> Optional.empty();
        fixture.run(site, OperationsFixture.EVERYTHING);
        assertThat(fixture.operations.status(site.id()).synchronous()).isTrue();
    }

    @Test
    void aResultSaysWhatWasReallyDone() {
        site.model.refuses = change -> change instanceof Change.CreateAccount c
                        && c.user().name().value().equals("user3")
                ? Optional.of("no")
                : Optional.empty();
        Operation operation = fixture.run(site, OperationsFixture.EVERYTHING);
        Result group = results(operation, null, ObjectKind.GROUP).getFirst();
        assertThat(group.after().get("members")).isEqualTo(List.of("user0", "user1", "user2", "user4"));
        assertThat(group.reason()).startsWith("less than planned");
    }

    private List<Result> results(Operation operation, Result.@Nullable Outcome outcome, @Nullable ObjectKind kind) {
        return fixture.operations
                .results(operation.id(), outcome, kind, 1000, 0)
                .rows();
    }

    @Test
    void resultsArePagedByKeysetUnderEveryFilter() {
        FakeCluster crowd = fixture.crowd("crowd", 15);
        crowd.model.refuses = change -> change.objectName().hashCode() % 3 == 0 ? Optional.of("no") : Optional.empty();
        OperationId id = fixture.run(crowd, OperationsFixture.EVERYTHING).id();
        List<Result> all = fixture.rows(id);
        assertThat(all).hasSizeGreaterThan(10);
        List<Result.@Nullable Outcome> outcomes = new ArrayList<>(List.of(Result.Outcome.values()));
        outcomes.add(null);
        List<@Nullable ObjectKind> kinds = new ArrayList<>(List.of(ObjectKind.values()));
        kinds.add(null);
        for (Result.Outcome outcome : outcomes) {
            for (ObjectKind kind : kinds) {
                Predicate<Result> wanted =
                        row -> (outcome == null || row.outcome() == outcome) && (kind == null || row.kind() == kind);
                for (int limit : List.of(1, 2, 7)) {
                    assertThat(pages(id, outcome, kind, limit))
                            .as("%s %s by %s", outcome, kind, limit)
                            .isEqualTo(all.stream().filter(wanted).toList());
                }
            }
        }
    }

    private List<Result> pages(OperationId id, Result.@Nullable Outcome outcome, @Nullable ObjectKind kind, int limit) {
        List<Result> all = new ArrayList<>();
        long after = 0;
        while (true) {
            Page<Result> page = fixture.operations.results(id, outcome, kind, limit, after);
            assertThat(page.rows().size()).isLessThanOrEqualTo(limit);
            all.addAll(page.rows());
            if (page.next() == null) {
                return all;
            }
            after = Long.parseLong(page.next());
        }
    }

    @Test
    void anEndedOperationNeverChangesAgain() {
        Operation ended = fixture.run(site, OperationsFixture.EVERYTHING);
        assertThat(fixture.operations.release(site.id(), ended.id(), OperationsFixture.CALLER))
                .isEqualTo(Intervention.NOT_NOW);
        assertThat(fixture.operations.stop(site.id(), ended.id(), OperationsFixture.CALLER))
                .isEqualTo(Intervention.NOT_NOW);
        fixture.restart();
        assertThat(fixture.operations.runOnce()).isFalse();
        assertThat(fixture.find(site, ended.id())).isEqualTo(ended);
    }

    @Test
    void anOperationIsNotShownToAnotherCluster() {
        Operation operation = fixture.run(site, OperationsFixture.EVERYTHING);
        FakeCluster other = fixture.crowd("other", 1);
        assertThat(fixture.operations.find(other.id(), operation.id())).isEmpty();
        assertThat(fixture.operations.stop(other.id(), operation.id(), OperationsFixture.CALLER))
                .isEqualTo(Intervention.UNKNOWN);
        assertThat(fixture.operations.release(other.id(), operation.id(), OperationsFixture.CALLER))
                .isEqualTo(Intervention.UNKNOWN);
    }

    @Test
    void readersDoNotWaitForTheWriter() throws Exception {
        fixture.run(site, OperationsFixture.EVERYTHING);
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch read = new CountDownLatch(1);
        Thread writer = Thread.ofVirtual()
                .start(() -> fixture.database.change(connection -> {
                    Sql.update(connection, "update cluster set drifted = 1");
                    writing.countDown();
                    try {
                        read.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }));
        writing.await();
        // The transaction is open, and what it wrote is not to be seen.
        assertThat(fixture.operations.status(site.id()).synchronous()).isTrue();
        assertThat(fixture.operations.list(site.id(), 10, null).rows()).hasSize(1);
        read.countDown();
        writer.join();
        assertThat(fixture.operations.status(site.id()).synchronous()).isFalse();
    }

    @Test
    void afterEverythingIsCancelledNothingIsSynchronous() {
        fixture.run(site, OperationsFixture.EVERYTHING);
        Command cancel =
                new Command.Cancel(Selection.Named.of(List.of(), List.of(new io.rollcall.cluster.GroupName("crowd"))));
        assertThat(fixture.run(site, cancel).state()).isEqualTo(OperationState.COMPLETED);
        assertThat(fixture.operations.synchronizedNames(site.id()))
                .isEqualTo(new SynchronizedNames(List.of(), List.of()));
        assertThat(fixture.operations.status(site.id())).isEqualTo(new ClusterStatus(false, false));
        assertThat(site.model.read().ownedAccounts()).isEmpty();
    }
}
