package io.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.api.ApiClient;
import io.rollcall.api.Reply;
import io.rollcall.config.Configuration;
import io.rollcall.server.Server;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// The server with one cluster and an IAM over HTTP, as a configuration file has it. Its calls are made with the
/// tokens of that IAM.
final class IamServer implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    private final Server server;
    private final String path;

    private IamServer(Server server, String path) {
        this.server = server;
        this.path = path;
    }

    /// @param iam the section `iam`, indented by two
    /// @param manager the section `manager`, on one line
    static IamServer start(Path folder, String project, String iam, String manager) throws Exception {
        Path file = folder.resolve("rollcall.yaml");
        Files.writeString(file, """
                listen: 127.0.0.1:0
                data: data
                # What a comparison found counts for three of them, from when it began: longer than it takes.
                drift_interval: 8s
                stall_limit: 10s
                limits: {requests_per_second: 100000, burst: 100000}
                iam:
                %s
                clusters:
                  - {id: c1, name: one, project: %s, manager: %s}
                """.formatted(iam.stripTrailing(), project, manager));
        Server server = Server.start(Configuration.load(file, Map.of()));
        return new IamServer(server, "/v2/" + project + "/clusters/c1");
    }

    URI url() {
        return server.url();
    }

    Reply call(String token, String method, String tail, String body) {
        return ApiClient.anonymous(url().getPort())
                .send(method, path + tail, body.getBytes(StandardCharsets.UTF_8), Map.of("X-Auth-Token", token), false);
    }

    Reply get(String token, String tail) {
        return call(token, "GET", tail, "");
    }

    /// A full synchronization, to its end.
    ///
    /// @return the operation
    JsonNode synchronize(String token) {
        Reply reply = call(token, "POST", "/iam-sync-user", "{\"is_all_sync\": true}");
        assertThat(reply.status()).as(reply.body()).isEqualTo(202);
        assertThat(reply.json().path("state").asText()).isEqualTo("synchronizing");
        awaitIdle(token);
        return get(token, "/iam-sync/operations?limit=1").json().at("/operations/0");
    }

    void awaitIdle(String token) {
        Waiting.until("nothing is synchronizing", TIMEOUT, () -> {
            JsonNode answer = get(token, "/iam-sync").json().path("is_synchronizing");
            // An error is no answer.
            return answer.isBoolean() && !answer.asBoolean();
        });
    }

    boolean isSynchronous(String token) {
        return get(token, "/iam-sync/is-synchronous")
                .json()
                .path("is_synchronous")
                .asBoolean();
    }

    void awaitSynchronous(String token, boolean expected) {
        Waiting.until("is_synchronous is " + expected, TIMEOUT, () -> isSynchronous(token) == expected);
    }

    JsonNode ready() {
        Reply reply = ApiClient.anonymous(url().getPort()).get("/ready");
        assertThat(reply.status()).isEqualTo(200);
        return reply.json();
    }

    @Override
    public void close() {
        server.close();
    }
}
