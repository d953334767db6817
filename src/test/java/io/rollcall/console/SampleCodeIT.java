package io.rollcall.console;

import static io.rollcall.api.ApiFixture.CLUSTER;
import static io.rollcall.api.ApiFixture.PROJECT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import io.rollcall.Programs;
import io.rollcall.api.ApiFixture;
import io.rollcall.policy.SystemPolicies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Every sample of every call, made by the page in a browser: compiled, run against the server, or parsed, and
/// held to the files below `src/test/resources/io/rollcall/console/samples`. With `-Drollcall.samples.write=true`
/// those files are written anew, to be reviewed.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SampleCodeIT {
    private static final Path EXPECTED = Path.of("src/test/resources/io/rollcall/console/samples");
    private static final JsonMapper JSON = new JsonMapper();

    /// What the SDK in the version of these tests does not have.
    private static final Set<String> NEWER_THAN_THE_SDK = Set.of("ListClusterSyncTaskStatus", "ListClusterSyncStatus");

    /// What the management listener alone serves, which has no console.
    private static final Set<String> ELSEWHERE = Set.of("ShowMetrics");

    /// A program in a language.
    private record Sample(String operation, String language, String file, String needs, String text) {}

    @TempDir
    private Path folder;

    private ApiFixture api;
    private Chromium chromium;
    private Page page;
    private JsonNode run;

    @BeforeAll
    void start() {
        api = ApiFixture.start(ApiFixture.people()
                        .user("user1")
                        .user("o'hara")
                        .group("group1", List.of("user1"), SystemPolicies.named(SystemPolicies.COMMON_OPERATIONS))
                        .token("the-token", "admin", PROJECT, Instant.now().plusSeconds(3600)))
                .work();
        run = api.admin()
                .post(ApiFixture.BASE + "/iam-sync/operations", "{\"action\": \"sync\", \"user_names\": [\"user1\"]}")
                .json();
        api.awaitIdle();
        chromium = Chromium.start();
        page = chromium.window(endpoint(), new Browser.NewContextOptions()).newPage();
        page.navigate(endpoint() + "/console/explorer");
    }

    @AfterAll
    void stop() {
        chromium.close();
        api.close();
    }

    private String endpoint() {
        return "http://127.0.0.1:" + api.port();
    }

    /// Values for every field that can have one, the same as a person would type.
    private static Map<String, String> values(String operationId) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("path.project_id", PROJECT);
        values.put("path.cluster_id", CLUSTER);
        values.put("path.operation_id", operationId);
        values.put("path.user_name", "user1");
        values.put("query.limit", "10");
        values.put("header.X-Language", "en-us");
        values.put("body.action", "sync");
        values.put("body.dry_run", "true");
        values.put("body.user_names", "user1\no'hara");
        values.put("body.group_names", "group1");
        values.put("body.from_cluster_id", "former-cluster");
        values.put("body.comment", "it's \"checked\"");
        values.put("body.id", CLUSTER);
        values.put("body.name", "analysis");
        values.put("body.project", PROJECT);
        values.put(
                "body.manager",
                "{\"ldap\":{\"servers\":[\"ldaps://ldap.example.com\"],\"bind_dn\":\"cn=rollcall\",\"bind_password\":\"file:password\"}}");
        return values;
    }

    /// What the page makes of them, by the modules that it is served with.
    private List<Sample> samples(String endpoint, Map<String, String> values) throws IOException {
        ObjectNode asked = JSON.createObjectNode().put("endpoint", endpoint);
        asked.set("values", JSON.valueToTree(values));
        String made = (String) page.evaluate("""
                async (asked) => {
                  const assets = document.querySelector("script[type=module]").src.replace("app/main.js", "");
                  const {describe} = await import(assets + "explorer/description.js");
                  const {callOf} = await import(assets + "explorer/call.js");
                  const {samples} = await import(assets + "samples/samples.js");
                  const {endpoint, values} = JSON.parse(asked);
                  return JSON.stringify((await describe()).map(operation =>
                      ({operation: operation.id, samples: samples(callOf(operation, values, endpoint))})));
                }""", asked.toString());
        List<Sample> all = new ArrayList<>();
        for (JsonNode call : JSON.readTree(made)) {
            for (JsonNode one : call.path("samples")) {
                all.add(new Sample(
                        call.path("operation").asText(),
                        one.path("name").asText(),
                        one.path("file").asText(),
                        one.path("needs").asText(),
                        one.path("text").asText()));
            }
        }
        assertThat(chromium.complaints()).isEmpty();
        return all;
    }

    /// Those that call the server of this test.
    private List<Sample> here(String... languages) throws IOException {
        return samples(endpoint(), values(run.path("operation_id").asText())).stream()
                .filter(sample -> List.of(languages).contains(sample.language()))
                .filter(sample -> !ELSEWHERE.contains(sample.operation()))
                .toList();
    }

    private Path write(Sample sample) throws IOException {
        Path place = Files.createDirectories(
                folder.resolve(sample.operation() + "-" + sample.language().replaceAll("\\W", "")));
        return Files.writeString(place.resolve(sample.file()), sample.text());
    }

    private Map<String, String> environment() {
        return Map.of(
                "CLOUD_SDK_AK", "AK-admin",
                "CLOUD_SDK_SK", "SK-admin",
                "CLOUD_TOKEN", "the-token",
                "CLASSES", System.getProperty("java.class.path"),
                "PATH", folder + ":" + System.getenv("PATH"));
    }

    private Programs.Ended run(String... command) {
        return Programs.run("", environment(), List.of(command));
    }

    @Test
    void everyCallHasASampleInEveryLanguageThatCanHaveOne() throws Exception {
        List<Sample> all = samples("https://mrs.example", values("0123456789abcdef0123456789abcdef"));
        List<String> calls = all.stream().map(Sample::operation).distinct().toList();
        assertThat(calls).hasSizeGreaterThan(20).startsWith("UpdateSyncIamUser", "CancelSyncIamUser");
        for (String call : calls) {
            assertThat(all.stream().filter(one -> one.operation().equals(call)).map(Sample::language))
                    .as(call)
                    .contains("Java", "Python", "Go", "Node.js")
                    .containsAnyOf("curl, token", "curl");
        }
        assertThat(all.stream().filter(one -> one.language().equals("KooCLI")).map(Sample::operation))
                .containsExactlyInAnyOrder(
                        "UpdateSyncIamUser",
                        "CancelSyncIamUser",
                        "ShowSyncIamUser",
                        "ListClusterSyncTaskStatus",
                        "ListClusterSyncStatus");
    }

    @Test
    void theSamplesAreThoseThatWereReviewed() throws Exception {
        Map<String, StringBuilder> files = new LinkedHashMap<>();
        for (Sample sample : samples("https://mrs.example", values("0123456789abcdef0123456789abcdef"))) {
            files.computeIfAbsent(sample.operation(), _ -> new StringBuilder())
                    .append("=== %s: %s, needs %s%n".formatted(sample.language(), sample.file(), sample.needs()))
                    .append(sample.text())
                    .append('\n');
        }
        if (Boolean.getBoolean("rollcall.samples.write")) {
            Files.createDirectories(EXPECTED);
            for (Map.Entry<String, StringBuilder> file : files.entrySet()) {
                Files.writeString(EXPECTED.resolve(file.getKey() + ".txt"), file.getValue());
            }
        }
        try (Stream<Path> expected = Files.list(EXPECTED)) {
            assertThat(expected.map(file -> file.getFileName().toString().replace(".txt", "")))
                    .containsExactlyInAnyOrderElementsOf(files.keySet());
        }
        for (Map.Entry<String, StringBuilder> file : files.entrySet()) {
            assertThat(file.getValue().toString())
                    .isEqualTo(Files.readString(EXPECTED.resolve(file.getKey() + ".txt")));
        }
    }

    @Test
    void javaCompilesAndRunsAgainstTheServer() throws Exception {
        for (Sample sample : here("Java")) {
            Path source = write(sample);
            if (NEWER_THAN_THE_SDK.contains(sample.operation())) {
                assertThat(sample.needs()).endsWith(":3.1.212");
                continue;
            }
            int compiled = ToolProvider.getSystemJavaCompiler()
                    .run(
                            null,
                            null,
                            null,
                            "-proc:none",
                            "-cp",
                            System.getProperty("java.class.path"),
                            "-d",
                            source.resolveSibling("").toString(),
                            source.toString());
            assertThat(compiled).as(sample.operation()).isZero();
        }
        for (String operation :
                List.of("UpdateSyncIamUser", "ShowSyncIamUser", "ListOperations", "CancelSyncIamUser")) {
            Programs.Ended ended = run(
                    System.getProperty("java.home") + "/bin/java",
                    "-cp",
                    folder.resolve(operation + "-Java") + ":" + System.getProperty("java.class.path"),
                    "Sample");
            assertThat(ended.status()).as(ended.output()).isZero();
            assertThat(ended.output()).as(operation).containsAnyOf("synchronizing", "userNames", "\"operations\"");
            api.awaitIdle();
        }
    }

    @Test
    void curlReachesEveryCallSignedAndWithAToken() throws Exception {
        for (Sample sample : here("curl, signed", "curl, token", "curl")) {
            Path script = write(sample);
            if (sample.operation().equals("WatchOperation")) {
                assertThat(run("bash", "-n", script.toString()).status()).isZero();
            }
            Programs.Ended ended = run("timeout", "20", "bash", "-euo", "pipefail", script.toString());
            String first = ended.output().lines().findFirst().orElse("");
            // Some calls cannot do anything here, as the release of a run that is not held; the server read them all.
            assertThat(first)
                    .as("%s by %s: %s", sample.operation(), sample.language(), ended.output())
                    .matches("HTTP/1.1 (200|202|404|409)\\b.*");
            api.awaitIdle();
        }
    }

    @Test
    void rollcallTakesEveryCommand() throws Exception {
        Path command = folder.resolve("rollcall");
        Files.writeString(
                command,
                "#!/bin/sh\nexec \"" + System.getProperty("java.home")
                        + "/bin/java\" -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -cp \"$CLASSES\""
                        + " io.rollcall.Main \"$@\"\n");
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
        List<Sample> all = here("rollcall");
        assertThat(all).hasSizeGreaterThan(15);
        for (Sample sample : all) {
            Programs.Ended ended =
                    run("timeout", "40", "bash", "-eu", write(sample).toString());
            // 64 is a command line that is wrong; all other codes come after the server's answer.
            assertThat(ended.status())
                    .as("%s: %s", sample.operation(), ended.output())
                    .isIn(0, 2, 3, 4, 5);
            assertThat(ended.output()).doesNotContain("Signature", "APIGW.0301", "does not answer");
            api.awaitIdle();
        }
    }

    @Test
    void theOtherLanguagesAreParsedByTheirOwnTools() throws Exception {
        for (Sample sample : here("Python")) {
            Programs.Ended ended =
                    run("python3", "-m", "py_compile", write(sample).toString());
            assertThat(ended.output()).as(sample.operation()).isEmpty();
        }
        for (Sample sample : here("Node.js")) {
            Programs.Ended ended = run("node", "--check", write(sample).toString());
            assertThat(ended.output()).as(sample.operation()).isEmpty();
        }
        if (Programs.run("sh", "-c", "command -v gofmt").status() == 0) {
            for (Sample sample : here("Go")) {
                Programs.Ended ended = run("gofmt", "-l", "-e", write(sample).toString());
                assertThat(ended.output()).as(sample.operation()).isEmpty();
            }
        }
    }

    @Test
    void pythonAndNodeRunWhereTheyNeedNoSdk() throws Exception {
        for (Sample sample : here("Python", "Node.js")) {
            if (!sample.operation().equals("ListOperations")
                    && !sample.operation().equals("ShowOpenApi")) {
                continue;
            }
            String program = sample.language().equals("Python") ? "python3" : "node";
            assertThat(run(program, write(sample).toString()).output())
                    .as(sample.operation())
                    .startsWith("200 {");
        }
    }

    @Test
    void aNameIsNeverReadAsCode() throws Exception {
        Map<String, String> values = values("0123456789abcdef0123456789abcdef");
        String hostile =
                "'\"; touch " + folder.resolve("owned") + "; $(touch " + folder.resolve("owned") + ") `x` \\ #";
        values.put("body.user_names", hostile);
        values.put("path.user_name", hostile);
        for (Sample sample : samples(endpoint(), values)) {
            Path script = write(sample);
            if (sample.language().startsWith("curl")) {
                run("bash", script.toString());
            } else if (sample.language().equals("rollcall") || sample.language().equals("KooCLI")) {
                run("bash", "-c", "rollcall() { :; }; hcloud() { :; }; . " + script);
            }
        }
        assertThat(folder.resolve("owned")).doesNotExist();
        assertThat(Files.readString(
                        folder.resolve("CancelSyncIamUser-curltoken").resolve("request.sh"), UTF_8))
                .contains("touch");
    }
}
