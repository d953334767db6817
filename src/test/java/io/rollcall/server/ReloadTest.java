package io.rollcall.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.api.ApiClient;
import io.rollcall.api.Reloading;
import io.rollcall.api.Reply;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.Sha256;
import io.rollcall.config.Configuration;
import io.rollcall.systemd.NotifySocket;
import io.rollcall.systemd.Systemd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// A changed configuration file is taken as a whole or not at all.
class ReloadTest {
    private static final Duration NOW = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private Path file;
    private NotifySocket socket;
    private Systemd systemd;
    private Server server;
    private Reload reload;

    private static final String HEAD = """
            listen: 127.0.0.1:0
            iam: {file: iam.yaml}
            secrets_readable_by_others: true
            """;

    private static String embedded(String id, String more) {
        return "  - {id: %s, name: %s, project: p1, manager: {embedded: {bind_password: pppp}}%s}\n"
                .formatted(id, id, more);
    }

    /// Nothing listens on port 1.
    private static String ldap(String id, int port, String more) {
        return """
                  - id: %s
                    name: %s
                    project: p1
                    manager: {ldap: {servers: ["ldap://127.0.0.1:%d"], bind_dn: cn=x, bind_password: pppp}}
                    %s
                """.formatted(id, id, port, more);
    }

    private void write(String... parts) throws IOException {
        Files.writeString(file, String.join("", parts));
    }

    @BeforeEach
    void start() throws Exception {
        Files.writeString(folder.resolve("iam.yaml"), """
                domain: {id: d, name: d}
                projects: [{id: p1, name: one}]
                access_keys: [{access: AK1, secret: SK1, user: root}, {access: AK2, secret: SK2, user: reader}]
                users:
                  - {id: u1, name: root, enabled: true, domain_owner: true}
                  - {id: u2, name: reader, enabled: true}
                groups: [{id: g, name: crowd, members: [root], grants: [{policy: MRS ReadOnlyAccess, on: domain}]}]
                """);
        file = folder.resolve("rollcall.yaml");
        write(HEAD, "clusters:\n", embedded("c1", ""), ldap("c2", 1, ""));
        server = Server.start(Configuration.load(file, Map.of()));
        String path = folder.resolve("notify").toString();
        socket = new NotifySocket(path);
        systemd = Systemd.of(Map.of("NOTIFY_SOCKET", path));
        reload = new Reload(file, Map.of(), server, systemd);
        server.offer(reload);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        systemd.close();
        socket.close();
    }

    private Reloading.Outcome reload() throws IOException {
        return reload.reload(Sha256.hex(Files.readAllBytes(file)));
    }

    private void assertRefused(String... problems) throws IOException {
        Reloading.Outcome outcome = reload();
        assertThat(outcome.verdict()).isEqualTo(Reloading.Verdict.REFUSED);
        assertThat(outcome.lines()).hasSize(problems.length + 1).endsWith("Nothing was changed.");
        for (int i = 0; i < problems.length; i++) {
            assertThat(outcome.lines().get(i)).startsWith(file + ":").contains(problems[i]);
        }
    }

    private Reply get(String access, String secret, String path) {
        return ApiClient.signing(server.url().getPort(), access, secret).get("/v2/p1/" + path);
    }

    private Reply owner(String path) {
        return get("AK1", "SK1", path);
    }

    private String ready() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(server.managementUrl().resolve("/ready"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    @Test
    void clustersAreAddedChangedAndRemoved() throws Exception {
        assertThat(ready()).contains("\"directory\"");
        write(HEAD, "clusters:\n", embedded("c1", ", grace_days: 7"), embedded("c3", ""));

        Reloading.Outcome outcome = reload();

        assertThat(outcome.verdict()).isEqualTo(Reloading.Verdict.TAKEN);
        assertThat(outcome.lines())
                .containsExactly(
                        "added    c3", "changed  c1", "removed  c2", "The configuration is in use: 2 clusters.");
        assertThat(owner("iam-sync/clusters").body())
                .contains("\"c1\"", "\"c3\"")
                .doesNotContain("\"c2\"");
        assertThat(owner("clusters/c3/iam-sync").status()).isEqualTo(200);
        assertThat(owner("clusters/c2/iam-sync").status()).isEqualTo(400);
        assertThat(ready()).as("only embedded directories are left").doesNotContain("\"directory\"");
        assertThat(server.directory(new ClusterId("c3")).servers()).isNotEmpty();
    }

    @Test
    void whatIsTheSameStaysAsItIs() throws Exception {
        Object before = server.directory(new ClusterId("c1"));
        write(HEAD, "# a comment\nclusters:\n", ldap("c2", 1, ""), embedded("c1", ""));
        assertThat(reload().lines()).containsExactly("The configuration is in use: 2 clusters.");
        assertThat(server.directory(new ClusterId("c1"))).isSameAs(before);

        write(HEAD, "clusters:\n", ldap("c2", 1, ""), embedded("c1", ", grace_days: 1"));
        assertThat(reload().lines()).startsWith("changed  c1");
        assertThat(server.directory(new ClusterId("c1")))
                .as("the rules have changed alone")
                .isSameAs(before);

        write(HEAD, "clusters:\n", ldap("c2", 2, ""), embedded("c1", ", grace_days: 1"));
        assertThat(reload().lines()).startsWith("changed  c2");
        assertThat(server.directory(new ClusterId("c2")).servers().getFirst().getPort())
                .isEqualTo(2);
    }

    @Test
    void aFileWithAProblemChangesNothing() throws Exception {
        write(HEAD, "clusters:\n", embedded("c3", ""), ldap("c4", 1, "guard: {removed_percent: 101}\n    color: red"));
        assertRefused("10: clusters[1].guard.removed_percent", "11: clusters[1].color");
        assertThat(owner("iam-sync/clusters").body())
                .contains("\"c1\"", "\"c2\"")
                .doesNotContain("\"c3\"", "\"c4\"");

        Files.delete(file);
        assertThat(reload.reload("x").verdict()).isEqualTo(Reloading.Verdict.REFUSED);
        assertThat(owner("clusters/c2/iam-sync").status()).isEqualTo(200);
    }

    @Test
    void whatOnlyARestartChangesIsNamedAndNothingElseIsTakenEither() throws Exception {
        write(
                "listen: 127.0.0.1:1\niam: {file: iam.yaml}\nsecrets_readable_by_others: true\ndata: elsewhere\n",
                "limits: {connections: 50, burst: 7}\nclusters:\n",
                embedded("c1", ""),
                embedded("c3", ""));
        assertRefused(
                "4: data: can only be changed by a restart",
                "1: listen: can only be changed by a restart",
                "5: limits.connections: can only be changed by a restart");
        assertThat(owner("iam-sync/clusters").body()).doesNotContain("\"c3\"");
    }

    @Test
    void aManagerThatCannotBeStartedRefusesTheWhole() throws Exception {
        int taken = server.url().getPort();
        write(
                HEAD,
                "clusters:\n",
                embedded("c3", ""),
                "  - {id: c4, name: c4, project: p1, manager: {embedded: {bind_password: pppp, port: %d}}}\n"
                        .formatted(taken));
        assertRefused("6: clusters[1].manager: cannot be started");
        write(HEAD, "clusters:\n", embedded("c1", "").replace("pppp", "qqqq"));
        assertRefused("5: clusters[0].manager: an embedded directory can only be changed by a restart");
        write(HEAD, "clusters:\n", embedded("c1", ""), embedded("c3", ""));
        assertThat(reload().verdict())
                .as("what was opened for the refused one is closed")
                .isEqualTo(Reloading.Verdict.TAKEN);
    }

    @Test
    void rightsAndRatesAreThoseOfTheNewFile() throws Exception {
        String clusters = "clusters:\n" + embedded("c1", "");
        assertThat(get("AK2", "SK2", "clusters/c1/iam-sync/operations").status())
                .isEqualTo(403);
        write(HEAD, clusters, "grants: [{users: [reader], actions: ['mrs:cluster:getSyncOperation']}]\n");
        reload();
        assertThat(get("AK2", "SK2", "clusters/c1/iam-sync/operations").status())
                .isEqualTo(200);

        write(HEAD, clusters, "limits: {requests_per_second: 1, burst: 1}\n");
        reload();
        assertThat(get("AK2", "SK2", "clusters/c1/iam-sync/operations").status())
                .isEqualTo(403);
        assertThat(get("AK2", "SK2", "clusters/c1/iam-sync/operations").status())
                .isEqualTo(429);
    }

    @Test
    void theServiceManagerIsToldBeforeAndAfterwardsAlsoWhenTheFileIsRefused() throws Exception {
        write(HEAD, "clusters:\n", embedded("c1", ""));
        reload.onSignal();
        assertThat(socket.next(NOW)).startsWith("RELOADING=1\nMONOTONIC_USEC=");
        assertThat(socket.next(NOW)).isEqualTo("READY=1\nSTATUS=serving 1 cluster at " + server.url());

        write("nonsense");
        reload.onSignal();
        assertThat(socket.next(NOW)).startsWith("RELOADING=1\n");
        assertThat(socket.next(NOW)).isEqualTo("READY=1\nSTATUS=serving 1 cluster at " + server.url());
    }

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private int command(Path known) {
        out.reset();
        return new CommandLine(new ReloadCommand(new PrintStream(out, true, UTF_8), Map.of()))
                .execute(
                        "--config",
                        known.toString(),
                        "--url",
                        server.managementUrl().toString());
    }

    @Test
    void theCommandSaysWhatHasChangedOrWhatIsWrong() throws Exception {
        write(HEAD, "clusters:\n", embedded("c1", ""));
        assertThat(command(file)).isZero();
        assertThat(out.toString(UTF_8)).isEqualTo("removed  c2\nThe configuration is in use: 1 cluster.\n");

        write(HEAD, "clusters:\n", embedded("c1", ", color: red"));
        assertThat(command(file)).isEqualTo(2);
        assertThat(out.toString(UTF_8))
                .contains(file + ":5: clusters[0].color: is not a known key", "Nothing was changed.");
    }

    @Test
    void aServerThatDoesNotAnswerIsAnErrorOfItsOwn() throws Exception {
        int port = server.managementUrl().getPort();
        server.close();
        Path elsewhere = folder.resolve("elsewhere.yaml");
        Files.writeString(
                elsewhere, HEAD + "management: {listen: '127.0.0.1:" + port + "'}\nclusters:\n" + embedded("c1", ""));
        CommandLine command = new CommandLine(new ReloadCommand(new PrintStream(out, true, UTF_8), Map.of()));
        assertThat(command.execute("--config", elsewhere.toString()))
                .as("nothing listens there any more")
                .isEqualTo(1);
        assertThat(out.toString(UTF_8)).isEmpty();
    }

    @Test
    void whoDoesNotKnowTheFileLearnsNothingAndChangesNothing() throws Exception {
        Path another = Files.writeString(folder.resolve("another.yaml"), HEAD);
        write(HEAD, "clusters:\n", embedded("c1", ", color: red"));
        assertThat(command(another)).isEqualTo(2);
        assertThat(out.toString(UTF_8)).contains("another file").doesNotContain("color");

        URI address = server.managementUrl().resolve("/reload");
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest without = HttpRequest.newBuilder(address)
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            assertThat(client.send(without, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(412);
            HttpRequest get = HttpRequest.newBuilder(address).build();
            assertThat(client.send(get, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(404);
            HttpRequest onTheApi = HttpRequest.newBuilder(server.url().resolve("/reload"))
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            assertThat(client.send(onTheApi, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(404);
        }
        assertThat(owner("clusters/c2/iam-sync").status()).isEqualTo(200);
    }
}
