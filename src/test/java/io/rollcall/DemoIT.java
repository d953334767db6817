package io.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.mrs.v2.MrsClient;
import com.huaweicloud.sdk.mrs.v2.model.CancelSyncIamUserRequest;
import com.huaweicloud.sdk.mrs.v2.model.CancelSyncRequest;
import com.huaweicloud.sdk.mrs.v2.model.ShowSyncIamUserRequest;
import com.huaweicloud.sdk.mrs.v2.model.UpdateSyncIamUserRequest;
import com.huaweicloud.sdk.mrs.v2.model.UpdateSyncRequest;
import io.rollcall.api.ApiClient;
import io.rollcall.api.Reply;
import io.rollcall.cluster.ProjectId;
import io.rollcall.tls.ClientTls;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `rollcall demo` as its users see it: a process, an API, a directory that `ldapsearch` reads.
class DemoIT {
    private static final String REFUSED = """
            {"user_names": ["bo", "hdfs", "kim-larsen", "li.wei", "maximiliane-von-und-zu-hohenstein-lang"]}""";

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @AutoClose
    private RollcallProcess demo;

    private JsonNode ready;
    private ApiClient client;

    @BeforeEach
    void start() {
        demo = RollcallProcess.demo(folder).awaitReady();
        ready = demo.ready();
        client = demo.client(text("access_key"), text("secret_key"));
    }

    @Test
    void theReadyFileTellsAProgramAllFactsAndIsPrivate() throws Exception {
        assertThat(ready.fieldNames())
                .toIterable()
                .contains(
                        "url",
                        "project_id",
                        "cluster_id",
                        "access_key",
                        "secret_key",
                        "ldap_url",
                        "base_dn",
                        "bind_dn",
                        "bind_password");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(demo.readyFile())))
                .isEqualTo("rw-------");
        assertThat(demo.out())
                .contains("In the Manager now: 148 accounts, 9 groups, 7 roles granted.")
                .contains("li.wei", "All is as intended", "Ctrl-C ends the demo");
        assertThat(demo.err()).isEmpty();
    }

    @Test
    void theBrowserThatFollowedTheLinkRunsTextsAndNoOtherDoes() throws Exception {
        String code = demo.out().replaceAll("(?s).*#sign-in=([0-9a-f]+).*", "$1");
        URI url = URI.create(text("url"));
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> told = http.send(
                    HttpRequest.newBuilder(url.resolve("/console/sign-in/" + code))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            String key = JsonMapper.builder()
                    .build()
                    .readTree(told.body())
                    .path("run_key")
                    .asText();
            String sample = """
                    export ROLLCALL_ENDPOINT=%s
                    export ROLLCALL_PROJECT_ID=%s ROLLCALL_CLUSTER_ID=%s
                    export ROLLCALL_ACCESS_KEY=$CLOUD_SDK_AK ROLLCALL_SECRET_KEY=$CLOUD_SDK_SK
                    rollcall show
                    """.formatted(url, text("project_id"), text("cluster_id"));
            HttpRequest.Builder run = HttpRequest.newBuilder(url.resolve("/console/run"))
                    .header("Origin", url.toString())
                    .POST(HttpRequest.BodyPublishers.ofString(sample));
            assertThat(http.send(run.copy().build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(403);
            HttpResponse<String> ran =
                    http.send(run.header("X-Run-Key", key).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(ran.statusCode()).isEqualTo(200);
            assertThat(ran.body()).contains("\"exit_code\":0", "fmoreau");
        }
    }

    /// The lines that the demo prints, as a person pastes them; the synchronizations between them are the API's.
    @Test
    void theSceneCanBePlayed() throws Exception {
        List<String> edits = demo.out()
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("sed "))
                .toList();
        assertThat(edits).hasSize(4);
        int before = accounts().size();
        Programs.output("bash", "-c", edits.get(0));
        Programs.output("bash", "-c", edits.get(1));
        synchronize("{\"is_all_sync\": true}");
        assertThat(accounts()).hasSize(before).contains("rhansen").doesNotContain("nfischer");

        Programs.output("bash", "-c", edits.get(2));
        synchronize("{\"is_all_sync\": true}");
        assertThat(accounts()).hasSize(before);
        assertThat(newest().path("state").asText()).isEqualTo("held");

        Programs.output("bash", "-c", edits.get(3));
        synchronize("{\"is_all_sync\": true}");
        assertThat(newest().path("state").asText()).isEqualTo("completed_with_errors");
    }

    private JsonNode newest() {
        return get("/iam-sync/operations?limit=1").json().path("operations").path(0);
    }

    private List<String> accounts() {
        List<String> names = new ArrayList<>();
        get("/iam-sync-user").json().path("user_names").forEach(name -> names.add(name.asText()));
        return names;
    }

    @Test
    void theLinesToTryWorkInAnyFolder() throws Exception {
        List<String> lines = demo.out().lines().map(String::strip).toList();
        String profiles = lines.stream()
                .filter(line -> line.startsWith("export ROLLCALL_PROFILES="))
                .findFirst()
                .orElseThrow();
        assertThat(lines).contains("rollcall status").noneMatch(line -> line.startsWith("./rollcall"));
        String java = System.getProperty("java.home") + "/bin/java -jar "
                + Path.of("target/rollcall.jar").toAbsolutePath();
        Programs.Ended status =
                Programs.run("", Map.of(), List.of("bash", "-c", "cd / && " + profiles + " && " + java + " status"));
        assertThat(status.status()).as(status.output()).isEqualTo(4);
    }

    @Test
    void withTlsTheApiIsServedOverHttpsAndTheLinesToTrySaySo() throws Exception {
        Path other = Files.createDirectories(folder.resolve("tls"));
        try (RollcallProcess encrypted = RollcallProcess.start(
                                other, "demo", "--tls", "--port", "0", "--ready-file", "ready.json")
                        .awaitReady();
                HttpClient https = HttpClient.newBuilder()
                        .sslContext(new ClientTls(
                                        Path.of(encrypted
                                                .ready()
                                                .path("ca_file")
                                                .asText()),
                                        null,
                                        null)
                                .context())
                        .build()) {
            URI url = URI.create(encrypted.ready().path("url").asText());
            assertThat(url.getScheme()).isEqualTo("https");
            HttpRequest request = HttpRequest.newBuilder(url.resolve("/live")).build();
            assertThat(https.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
            assertThat(encrypted.out())
                    .contains(
                            "curl --cacert " + encrypted.ready().path("ca_file").asText());
        }
    }

    @Test
    void ldapsearchShowsExactlyWhoIsEligibleWithTheirGroupsAndRoles() throws Exception {
        assertThat(manager()).isEqualTo(people().without("nothing"));
        assertThat(get("/iam-sync").json()).hasToString("{\"is_synchronizing\":false}");
        // Some names were refused, so the two do not agree.
        assertThat(get("/iam-sync/is-synchronous").json()).hasToString("{\"is_synchronous\":false}");
    }

    @Test
    void threeCallersHaveThreeKindsOfRights() throws Exception {
        assertThat(demo.out())
                .containsPattern("reader +fmoreau +yes +no +no +no")
                .containsPattern("syncer +shansen +yes +yes +no +no")
                .containsPattern("admin +yweber +yes +yes +yes +yes")
                .contains("--profile reader", "--profile admin");
        ApiClient reader = demo.client(text("reader_access_key"), text("reader_secret_key"));
        ApiClient admin = demo.client(text("admin_access_key"), text("admin_secret_key"));
        String password = path("/iam-sync/accounts/fmoreau/password");
        assertThat(reader.get(path("/iam-sync/state")).status()).isEqualTo(200);
        assertThat(reader.post(path("/iam-sync-user"), "{\"is_all_sync\": true}")
                        .status())
                .isEqualTo(403);
        assertThat(client.post(password, "{}").status()).isEqualTo(403);
        assertThat(client.get(path("/iam-sync/audit")).status()).isEqualTo(403);
        assertThat(admin.get(path("/iam-sync/audit")).status()).isEqualTo(200);
        String made = admin.post(password, "{}").json().path("password").asText();
        assertThat(made).hasSize(20);
    }

    @Test
    void afterTheSdkCancelledAGroupExactlyTheRestIsThere() throws Exception {
        MrsClient sdk = sdk();
        assertThat(sdk.cancelSyncIamUser(new CancelSyncIamUserRequest()
                                .withClusterId(text("cluster_id"))
                                .withBody(new CancelSyncRequest().addGroupNamesItem("data-engineers")))
                        .getState())
                .isEqualTo("synchronizing");
        awaitIdle();
        DemoPeople people = people();
        assertThat(manager()).isEqualTo(people.without("data-engineers"));

        var shown = sdk.showSyncIamUser(new ShowSyncIamUserRequest().withClusterId(text("cluster_id")));
        assertThat(shown.getGroupNames()).hasSize(8).doesNotContain("data-engineers");
        assertThat(shown.getUserNames()).doesNotContainAnyElementsOf(people.members("data-engineers"));

        assertThat(sdk.updateSyncIamUser(new UpdateSyncIamUserRequest()
                                .withClusterId(text("cluster_id"))
                                .withBody(new UpdateSyncRequest().withIsAllSync(true)))
                        .getState())
                .isEqualTo("synchronizing");
        awaitIdle();
        assertThat(manager()).isEqualTo(people.without("nothing"));
    }

    @Test
    void aSecondFullSynchronizationWritesNothing() throws Exception {
        Path journal;
        try (Stream<Path> files = Files.walk(folder)) {
            journal = files.filter(file -> file.getFileName().toString().startsWith("journal-"))
                    .findAny()
                    .orElseThrow();
        }
        byte[] before = Files.readAllBytes(journal);
        String all = ManagerView.ldapsearch(text("ldap_url"), text("bind_dn"), text("bind_password"));

        Reply accepted = client.post(path("/iam-sync-user"), "{\"is_all_sync\": true}");
        assertThat(accepted.status()).isEqualTo(202);
        awaitIdle();

        assertThat(Files.readAllBytes(journal)).isNotEmpty().isEqualTo(before);
        assertThat(ManagerView.ldapsearch(text("ldap_url"), text("bind_dn"), text("bind_password")))
                .isEqualTo(all);
        JsonNode results = get("/iam-sync/operations/" + accepted.header("x-operation-id") + "/results?limit=1000")
                .json()
                .path("results");
        assertThat(results)
                .isNotEmpty()
                .allMatch(row -> row.path("outcome").asText().equals("refused"));
    }

    @Test
    void anEditOfTheIamIsNoticedWithoutARequestAndRepairedByOne() throws Exception {
        synchronize("{\"group_names\": [\"auditors\"]}");
        // Five people are refused, and a request that has nothing to do with them changes nothing about that.
        assertThat(isSynchronous()).isFalse();
        assertThat(client.delete(path("/iam-sync-user"), REFUSED).status()).isEqualTo(202);
        awaitIdle();
        assertThat(isSynchronous()).isTrue();

        Path iam = Path.of(text("iam_file"));
        Files.writeString(
                iam,
                Files.readString(iam)
                        .replace("{policy: MRS ReadOnlyAccess, on: domain}", "{policy: MRS FullAccess, on: domain}"));
        Waiting.until("the drift is noticed", TIMEOUT, () -> !isSynchronous());

        synchronize("{\"group_names\": [\"auditors\"]}");
        assertThat(isSynchronous()).isTrue();
        assertThat(manager().roles().get("Manager_administrator")).contains("auditors");
    }

    @Test
    void sigtermEndsItAndNothingStays() throws Exception {
        assertThat(demo.terminate()).isEqualTo(128 + 15);
        assertThat(demo.err()).isEmpty();
        assertThat(demo.temporaryFiles()).isEmpty();
    }

    @Test
    void sigtermDuringTheFirstSynchronizationLeavesNothingEither() throws Exception {
        Path elsewhere = Files.createDirectories(folder.resolve("second"));
        try (RollcallProcess second = RollcallProcess.demo(elsewhere)) {
            Waiting.closelyUntil("it has begun", TIMEOUT, () -> second.out().contains("POST "));
            assertThat(second.terminate()).isEqualTo(128 + 15);
            assertThat(second.err()).isEmpty();
            assertThat(second.temporaryFiles()).isEmpty();
        }
    }

    private void synchronize(String body) {
        assertThat(client.post(path("/iam-sync-user"), body).status()).isEqualTo(202);
        awaitIdle();
    }

    private void awaitIdle() {
        Waiting.until(
                "the operation ends",
                TIMEOUT,
                () -> !get("/iam-sync").json().path("is_synchronizing").asBoolean());
    }

    private boolean isSynchronous() {
        return get("/iam-sync/is-synchronous").json().path("is_synchronous").asBoolean();
    }

    private Reply get(String tail) {
        Reply reply = client.get(path(tail));
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply;
    }

    private String path(String tail) {
        return "/v2/" + text("project_id") + "/clusters/" + text("cluster_id") + tail;
    }

    private DemoPeople people() throws Exception {
        return new DemoPeople(Path.of(text("iam_file")), new ProjectId(text("project_id")));
    }

    private ManagerView manager() {
        return ManagerView.byLdapsearch(text("ldap_url"), text("bind_dn"), text("bind_password"));
    }

    private MrsClient sdk() {
        return MrsClient.newBuilder()
                .withCredential(new BasicCredentials()
                        .withAk(text("access_key"))
                        .withSk(text("secret_key"))
                        .withProjectId(text("project_id")))
                .withEndpoints(List.of(text("url")))
                .build();
    }

    private String text(String key) {
        return ready.path(key).asText();
    }
}
