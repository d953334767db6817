package io.rollcall.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.api.ApiClient;
import io.rollcall.api.Reply;
import io.rollcall.config.Configuration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clusters that callers of the API add, change and remove: who may, and what is answered.
class StoredClustersTest {
    private static final String ALL = "/v2/p1/iam-sync/clusters";

    @TempDir
    Path folder;

    private Server server;

    private static final String FILE = """
            listen: 127.0.0.1:0
            iam: {file: iam.yaml}
            secrets_readable_by_others: true
            clusters:
              - {id: f1, name: of the file, project: p1, manager: {embedded: {bind_password: hunter2}}}
            grants:
              - {users: [helper], actions: [mrs:cluster:configureSync, mrs:cluster:getSyncOperation], clusters: [f1]}
              - {users: [builder], actions: [mrs:cluster:configureSync]}
            """;

    @BeforeEach
    void start() throws Exception {
        Files.writeString(folder.resolve("iam.yaml"), """
                domain: {id: d, name: d}
                projects: [{id: p1, name: one}, {id: p2, name: two}]
                access_keys:
                  - {access: root, secret: S, user: root}
                  - {access: reader, secret: S, user: reader}
                  - {access: helper, secret: S, user: helper}
                  - {access: builder, secret: S, user: builder}
                users:
                  - {id: u1, name: root, enabled: true, domain_owner: true}
                  - {id: u2, name: reader, enabled: true}
                  - {id: u3, name: helper, enabled: true}
                  - {id: u4, name: builder, enabled: true}
                groups: [{id: g, name: crowd, members: [reader], grants: [{policy: MRS ReadOnlyAccess, on: domain}]}]
                """);
        for (String id : new String[] {"s1", "s2"}) {
            Files.createDirectories(folder.resolve("secrets/" + id));
            Files.writeString(folder.resolve("secrets/" + id + "/password"), "secret of " + id);
        }
        start("stored_clusters: {secrets: secrets}\n");
    }

    private void start(String more) throws Exception {
        Path file = Files.writeString(folder.resolve("rollcall.yaml"), FILE + more);
        server = Server.start(Configuration.load(file, Map.of()));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private ApiClient as(String user) {
        return ApiClient.signing(server.url().getPort(), user, "S");
    }

    private static String own(String id) {
        return "/v2/p1/clusters/" + id + "/iam-sync/definition";
    }

    private static String section(String id, String more) {
        return """
                {"id":"%s","name":"stored %s","project":"p1","manager":{"ldap":{"servers":["ldap://127.0.0.1:1"],\
                "base_dn":"dc=%s","bind_dn":"cn=x","bind_password":"file:password"}}%s}""".formatted(id, id, id, more);
    }

    private Reply put(String user, String id, String body, Map<String, String> headers) {
        return as(user).send("PUT", own(id), body.getBytes(UTF_8), headers, false);
    }

    @Test
    void aClusterIsAddedShownChangedAndRemoved() {
        Reply added = as("root").post(ALL, section("s1", ""));
        assertThat(added.status()).as(added.body()).isEqualTo(201);
        assertThat(added.header("etag")).isEqualTo("\"1\"");
        assertThat(as("root").get(ALL).body()).contains("\"s1\"", "\"f1\"", "mrs:cluster:configureSync");
        assertThat(as("root").get("/v2/p1/clusters/s1/iam-sync").status()).isEqualTo(200);

        Reply shown = as("root").get(own("s1"));
        assertThat(shown.json().path("source").asText()).isEqualTo("stored");
        assertThat(shown.json().at("/definition/manager/ldap/bind_password").asText())
                .isEqualTo("file:password");
        assertThat(shown.body()).doesNotContain("secret of");

        Reply changed = put("root", "s1", section("s1", ",\"grace_days\":7"), Map.of());
        assertThat(changed.status()).as(changed.body()).isEqualTo(200);
        assertThat(as("root")
                        .get("/v2/p1/clusters/s1/iam-sync/configuration")
                        .json()
                        .path("grace_days")
                        .asInt())
                .isEqualTo(7);

        Reply removed = as("root").delete(own("s1"), "");
        assertThat(removed.json().path("source").asText()).isEqualTo("removed");
        assertThat(as("root").get("/v2/p1/clusters/s1/iam-sync").errorCode()).isEqualTo("12000003");
        assertThat(as("root").get(own("s1")).errorCode()).isEqualTo("12000003");
    }

    @Test
    void whatIsInTheFileIsRefusedWithTheReasonAndShowsNoSecret() {
        Reply shown = as("root").get(own("f1"));
        assertThat(shown.json().path("source").asText()).isEqualTo("file");
        assertThat(shown.body()).doesNotContain("hunter2", "definition");
        for (Reply reply : new Reply[] {
            put("root", "f1", section("f1", ""), Map.of()),
            as("root").delete(own("f1"), ""),
            as("root").post(ALL, section("f1", ""))
        }) {
            assertThat(reply.status()).isEqualTo(409);
            assertThat(reply.errorMessage()).contains("The cluster is in the configuration file of the server");
        }
    }

    @Test
    void onlyTheRightToDoSoIsEnough() {
        as("root").post(ALL, section("s1", ""));
        // It sees clusters, which is not the right to add one.
        assertThat(as("reader").get(ALL).status()).isEqualTo(200);
        for (Reply reply : new Reply[] {
            as("reader").post(ALL, section("s2", "")),
            as("reader").get(own("s1")),
            put("reader", "s1", section("s1", ""), Map.of()),
            as("reader").delete(own("s1"), ""),
            as("helper").post(ALL, section("s2", "")),
            as("helper").get(own("s1")),
            as("helper").delete(own("s1"), "")
        }) {
            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.errorMessage()).contains("mrs:cluster:configureSync");
        }
        assertThat(as("helper").get(own("f1")).status())
                .as("a grant for this cluster")
                .isEqualTo(200);
        assertThat(as("builder").post(ALL, section("s2", "")).status()).isEqualTo(201);
        assertThat(as("builder").get(ALL).status()).isEqualTo(403);
    }

    @Test
    void idAndProjectAreThoseOfThePath() {
        assertThat(as("root")
                        .post("/v2/p2/iam-sync/clusters", section("s1", ""))
                        .errorMessage())
                .contains("project must be the project_id of the path");
        assertThat(as("root").post(ALL, "{}").errorMessage()).contains("id must be", "project must be");
        assertThat(put("root", "s1", section("s2", ""), Map.of()).errorMessage())
                .contains("id must be the cluster_id of the path");
        assertThat(put("root", "s1", section("s1", ""), Map.of()).errorCode()).isEqualTo("12000003");
        assertThat(as("root").post(ALL, "{\"id\":\"s1\",\"id\":\"s2\"}").errorMessage())
                .contains("a field is given twice");
        assertThat(as("root")
                        .post(ALL, section("s1", "").replace("stored s1", "\\ud800"))
                        .errorMessage())
                .contains("body must not hold broken Unicode");
    }

    @Test
    void theVersionIsComparedWhereItIsGiven() {
        as("root").post(ALL, section("s1", ""));
        assertThat(put("root", "s1", section("s1", ""), Map.of("If-Match", "\"9\""))
                        .status())
                .isEqualTo(412);
        assertThat(put("root", "s1", section("s1", ",\"version\":9"), Map.of()).errorMessage())
                .contains("The definition has the version 1 now");
        assertThat(put("root", "s1", section("s1", ",\"version\":1"), Map.of()).status())
                .isEqualTo(200);
        assertThat(put("root", "s1", section("s1", ""), Map.of("If-Match", "\"2\""))
                        .header("etag"))
                .isEqualTo("\"3\"");
        assertThat(put("root", "s1", section("s1", ""), Map.of("If-Match", "three"))
                        .status())
                .isEqualTo(400);
        assertThat(as("root").get(own("s1")).json().at("/definition").has("version"))
                .isFalse();
        assertThat(as("root").delete(own("s1"), "{\"version\":2}").status()).isEqualTo(412);
        assertThat(as("root").delete(own("s1"), "{\"version\":3}").status()).isEqualTo(200);
    }

    @Test
    void problemsAreNamedByTheirPlaces() {
        Reply reply = as("root").post(ALL, section("s1", ",\"grace_days\":-1,\"guard\":{\"flour\":1}"));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.errorMessage()).contains("grace_days ", "guard.flour is not a known key");
        assertThat(as("root")
                        .post(ALL, section("s1", "").replace("file:password", "pass-word-1"))
                        .errorMessage())
                .contains("manager.ldap.bind_password must be file:NAME")
                .doesNotContain("pass-word-1");
    }

    @Test
    void whereTheConfigurationHasNoFolderForSecretsNobodyMay() throws Exception {
        server.close();
        start("");
        Reply reply = as("root").post(ALL, section("s1", ""));
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.errorMessage()).contains("it has no 'stored_clusters'");
        assertThat(as("root").get(ALL).body()).contains("\"f1\"").doesNotContain("configureSync");
    }

    @Test
    void theAuditSaysWhoDidWhat() {
        as("root").post(ALL, section("s1", ""));
        Reply audit = as("root").get("/v2/p1/clusters/s1/iam-sync/audit?event=configured");
        assertThat(audit.body()).contains("\"event\":\"configured\"", "\"change\":\"added\"", "\"user_name\":\"root\"");
    }

    @Test
    void aServerWithoutAClusterIsReadyAndServesTheFirstOneThatIsAdded() throws Exception {
        server.close();
        Path file = folder.resolve("rollcall.yaml");
        Files.writeString(
                file,
                FILE.replaceAll("(?m)^(clusters:|  - .id: f1,.*)\n", "").replace(", clusters: [f1]", "")
                        + "stored_clusters: {secrets: secrets}\n");
        server = Server.start(Configuration.load(file, Map.of()));

        assertThat(ApiClient.anonymous(server.managementUrl().getPort())
                        .get("/ready")
                        .status())
                .isEqualTo(200);
        assertThat(as("root").get(ALL).status()).isEqualTo(200);
        assertThat(as("root").get(ALL).body()).doesNotContain("f1");
        assertThat(as("root").post(ALL, section("s1", "")).status()).isEqualTo(201);
        assertThat(as("root").get("/v2/p1/clusters/s1/iam-sync").status()).isEqualTo(200);
    }
}
