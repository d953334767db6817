package io.rollcall.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.api.answer.Answer;
import io.rollcall.api.answer.View;
import io.rollcall.api.error.ApiException;
import io.rollcall.cluster.Cluster;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.database.Database;
import io.rollcall.database.TestDatabase;
import io.rollcall.operation.Operations;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.Requester;
import io.rollcall.operation.model.Submission;
import io.rollcall.operation.served.ServedCluster;
import io.rollcall.policy.Action;
import io.rollcall.sync.Reconciler;
import io.rollcall.sync.provisioning.MemoryTarget;
import io.rollcall.sync.rules.PlanRules;
import io.rollcall.sync.scope.Command;
import io.rollcall.sync.source.Selection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How streams of events go on while nothing happens, and how they end whatever their reader does. The operation
/// that is watched is queued for as long as a test lasts.
class EventStreamsTest {
    private static final View ALL = new View(new IamId("u-admin"), EnumSet.allOf(Action.class), true);
    private static final ClusterId CLUSTER = new ClusterId(ApiFixture.CLUSTER);
    private static final Duration NEVER = Duration.ofDays(1);
    private static final Duration INSTANT = Duration.ofMillis(1);

    @TempDir
    private Path folder;

    private Database database;
    private Operations operations;
    private OperationId id;

    @BeforeEach
    void queue() {
        database = TestDatabase.in(folder).open();
        Reconciler reconciler = new Reconciler(
                new Cluster(CLUSTER, "c", new ProjectId(ApiFixture.PROJECT)),
                ApiFixture.people(),
                MemoryTarget.documented("of the cluster"),
                PlanRules.standard());
        operations = Operations.open(
                database,
                InstantSource.system(),
                Operations.Settings.DEFAULT.withStallLimit(Duration.ZERO),
                cluster -> Optional.of(new ServedCluster(reconciler)));
        Submission submission = operations.submit(
                CLUSTER,
                new Command.Synchronize(new Selection.Everything()),
                false,
                new Requester("u", "user", "token", "192.0.2.1", "request"));
        id = ((Submission.Accepted) submission).operation().id();
    }

    @AfterEach
    void close() {
        operations.close();
        database.close();
    }

    private EventStreams streams(Duration heartbeat, Duration longest) {
        return new EventStreams(operations, new EventStreams.Pace(INSTANT, heartbeat, longest, NEVER));
    }

    private static Answer.Flow flow(Answer answer) {
        return Objects.requireNonNull(answer.flow());
    }

    @Test
    void aStreamOfAnOperationThatDoesNotMoveHasAHeartbeatAndEndsAfterItsLongestTime() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        flow(streams(Duration.ofMillis(20), Duration.ofMillis(300)).open(CLUSTER, id, "reader", ALL, () -> true))
                .to(out);
        assertThat(out.toString(UTF_8).split("\n\n"))
                .hasSizeBetween(2, 16)
                .satisfies(parts -> assertThat(parts[0]).startsWith("event: operation\ndata: {"))
                .satisfies(parts -> assertThat(parts[parts.length - 1]).isEqualTo(": still there"));
    }

    @Test
    void aStreamEndsWithTheServer() throws Exception {
        EventStreams streams = streams(NEVER, NEVER);
        Answer answer = streams.open(CLUSTER, id, "reader", ALL, () -> true);
        streams.close();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        flow(answer).to(out);
        assertThat(out.size()).isZero();
    }

    @Test
    void aReaderWhoHasGoneLeavesThePlaceToAnother() throws Exception {
        EventStreams streams = streams(INSTANT, NEVER);
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        for (int i = 0; i < 2 * EventStreams.MOST; i++) {
            Answer answer = streams.open(CLUSTER, id, "reader", ALL, () -> true);
            assertThatThrownBy(() -> flow(answer).to(broken)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void oneReaderHasFewStreamsAndLeavesTheOthersToOthers() {
        EventStreams streams = streams(NEVER, NEVER);
        for (int i = 0; i < EventStreams.MOST_OF_ONE; i++) {
            streams.open(CLUSTER, id, "greedy", ALL, () -> true);
        }
        assertThatThrownBy(() -> streams.open(CLUSTER, id, "greedy", ALL, () -> true))
                .isInstanceOf(ApiException.class)
                .hasMessage("THROTTLED");
        assertThat(streams.open(CLUSTER, id, "administrator", ALL, () -> true).flow())
                .isNotNull();
    }

    @Test
    void aRefusedStreamTakesNoPlace() throws Exception {
        EventStreams streams = streams(NEVER, NEVER);
        Answer last = null;
        for (int i = 0; i < EventStreams.MOST_OF_ONE; i++) {
            last = streams.open(CLUSTER, id, "greedy", ALL, () -> true);
        }
        for (int i = 0; i < 2 * EventStreams.MOST; i++) {
            assertThatThrownBy(() -> streams.open(CLUSTER, id, "greedy", ALL, () -> true))
                    .isInstanceOf(ApiException.class);
        }
        streams.close();
        flow(Objects.requireNonNull(last)).to(OutputStream.nullOutputStream());
        assertThat(streams.open(CLUSTER, id, "greedy", ALL, () -> true).flow()).isNotNull();
    }

    @Test
    void aStreamEndsWhenItsReaderMayNotReadAnyMore() throws Exception {
        AtomicInteger looks = new AtomicInteger(3);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        EventStreams streams =
                new EventStreams(operations, new EventStreams.Pace(INSTANT, NEVER, NEVER, Duration.ofMillis(5)));
        flow(streams.open(CLUSTER, id, "reader", ALL, () -> looks.decrementAndGet() > 0))
                .to(out);
        assertThat(looks).hasValue(0);
        assertThat(out.toString(UTF_8)).startsWith("event: operation\n");
    }
}
