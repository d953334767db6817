package io.rollcall.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.Waiting;
import io.rollcall.cluster.ClusterId;
import io.rollcall.database.Database;
import io.rollcall.database.DatabaseException;
import io.rollcall.database.Dialect;
import io.rollcall.database.Sql;
import io.rollcall.operation.model.ClusterStatus;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.store.ClusterState;
import io.rollcall.operation.store.StatusReader;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many status questions become few queries, and none is answered with what was true before it was asked.
class StatusReaderTest {
    private static final int CALLERS = 200;

    @TempDir
    Path folder;

    private OperationsFixture fixture;
    private final AtomicInteger queries = new AtomicInteger();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicInteger hangs = new AtomicInteger();
    private volatile boolean hold;
    private StatusReader reader;

    @BeforeEach
    void start() {
        fixture = new OperationsFixture(folder, this::around);
        reader = new StatusReader(
                fixture.database, fixture.clock, ClusterState.window(OperationsFixture.DRIFT_INTERVAL));
        queries.set(0);
    }

    @AfterEach
    void stop() {
        goOn.countDown();
        fixture.close();
    }

    /// Counts the looks at the database, and keeps them waiting while it is to.
    private DataSource around(DataSource readers) {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (_, method, arguments) -> {
                    queries.incrementAndGet();
                    if (hold || hangs.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                        goOn.await();
                    }
                    return (Connection) method.invoke(readers, arguments);
                });
    }

    /// Lets so many ask while queries are under way, and the queries go on when all of them wait.
    private List<Future<ClusterStatus>> askTogether(ExecutorService threads, List<ClusterId> clusters) {
        queries.set(0);
        hold = true;
        AtomicInteger asking = new AtomicInteger();
        List<Future<ClusterStatus>> answers = new ArrayList<>();
        for (ClusterId cluster : clusters) {
            Callable<ClusterStatus> question = () -> {
                asking.incrementAndGet();
                return reader.status(cluster);
            };
            answers.add(threads.submit(question));
        }
        Waiting.until("all ask", () -> asking.get() == clusters.size() && queries.get() > 0);
        hold = false;
        goOn.countDown();
        return answers;
    }

    @Test
    void oneQuestionIsOneLookAtTheDatabase() {
        assertThat(reader.status(new ClusterId("c"))).isEqualTo(new ClusterStatus(false, false));
        assertThat(queries.get()).isOne();
    }

    @Test
    void whileNothingIsWrittenNothingIsReadAgain() {
        FakeCluster cluster = fixture.crowd("cluster", 3);
        fixture.run(cluster, OperationsFixture.EVERYTHING);
        assertThat(reader.status(cluster.id()).synchronous()).isTrue();
        queries.set(0);

        assertThat(reader.status(cluster.id()).synchronous()).isTrue();
        assertThat(queries.get()).isZero();

        fixture.accept(cluster, OperationsFixture.EVERYTHING);
        assertThat(reader.status(cluster.id()).synchronizing()).isTrue();
    }

    @Test
    void anAnswerEndsWithTheComparisonThatItStandsOn() {
        FakeCluster cluster = fixture.crowd("cluster", 3);
        fixture.run(cluster, OperationsFixture.EVERYTHING);
        assertThat(reader.status(cluster.id()).synchronous()).isTrue();

        fixture.pass(ClusterState.window(OperationsFixture.DRIFT_INTERVAL).plusMillis(1));

        assertThat(reader.status(cluster.id()).synchronous()).isFalse();
    }

    @Test
    void aQueryThatHangsDoesNotStopTheNext() throws Exception {
        hangs.set(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<ClusterStatus> hanging = threads.submit(() -> reader.status(new ClusterId("one")));
            Waiting.until("it hangs", () -> queries.get() == 1);

            Future<ClusterStatus> next = threads.submit(() -> reader.status(new ClusterId("other")));
            Waiting.until("an answer", next::isDone);

            assertThat(hanging.isDone()).isFalse();
            goOn.countDown();
            assertThat(hanging.get()).isEqualTo(next.get());
        }
    }

    @Test
    void manyQuestionsAtATimeAreFewLooksAndEachGetsTheAnswerOfItsCluster() throws Exception {
        FakeCluster idle = fixture.crowd("idle", 3);
        fixture.run(idle, OperationsFixture.EVERYTHING);
        FakeCluster busy = fixture.crowd("busy", 3);
        fixture.accept(busy, OperationsFixture.EVERYTHING);
        ClusterId unknown = new ClusterId("unknown");
        List<ClusterId> asked = IntStream.range(0, CALLERS)
                .mapToObj(i -> List.of(idle.id(), busy.id(), unknown).get(i % 3))
                .toList();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<ClusterStatus>> answers = askTogether(threads, asked);
            for (int i = 0; i < CALLERS; i++) {
                assertThat(answers.get(i).get())
                        .isEqualTo(
                                switch (i % 3) {
                                    case 0 -> new ClusterStatus(false, true);
                                    case 1 -> new ClusterStatus(true, false);
                                    default -> new ClusterStatus(false, false);
                                });
            }
        }
        assertThat(queries.get()).isLessThan(CALLERS / 10);
    }

    @Test
    void moreClustersThanOneQueryHoldsAreAskedForInSeveral() throws Exception {
        fixture.accept(fixture.crowd("cluster" + 2 * StatusReader.MOST, 1), OperationsFixture.EVERYTHING);
        List<ClusterId> asked = IntStream.rangeClosed(0, 2 * StatusReader.MOST)
                .mapToObj(i -> new ClusterId("cluster" + i))
                .toList();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<ClusterStatus>> answers = askTogether(threads, asked);
            for (int i = 0; i < asked.size(); i++) {
                assertThat(answers.get(i).get()).isEqualTo(new ClusterStatus(i == asked.size() - 1, false));
            }
        }
    }

    /// A look at few clusters costs as much as they do, however many there are beside them.
    @Test
    void noTableIsReadWholeForFewOfManyClusters() {
        int all = 5_000;
        fixture.database.change(connection -> {
            for (int i = 0; i < all; i++) {
                String cluster = "c" + i;
                Sql.update(connection, """
                        insert into cluster (id, last_operation, everything, settled, drifted, checked_at,
                            last_good_users, scope, verified_at)
                        values (?, 'o', 1, 1, 0, 0, 10, 2, 0)
                        """, cluster);
                Sql.update(connection, "insert into roll_group values (?, 'g', 'group', 1)", cluster);
                Sql.update(connection, "insert into roll_user values (?, 'u', 'user')", cluster);
                Sql.update(connection, """
                        insert into operation (id, cluster_id, action, everything, command, dry_run, user_id, user_name,
                            credential, address, request_id, accepted_at, state, stage, released, stop_requested,
                            token, lease_until, notes, attempts)
                        values (?, ?, 'sync', 1, '', 0, '', '', '', '', '', 0, ?, '', 'none', 0, 1, 0, '[]', 0)
                        """, "o" + i, cluster, i % 2 == 0 ? "completed" : "queued");
            }
            Sql.update(connection, "analyze");
        });
        boolean embedded = fixture.database.dialect() == Dialect.SQLITE;
        int clusters = 16;
        List<Object> asked = new ArrayList<>(
                IntStream.range(0, clusters).mapToObj(i -> "c" + i).toList());
        asked.addAll(List.of(0L, 1L, 1L));

        List<String> plan = fixture.database.read(connection -> Sql.list(
                connection,
                (embedded ? "explain query plan " : "explain ") + StatusReader.sql(clusters, Database.OWN_CLOCK),
                row -> row.getString(embedded ? 4 : 1),
                asked.toArray()));

        assertThat(String.join("\n", plan))
                .contains("operation_active")
                .doesNotContain("Seq Scan", "SCAN o", "SCAN c", "SCAN u", "SCAN g");
    }

    @Test
    void aFailureReachesAllWhoWaitAndTheNextQuestionIsAnsweredAgain() throws Exception {
        List<ClusterId> asked = IntStream.range(0, CALLERS)
                .mapToObj(i -> new ClusterId("c" + i))
                .toList();
        fixture.database.change(connection -> Sql.update(connection, "alter table cluster rename to elsewhere"));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<ClusterStatus> answer : askTogether(threads, asked)) {
                assertThat(failure(answer)).isInstanceOf(DatabaseException.class);
            }
        }
        fixture.database.change(connection -> Sql.update(connection, "alter table elsewhere rename to cluster"));
        assertThat(reader.status(new ClusterId("c"))).isEqualTo(new ClusterStatus(false, false));
    }

    private static Throwable failure(Future<ClusterStatus> answer) {
        Waiting.until("an answer", answer::isDone);
        return answer.exceptionNow();
    }

    /// Each caller accepts operations and stops them while all the others ask, too.
    @Test
    void whoeverAsksAfterA202AlwaysSeesIt() throws Exception {
        List<FakeCluster> sites =
                IntStream.range(0, 8).mapToObj(i -> fixture.crowd("c" + i, 1)).toList();
        AtomicInteger wrong = new AtomicInteger();
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch over = new CountDownLatch(1);
        // What is answered from memory never waits: as virtual threads these would keep all others from running.
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<?>> writers = new ArrayList<>();
            List<Future<?>> askers = new ArrayList<>();
            for (FakeCluster site : sites) {
                askers.add(threads.submit(() -> {
                    while (over.getCount() > 0) {
                        reader.status(site.id());
                        asked.incrementAndGet();
                    }
                }));
                writers.add(threads.submit(() -> {
                    for (int i = 0; i < 20; i++) {
                        OperationId id = fixture.accept(site, OperationsFixture.EVERYTHING);
                        wrong.addAndGet(reader.status(site.id()).synchronizing() ? 0 : 1);
                        end(id);
                        wrong.addAndGet(reader.status(site.id()).synchronizing() ? 1 : 0);
                    }
                }));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
            over.countDown();
            for (Future<?> asker : askers) {
                asker.get();
            }
        }
        assertThat(asked.get()).isPositive();
        assertThat(wrong.get()).isZero();
    }

    private void end(OperationId id) {
        fixture.database.change(connection ->
                Sql.update(connection, "update operation set state = 'cancelled' where id = ?", id.value()));
    }
}
