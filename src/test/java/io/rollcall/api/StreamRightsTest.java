package io.rollcall.api;

import static io.rollcall.api.ApiFixture.BASE;
import static io.rollcall.api.ApiFixture.PROJECT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.api.answer.Answer;
import io.rollcall.api.caller.Authorization;
import io.rollcall.api.caller.CallerAuthentication;
import io.rollcall.api.caller.RateLimiter;
import io.rollcall.api.caller.Refusals;
import io.rollcall.api.caller.Strangers;
import io.rollcall.api.http.Edge;
import io.rollcall.api.request.ApiRequest;
import io.rollcall.api.request.Route;
import io.rollcall.background.LoopObserver;
import io.rollcall.cluster.Cluster;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.database.Database;
import io.rollcall.database.TestDatabase;
import io.rollcall.operation.Operations;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.Requester;
import io.rollcall.operation.model.Submission;
import io.rollcall.operation.served.ServedCluster;
import io.rollcall.signature.RequestSigner;
import io.rollcall.signature.SignatureVerifier;
import io.rollcall.sync.Reconciler;
import io.rollcall.sync.provisioning.MemoryTarget;
import io.rollcall.sync.rules.PlanRules;
import io.rollcall.sync.scope.Command;
import io.rollcall.sync.source.Selection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A stream ends when its reader would not be let in any more. The operation that is watched is queued for as long
/// as a test lasts, so nothing else ends one.
class StreamRightsTest {
    private static final ClusterId CLUSTER = new ClusterId(ApiFixture.CLUSTER);
    private static final Duration NEVER = Duration.ofDays(1);

    @TempDir
    private Path folder;

    private final MapIdentitySource iam = ApiFixture.people()
            .token("of-the-viewer", "viewer", PROJECT, Instant.now().plusSeconds(3600));
    private Database database;
    private Operations operations;
    private Dispatcher dispatcher;
    private String path;

    @BeforeEach
    void queue() {
        database = TestDatabase.in(folder).open();
        Cluster cluster = new Cluster(CLUSTER, "c", new ProjectId(PROJECT));
        Reconciler reconciler =
                new Reconciler(cluster, iam, MemoryTarget.documented("of the cluster"), PlanRules.standard());
        operations = Operations.open(
                database,
                InstantSource.system(),
                Operations.Settings.DEFAULT.withStallLimit(Duration.ZERO),
                _ -> Optional.of(new ServedCluster(reconciler)));
        Submission submission = operations.submit(
                CLUSTER,
                new Command.Synchronize(new Selection.Everything()),
                false,
                new Requester("u", "user", "token", "192.0.2.1", "request"));
        OperationId id = ((Submission.Accepted) submission).operation().id();
        path = BASE + "/iam-sync/operations/" + id + "/events";
        InstantSource clock = InstantSource.system();
        dispatcher = new Dispatcher(
                new CallerAuthentication(
                        iam,
                        new SignatureVerifier(clock, SignatureVerifier.DEFAULT_MAXIMUM_SKEW),
                        clock,
                        new Strangers(new Edge.Rate(1000, 1000), 10, clock)),
                new Authorization(ApiFixture.ACCESS),
                new RateLimiter(1000, 1000, clock),
                ApiFixture.only(reconciler),
                new MapRegistry(Map.of()),
                operations,
                new EventStreams(
                        operations,
                        new EventStreams.Pace(Duration.ofMillis(1), Duration.ofMillis(1), NEVER, Duration.ofMillis(1))),
                clock,
                new Refusals((_, _, _) -> {}, clock, LoopObserver.NONE));
    }

    @AfterEach
    void close() {
        operations.close();
        database.close();
    }

    private Answer.Flow watch(Map<String, String> headers) {
        SortedMap<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, value) -> all.put(name, List.of(value)));
        ApiRequest request = new ApiRequest("id", "GET", path, "", all, new byte[0], "192.0.2.1", false);
        Route route = Route.of("GET", path).orElseThrow();
        return Objects.requireNonNull(
                dispatcher.answer(route, request, Optional.empty()).flow());
    }

    private Answer.Flow byToken() {
        return watch(Map.of("X-Auth-Token", "of-the-viewer"));
    }

    private Answer.Flow byKey() {
        Map<String, String> headers =
                new TreeMap<>(RequestSigner.sdkHmac("AK-viewer", io.rollcall.cluster.Secret.of("SK-viewer"))
                        .sign("GET", URI.create("http://h" + path), Map.of(), new byte[0], Instant.now()));
        headers.put("Host", "h");
        return watch(headers);
    }

    /// Reads until something was sent, has the change made, and reads on to the end.
    private static void endsAfter(Answer.Flow flow, Runnable change) throws IOException {
        boolean[] changed = {false};
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            @Override
            public void flush() {
                if (!changed[0]) {
                    changed[0] = true;
                    change.run();
                } else if (size() > 20_000) {
                    throw new UncheckedIOException(new IOException("it does not end"));
                }
            }
        };
        flow.to(out);
        assertThat(changed[0]).isTrue();
        assertThat(out.toString(UTF_8)).startsWith("event: operation\n");
    }

    @Test
    void whenTheUserIsDisabled() throws Exception {
        endsAfter(byToken(), () -> iam.user("viewer", false));
    }

    @Test
    void whenTheUserIsGone() throws Exception {
        endsAfter(byKey(), () -> iam.remove("viewer"));
    }

    @Test
    void whenTheRightIsWithdrawn() throws Exception {
        endsAfter(byKey(), () -> iam.group("viewers", List.of()));
    }

    @Test
    void whenTheTokenIsRevoked() throws Exception {
        endsAfter(byToken(), () -> iam.revoke("of-the-viewer"));
    }

    @Test
    void whenTheTokenExpires() throws Exception {
        endsAfter(
                byToken(),
                () -> iam.token(
                        "of-the-viewer", "viewer", PROJECT, Instant.now().minusSeconds(1)));
    }

    @Test
    void whenTheKeyBelongsToSomebodyElse() throws Exception {
        endsAfter(byKey(), () -> iam.key("AK-viewer", "SK-viewer", "admin"));
    }

    @Test
    void notWhileTheIamIsAway() {
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> endsAfter(byToken(), () -> iam.goAway(true))))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("it does not end");
    }
}
