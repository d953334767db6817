package io.rollcall.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.rollcall.cli.CommandFixture.Said;
import io.rollcall.cli.shell.Exit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands against servers of other versions: those that say more than this one knows, and those that lack
/// what it needs.
class OtherVersionsTest {
    private static final String ID = "0123456789abcdef0123456789abcdef";
    private static final String OPERATION = """
            {"operation_id":"%s","cluster_id":"c","action":"sync","is_all_sync":false,"dry_run":false,\
            "requested_by":{"user_id":"u","user_name":"alice"},"accepted_at":"2026-01-02T03:04:05Z",\
            "started_at":"2026-01-02T03:04:05Z","finished_at":"2026-01-02T03:04:06.500Z","state":"completed",\
            "stage":"","counters":{"user":{"planned":1,"done":1,"failed":0}},"changes_per_second":0.0,"notes":[]}\
            """.formatted(ID);

    @TempDir
    private Path folder;

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v2/p/clusters/c/iam-sync", exchange -> {
            String tail = exchange.getRequestURI().getPath().replaceFirst("^/v2/p/clusters/c/iam-sync", "");
            byte[] body = answers.getOrDefault(tail, "{}").getBytes(UTF_8);
            exchange.getResponseHeaders().set("X-Request-Id", "r1");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Said run(String... arguments) {
        return new CommandFixture(folder)
                .set(
                        "ROLLCALL_ENDPOINT",
                        "http://127.0.0.1:" + server.getAddress().getPort())
                .set("ROLLCALL_PROJECT_ID", "p")
                .set("ROLLCALL_CLUSTER_ID", "c")
                .set("ROLLCALL_TOKEN", "t")
                .run(arguments);
    }

    @Test
    void whatANewerServerSaysIsPassedOnToPrograms() {
        answers.put("/operations/" + ID, OPERATION.replace("{\"op", "{\"priority\":{\"class\":7},\"op"));
        answers.put(
                "/operations/" + ID + "/results",
                "{\"results\":[{\"number\":1,\"stage\":\"s\",\"kind\":\"keytab\",\"name\":\"n\",\"action\":\"seal\","
                        + "\"before\":{},\"after\":{},\"outcome\":\"postponed\",\"until\":\"noon\"}],\"total\":1}");
        Said said = run("operation", ID, "--results", "--json");
        assertThat(said.code()).as(said.err()).isEqualTo(Exit.OK);
        assertThat(said.json().at("/operation/priority/class").asInt()).isEqualTo(7);
        assertThat(said.json().at("/results/0/until").asText()).isEqualTo("noon");
        assertThat(run("operation", ID, "--results").out())
                .contains(
                        "users       1 planned, 1 done, 0 not done",
                        "finished    2026-01-02T03:04:06Z, took 1.5 s",
                        "! keytab    n");
    }

    @Test
    void aStateThatIsNotKnownIsShownAndAnEndInItIsNoSuccess() {
        answers.put("/operations/" + ID, OPERATION.replace("\"completed\"", "\"rolled_back\""));
        Said ended = run("operation", ID, "--watch");
        assertThat(ended.code()).isEqualTo(Exit.FAILED);
        assertThat(ended.out()).contains("The operation is rolled_back: 1 change done.");
        answers.put(
                "/operations/" + ID,
                OPERATION.replace("\"completed\"", "\"paused\"").replaceFirst("\"finished_at\":\"[^\"]*\",", ""));
        Said going = run("operation", ID);
        assertThat(going.code()).isEqualTo(Exit.OK);
        assertThat(going.out()).contains("state       paused\n");
    }

    @Test
    void whatIsMissingIsNamedInOneSentence() {
        answers.put("/operations/" + ID, OPERATION.replace("\"user_name\":", "\"login\":"));
        Said said = run("operation", ID);
        assertThat(said.code()).isEqualTo(Exit.FAILED);
        assertThat(said.out()).isEmpty();
        assertThat(said.err())
                .isEqualTo("The answer is not one that this version understands: 'requested_by.user_name' is missing"
                        + " (HTTP 200, request r1)\n");
        assertThat(run("status").err()).contains("'is_synchronous' is missing");
        assertThat(run("operations").err()).contains("'operations' is missing");
        answers.put("/operations", "[]");
        assertThat(run("operations").err()).contains("it is no object");
    }
}
