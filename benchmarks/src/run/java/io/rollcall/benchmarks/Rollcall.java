package io.rollcall.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Rollcall as a user starts it, in a process of its own, with one cluster for each directory, called through
/// its HTTP API alone.
final class Rollcall implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    /// Between two looks at a long operation, whose end is known by its own clock.
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);

    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final long MILLISECOND = 1_000_000;

    private final Path folder;
    private final Process process;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private URI url;

    /// A request that was answered with 202.
    ///
    /// @param operation its path
    record Accepted(Instant sent, long sentNanos, String operation) {}

    /// An operation that has ended, or waits for a person.
    ///
    /// @param millis from sending the request to the end that the operation states, or when it states none,
    ///     until the wait was seen
    record Ended(double millis, String state, JsonNode operation) {
        /// This one, if the operation is in that state.
        Ended in(String wanted) throws IOException {
            if (!state.equals(wanted)) {
                throw new IOException("the operation is " + state + ", not " + wanted + ": " + operation);
            }
            return this;
        }
    }

    private Rollcall(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    /// Starts one and waits until it serves.
    ///
    /// @param folder where its configuration and state are kept
    static Rollcall start(Path launcher, Path folder, String heap, Source source, List<Directory> directories)
            throws IOException, InterruptedException {
        Files.writeString(folder.resolve("rollcall.yaml"), configuration(source, directories));
        Files.deleteIfExists(folder.resolve("ready.json"));
        ProcessBuilder builder = new ProcessBuilder(
                        launcher.toString(), "serve", "--config", "rollcall.yaml", "--ready-file", "ready.json")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
        builder.environment().put("JDK_JAVA_OPTIONS", "-Xmx" + heap);
        builder.environment().put("ROLLCALL_SKIP_BUILD", "1");
        Rollcall rollcall = new Rollcall(folder, builder.start());
        rollcall.awaitReady();
        return rollcall;
    }

    private static String configuration(Source source, List<Directory> directories) {
        StringBuilder text = new StringBuilder("""
                listen: 127.0.0.1:0
                data: data
                iam:
                %s
                drift_interval: 1h
                stall_limit: 10m
                limits: {requests_per_second: 1000000, burst: 1000000}
                clusters:
                """.formatted(source.configuration()));
        for (Directory directory : directories) {
            text.append("""
                      - id: %1$s
                        name: %1$s
                        project: %2$s
                        guard: {removed_percent: 5}
                        manager:
                          ldap:
                            servers: ["ldap://127.0.0.1:%3$d"]
                            base_dn: "%4$s"
                            bind_dn: "%5$s"
                            bind_password: %6$s
                            request_timeout: 10m
                    """.formatted(
                            directory.name(),
                            IamFile.PROJECT,
                            directory.slapd().port(),
                            directory.base(),
                            directory.account(),
                            Slapd.PASSWORD));
        }
        return text.toString();
    }

    private void awaitReady() throws IOException, InterruptedException {
        Path ready = folder.resolve("ready.json");
        while (!Files.exists(ready)) {
            if (!process.isAlive()) {
                throw new IOException("Rollcall ended: " + Files.readString(folder.resolve("log")));
            }
            Thread.sleep(20);
        }
        url = URI.create(JSON.readTree(ready.toFile()).path("url").asText());
    }

    Proc proc() {
        return new Proc(process.pid());
    }

    Path folder() {
        return folder;
    }

    /// How many lines of the log say that.
    long logged(String what) throws IOException {
        return Files.readAllLines(folder.resolve("log")).stream()
                .filter(line -> line.contains(what))
                .count();
    }

    /// A call that changes nothing.
    void touch() throws Exception {
        call("GET", "/v2/" + IamFile.PROJECT + "/clusters/none/iam-sync", "", IamFile.CALLER);
    }

    /// Asks for a synchronization.
    ///
    /// @param body of the documented call
    Accepted ask(Directory cluster, String body) throws Exception {
        Instant sent = Instant.now();
        long nanos = System.nanoTime();
        HttpResponse<String> answer = call("POST", path(cluster) + "/iam-sync-user", body, IamFile.CALLER);
        if (answer.statusCode() != 202) {
            throw new IOException("not accepted: " + answer.body());
        }
        return new Accepted(
                sent,
                nanos,
                URI.create(answer.headers().firstValue("location").orElseThrow())
                        .getPath());
    }

    /// Waits until an operation has ended or is held.
    Ended await(Accepted accepted) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (int looks = 0; System.nanoTime() < deadline; looks++) {
            JsonNode operation = JSON.readTree(
                    call("GET", accepted.operation(), "", IamFile.CALLER).body());
            String state = operation.path("state").asText();
            if (state.equals("held")) {
                return new Ended(millisSince(accepted.sentNanos()), state, operation);
            }
            if (operation.hasNonNull("finished_at")) {
                Instant end = Instant.parse(operation.path("finished_at").asText());
                return new Ended(Duration.between(accepted.sent(), end).toNanos() / 1e6, state, operation);
            }
            // Often while it may be a matter of milliseconds, seldom where it would take time from the work itself.
            long pause = (System.nanoTime() - accepted.sentNanos()) / 10;
            LockSupport.parkNanos(
                    looks < 30 ? MILLISECOND : Math.clamp(pause, 10 * MILLISECOND, LONGEST_PAUSE.toNanos()));
        }
        throw new IOException("the operation does not end: " + accepted.operation());
    }

    /// Waits until about half of what an operation has planned is done: two fifths, since what is done is known
    /// slice by slice, and a small account has two.
    void awaitHalf(Accepted accepted) throws Exception {
        while (true) {
            JsonNode operation = JSON.readTree(
                    call("GET", accepted.operation(), "", IamFile.CALLER).body());
            long planned = 0;
            long done = 0;
            for (JsonNode counter : operation.path("counters")) {
                planned += counter.path("planned").asLong();
                done += counter.path("done").asLong();
            }
            if (planned > 0 && done * 5 >= planned * 2) {
                return;
            }
            if (operation.hasNonNull("finished_at")) {
                throw new IOException("the operation ended before its half was seen");
            }
            LockSupport.parkNanos(10 * MILLISECOND);
        }
    }

    /// Both, for an operation that must succeed.
    Ended synchronize(Directory cluster, String body) throws Exception {
        Accepted accepted = ask(cluster, body);
        Ended ended = await(accepted);
        if (!ended.state().equals("completed")) {
            String failed = call("GET", accepted.operation() + "/results?outcome=refused", "", IamFile.CALLER)
                    .body();
            throw new IOException("the operation ended as " + ended.state() + ": " + ended.operation() + failed);
        }
        return ended;
    }

    /// Releases a held operation by another caller.
    Accepted release(Accepted held) throws Exception {
        Instant sent = Instant.now();
        long nanos = System.nanoTime();
        HttpResponse<String> answer = call("POST", held.operation() + "/release", "", IamFile.RELEASER);
        if (answer.statusCode() / 100 != 2) {
            throw new IOException("not released: " + answer.body());
        }
        return new Accepted(sent, nanos, held.operation());
    }

    /// Where a call about a cluster goes.
    URI url(Directory cluster, String call) {
        return url.resolve(path(cluster) + "/" + call);
    }

    private static String path(Directory cluster) {
        return "/v2/" + IamFile.PROJECT + "/clusters/" + cluster.name();
    }

    private HttpResponse<String> call(String method, String path, String body, String token) throws Exception {
        HttpRequest.BodyPublisher publisher =
                body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        HttpRequest request = HttpRequest.newBuilder(url.resolve(path))
                .timeout(Duration.ofMinutes(1))
                .header("X-Auth-Token", token)
                .header("Content-Type", "application/json")
                .method(method, publisher)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static double millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e6;
    }

    /// As `kill -9` does.
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws InterruptedException {
        kill();
        http.close();
    }
}
