package io.rollcall.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.Progress;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import io.rollcall.database.Sql;
import io.rollcall.operation.model.ClusterStatus;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The promise behind a 202 (decisions 7, 8, 24, 27 to 30).
class OperationsTest {
    @TempDir
    Path folder;

    private Rig rig;
    private Site site;

    @BeforeEach
    void start() {
        rig = new Rig(folder);
        site = rig.crowd("c", 5);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void anAcceptedOperationIsSynchronizingAtOnceAndUntilItEnds() {
        OperationId id = rig.accept(site, Rig.EVERYTHING);
        assertThat(rig.operations.status(site.id())).isEqualTo(new ClusterStatus(true, false));
        site.beforeWrite = () -> assertThat(rig.operations.status(site.id())).isEqualTo(new ClusterStatus(true, false));
        assertThat(rig.finish(site, id).state()).isEqualTo(OperationState.COMPLETED);
        assertThat(rig.operations.status(site.id())).isEqualTo(new ClusterStatus(false, true));
    }

    @Test
    void aBusyClusterTakesNoSecondOperationAndOthersAreFree() {
        rig.accept(site, Rig.EVERYTHING);
        Command cancel = new Command.Cancel(Selection.Named.of(List.of(new UserName("user1")), List.of()));
        for (Command second : List.of(Rig.EVERYTHING, cancel)) {
            assertThat(rig.operations.submit(site.id(), second, false, Rig.CALLER))
                    .isInstanceOf(Submission.Busy.class);
        }
        rig.accept(rig.crowd("other", 1), Rig.EVERYTHING);
    }

    @Test
    void ofManyRequestsAtTheSameMomentOneIsAccepted() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch gate = new CountDownLatch(1);
            List<Future<Submission>> answers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                Callable<Submission> call = () -> {
                    gate.await();
                    return rig.operations.submit(site.id(), Rig.EVERYTHING, false, Rig.CALLER);
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
        OperationId id = rig.accept(site, Rig.EVERYTHING);
        List<List<Result>> seen = new ArrayList<>();
        site.beforeWrite = () -> seen.add(rig.rows(id));
        rig.finish(site, id);
        assertThat(seen.getFirst()).isNotEmpty().allMatch(row -> row.outcome() == Result.Outcome.PLANNED);
        assertThat(seen.getFirst())
                .extracting(Result::number, Result::name, Result::after)
                .isEqualTo(rig.rows(id).stream()
                        .map(row -> org.assertj.core.groups.Tuple.tuple(row.number(), row.name(), row.after()))
                        .toList());
    }

    @Test
    void aDryRunNeitherMakesTheClusterBusyNorMindsThatItIs() {
        rig.accept(site, Rig.EVERYTHING);
        rig.accept(site, Rig.EVERYTHING, true);
        Site other = rig.crowd("other", 3);
        rig.accept(other, Rig.EVERYTHING, true);
        assertThat(rig.operations.status(other.id())).isEqualTo(new ClusterStatus(false, false));
        rig.accept(other, Rig.EVERYTHING);
    }

    @Test
    void dryRunsNeverChangeWhetherAClusterIsSynchronous() {
        rig.run(site, Rig.EVERYTHING);
        rig.dryRun(site, new Command.Cancel(Selection.Named.of(List.of(new UserName("user1")), List.of())));
        assertThat(rig.operations.status(site.id()).synchronous()).isTrue();
        site.away = UnavailableException.Part.IAM_USER;
        assertThat(rig.dryRun(site, Rig.EVERYTHING).state()).isEqualTo(OperationState.FAILED);
        assertThat(rig.operations.status(site.id()).synchronous()).isTrue();
        rig.operations.stop(site.id(), rig.accept(site, Rig.EVERYTHING, true), Rig.CALLER);
        rig.operations.runOnce();
        assertThat(rig.operations.status(site.id()).synchronous()).isTrue();
    }

    @Test
    void aRealRunDoesNotWaitBehindDryRuns() {
        OperationId dry = rig.accept(site, Rig.EVERYTHING, true);
        OperationId real = rig.accept(site, Rig.EVERYTHING);
        rig.operations.runOnce();
        assertThat(rig.find(site, real).state()).isEqualTo(OperationState.COMPLETED);
        assertThat(rig.find(site, dry).state()).isEqualTo(OperationState.QUEUED);
    }

    @Test
    void aQueuedOperationIsStoppedBeforeItWritesAnything() {
        OperationId id = rig.accept(site, Rig.EVERYTHING);
        assertThat(rig.operations.stop(site.id(), id, Rig.CALLER)).isEqualTo(Intervention.DONE);
        assertThat(rig.finish(site, id).state()).isEqualTo(OperationState.CANCELLED);
        assertThat(site.model.writes()).isZero();
        assertThat(rig.operations.stop(site.id(), id, Rig.CALLER)).isEqualTo(Intervention.NOT_NOW);
    }

    @Test
    void aRunningOperationStopsAtTheNextSafePointAndKeepsWhatWasWritten() {
        OperationId id = rig.accept(site, Rig.EVERYTHING);
        site.beforeWrite = () -> rig.operations.stop(site.id(), id, Rig.CALLER);
        Operation stopped = rig.finish(site, id);
        assertThat(stopped.state()).isEqualTo(OperationState.CANCELLED);
        assertThat(site.model.dangling()).isEmpty();
        assertThat(site.model.read(Progress.NONE).ownedAccounts()).hasSize(5);
        assertThat(rig.operations.synchronizedNames(site.id()).userNames()).hasSize(5);
        assertThat(rig.operations.synchronizedNames(site.id()).groupNames()).isEmpty();
        assertThat(rig.rows(id))
                .extracting(Result::outcome)
                .contains(Result.Outcome.APPLIED, Result.Outcome.SKIPPED)
                .doesNotContain(Result.Outcome.PLANNED);
        assertThat(rig.operations.status(site.id())).isEqualTo(new ClusterStatus(false, false));
        site.beforeWrite = () -> {};
        assertThat(rig.run(site, Rig.EVERYTHING).state()).isEqualTo(OperationState.COMPLETED);
        assertThat(rig.operations.status(site.id()).synchronous()).isTrue();
    }

    @Test
    void duringARunTheRosterShowsWhatHasBeenApplied() {
        OperationId id = rig.accept(site, Rig.EVERYTHING);
        List<SynchronizedNames> seen = new ArrayList<>();
        site.beforeWrite = () -> seen.add(rig.operations.synchronizedNames(site.id()));
        rig.finish(site, id);
        assertThat(seen.getFirst().userNames()).isEmpty();
        assertThat(seen.getLast().userNames()).hasSize(5);
        assertThat(seen.getLast().groupNames()).containsExactly("crowd");
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
            site.away = part;
            Operation failed = rig.run(site, Rig.EVERYTHING);
            assertThat(failed.state()).isEqualTo(OperationState.FAILED);
            assertThat(failed.error())
                    .isNotNull()
                    .extracting(Operation.Failure::code)
                    .isEqualTo(code);
            assertThat(rig.operations.status(site.id())).isEqualTo(new ClusterStatus(false, false));
            site.away = null;
            assertThat(rig.run(site, Rig.EVERYTHING).state()).isEqualTo(OperationState.COMPLETED);
            assertThat(rig.operations.status(site.id())).isEqualTo(new ClusterStatus(false, true));
        });
    }

    @Test
    void aManagerThatGoesAwayInTheMiddleFailsTheOperationAndTheSameRequestRepairs() {
        site.refuses = change -> {
            if (change instanceof Change.CreateGroup) {
                site.away = UnavailableException.Part.MANAGER_GROUP;
            }
            return Optional.empty();
        };
        Operation failed = rig.run(site, Rig.EVERYTHING);
        assertThat(failed.state()).isEqualTo(OperationState.FAILED);
        assertThat(failed.error())
                .isEqualTo(new Operation.Failure(
                        "12000164", "Failed to query Manager user group: the Manager does not answer"));
        assertThat(failed.total().done()).isPositive();
        assertThat(rig.operations.status(site.id())).isEqualTo(new ClusterStatus(false, false));
        site.away = null;
        site.refuses = change -> Optional.empty();
        assertThat(rig.run(site, Rig.EVERYTHING).state()).isEqualTo(OperationState.COMPLETED);
        assertThat(rig.operations.synchronizedNames(site.id()).userNames()).hasSize(5);
    }

    @Test
    void aDefectFailsTheOperationAndNothingElse() {
        site.iam = selection -> {
            throw new IllegalStateException("a defect");
        };
        Operation failed = rig.run(site, Rig.EVERYTHING);
        assertThat(failed.error()).isEqualTo(Failures.DEFECT);
        assertThat(rig.run(rig.crowd("other", 2), Rig.EVERYTHING).state()).isEqualTo(OperationState.COMPLETED);
    }

    @Test
    void aClusterThatIsGoneFailsTheOperation() {
        OperationId id = rig.accept(site, Rig.EVERYTHING);
        rig.reconcilers.remove(site.id());
        // Where there are replicas, one of them may know it.
        for (int i = 0; !rig.database.exclusive() && i < Worker.MOST_ATTEMPTS; i++) {
            rig.finish(site, id);
            assertThat(rig.find(site, id).state()).isEqualTo(OperationState.RUNNING);
            rig.pass(Rig.LEASE);
        }
        assertThat(rig.finish(site, id).error())
                .isNotNull()
                .extracting(Operation.Failure::code)
                .isEqualTo("12000003");
    }

    @Test
    void oneRefusedObjectIsAFailedResultAndTheRestGoesOn() {
        site.refuses = change -> change instanceof Change.CreateAccount c
                        && c.user().name().value().equals("user3")
                ? Optional.of("no space left on the moon")
                : Optional.empty();
        Operation operation = rig.run(site, Rig.EVERYTHING);
        assertThat(operation.state()).isEqualTo(OperationState.COMPLETED_WITH_ERRORS);
        assertThat(rig.operations.synchronizedNames(site.id()).userNames())
                .containsExactly("user0", "user1", "user2", "user4");
        assertThat(rig.operations.status(site.id()).synchronous()).isFalse();
        List<Result> failed = results(operation, Result.Outcome.FAILED, null);
        assertThat(failed).extracting(Result::name).containsExactly("user3");
        assertThat(failed.getFirst().reason()).isEqualTo("no space left on the moon");
        site.refuses = change -> Optional.empty();
        rig.run(site, Rig.EVERYTHING);
        assertThat(rig.operations.status(site.id()).synchronous()).isTrue();
    }

    @Test
    void aResultSaysWhatWasReallyDone() {
        site.refuses = change -> change instanceof Change.CreateAccount c
                        && c.user().name().value().equals("user3")
                ? Optional.of("no")
                : Optional.empty();
        Operation operation = rig.run(site, Rig.EVERYTHING);
        Result group = results(operation, null, ObjectKind.GROUP).getFirst();
        assertThat(group.after().get("members")).isEqualTo(List.of("user0", "user1", "user2", "user4"));
        assertThat(group.reason()).startsWith("less than planned");
    }

    private List<Result> results(Operation operation, Result.@Nullable Outcome outcome, @Nullable ObjectKind kind) {
        return rig.operations.results(operation.id(), outcome, kind, 1000, 0).rows();
    }

    @Test
    void resultsArePagedByKeysetUnderEveryFilter() {
        Site crowd = rig.crowd("crowd", 15);
        crowd.refuses = change -> change.objectName().hashCode() % 3 == 0 ? Optional.of("no") : Optional.empty();
        OperationId id = rig.run(crowd, Rig.EVERYTHING).id();
        List<Result> all = rig.rows(id);
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
            Page<Result> page = rig.operations.results(id, outcome, kind, limit, after);
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
        Operation ended = rig.run(site, Rig.EVERYTHING);
        assertThat(rig.operations.release(site.id(), ended.id(), Rig.CALLER)).isEqualTo(Intervention.NOT_NOW);
        assertThat(rig.operations.stop(site.id(), ended.id(), Rig.CALLER)).isEqualTo(Intervention.NOT_NOW);
        rig.restart();
        assertThat(rig.operations.runOnce()).isFalse();
        assertThat(rig.find(site, ended.id())).isEqualTo(ended);
    }

    @Test
    void anOperationIsNotShownToAnotherCluster() {
        Operation operation = rig.run(site, Rig.EVERYTHING);
        Site other = rig.crowd("other", 1);
        assertThat(rig.operations.find(other.id(), operation.id())).isEmpty();
        assertThat(rig.operations.stop(other.id(), operation.id(), Rig.CALLER)).isEqualTo(Intervention.UNKNOWN);
        assertThat(rig.operations.release(other.id(), operation.id(), Rig.CALLER))
                .isEqualTo(Intervention.UNKNOWN);
    }

    @Test
    void readersDoNotWaitForTheWriter() throws Exception {
        rig.run(site, Rig.EVERYTHING);
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch read = new CountDownLatch(1);
        Thread writer = Thread.ofVirtual()
                .start(() -> rig.database.change(connection -> {
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
        assertThat(rig.operations.status(site.id()).synchronous()).isTrue();
        assertThat(rig.operations.list(site.id(), 10, null).rows()).hasSize(1);
        read.countDown();
        writer.join();
        assertThat(rig.operations.status(site.id()).synchronous()).isFalse();
    }

    @Test
    void afterEverythingIsCancelledNothingIsSynchronous() {
        rig.run(site, Rig.EVERYTHING);
        Command cancel =
                new Command.Cancel(Selection.Named.of(List.of(), List.of(new io.rollcall.cluster.GroupName("crowd"))));
        assertThat(rig.run(site, cancel).state()).isEqualTo(OperationState.COMPLETED);
        assertThat(rig.operations.synchronizedNames(site.id())).isEqualTo(new SynchronizedNames(List.of(), List.of()));
        assertThat(rig.operations.status(site.id())).isEqualTo(new ClusterStatus(false, false));
        assertThat(site.model.read(Progress.NONE).ownedAccounts()).isEmpty();
    }
}
