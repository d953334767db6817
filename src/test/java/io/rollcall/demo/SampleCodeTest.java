package io.rollcall.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.rollcall.cli.shell.Shell;
import io.rollcall.demo.script.SampleTexts;
import io.rollcall.server.Server;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// Texts of sample code against a server as the demo starts it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SampleCodeTest {
    private DemoWorld world;
    private Server server;
    private SampleCode samples;

    @TempDir
    private Path folder;

    @Command(name = "rollcall")
    private static final class Program {}

    @BeforeAll
    void start() throws Exception {
        world = DemoWorld.create();
        server = Server.start(world.configuration(0, false));
        samples = with(DemoConsole::program, Duration.ofSeconds(10));
    }

    @AfterAll
    void stop() throws Exception {
        samples.close();
        server.close();
        world.close();
    }

    private SampleCode with(BiFunction<Shell, String[], CommandLine> program, Duration limit) throws Exception {
        return new SampleCode(world, world.callers().getLast(), server.url(), false, program, limit);
    }

    /// A sample as the page of this server makes it.
    private String sample(String call, String language) {
        return SampleTexts.of(call, language)
                .replace("https://mrs.example", server.url().toString())
                .replace("host:mrs.example", "host:" + server.url().getRawAuthority())
                .replace(
                        "f7f45c04-4303-411c-9b71-d2cb730dd162",
                        world.cluster().id().value());
    }

    private JsonNode run(String text) throws Exception {
        return run(samples, text);
    }

    private static JsonNode run(SampleCode by, String text) throws Exception {
        String told = new String(by.run(text).orElseThrow(), StandardCharsets.UTF_8);
        return JsonMapper.builder().build().readTree(told);
    }

    private static String out(JsonNode ran) {
        return ran.path("stdout").asText();
    }

    private static String err(JsonNode ran) {
        return ran.path("stderr").asText();
    }

    @Test
    void curlSignsAndSendsWithAToken() throws Exception {
        for (String language : new String[] {"curl, signed", "curl, token"}) {
            JsonNode ran = run(sample("ShowSyncIamUser", language));
            assertThat(ran.path("exit_code").asInt()).as(err(ran)).isZero();
            assertThat(out(ran)).startsWith("HTTP/1.1 200\n").contains("\n\n{", "user_names");
            assertThat(err(ran)).isEmpty();
            assertThat(ran.path("is_stopped").asBoolean()).isFalse();
        }
        JsonNode changed = run(sample("UpdateSyncIamUser", "curl, signed").replace("user1", "fmoreau"));
        assertThat(out(changed)).startsWith("HTTP/1.1 202\n");
    }

    @Test
    void aSignatureThatDoesNotFitAnyMoreIsRefusedByTheServer() throws Exception {
        String text = sample("ShowSyncIamUser", "curl, signed");
        JsonNode ran = run(text.replace("canonical=$(printf '%s\\n' GET", "canonical=$(printf '%s\\n' POST"));
        assertThat(ran.path("exit_code").asInt()).isZero();
        assertThat(out(ran)).startsWith("HTTP/1.1 401\n").contains("canonicalRequest");
    }

    @Test
    void rollcallRunsThroughItsOwnCommandLine() throws Exception {
        JsonNode status = run(sample("ShowSyncIamUser", "rollcall"));
        assertThat(err(status)).isEmpty();
        assertThat(status.path("exit_code").asInt()).isZero();
        JsonNode wrong = run(sample("ShowSyncIamUser", "rollcall").replace("rollcall show", "rollcall show --no-such"));
        assertThat(wrong.path("exit_code").asInt()).isEqualTo(64);
        assertThat(err(wrong)).contains("--no-such");
        assertThat(out(run("rollcall sync --help"))).contains("--users-from");
    }

    @Test
    void rollcallReadsWhatThePipelineGivesIt() throws Exception {
        JsonNode ran = run(sample("CreateSyncCluster", "rollcall"));
        // The section has been read and sent; the caller of the link may not store clusters.
        assertThat(err(ran)).contains("mrs:cluster:configureSync");
        assertThat(err(run(sample("CreateSyncCluster", "rollcall").replaceFirst("printf .* \\|", "echo { |"))))
                .contains("standard input");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rollcall serve",
                "rollcall backup",
                "rollcall login x",
                "rollcall completion bash",
                "rollcall demo",
                "rollcall",
                "rollcall @/etc/passwd",
                "rollcall sync --users-from FILE --yes",
                "rollcall sync --users-from=FILE --yes",
                "rollcall plan --groups-from FILE",
                "rollcall cancel --users-from -",
                "rollcall clusters add FILE",
                "rollcall clusters change /etc/passwd",
                "rollcall status --endpoint http://other.example",
                "rollcall status --endpoint=http://127.0.0.1:1",
                "rollcall status --profile admin",
                "export ROLLCALL_PROFILES=FILE; rollcall status",
                "export ROLLCALL_CA_FILE=FILE; rollcall status",
                "ROLLCALL_INSECURE=true rollcall status",
                "export ROLLCALL_ENDPOINT=http://other.example; rollcall status",
                "curl http://other.example/v2/x",
                "curl URL.other.example/v2/x",
                "curl http://user@127.0.0.1/v2/x",
                "curl http://127.0.0.1:1/v2/x",
                "curl file:///etc/passwd",
                "curl FILE",
                "curl URL/console/run -X POST -d x",
                "curl URL/v2/x -d @FILE",
                "curl URL/v2/x -d@FILE",
                "curl URL/v2/x --data @FILE",
                "curl URL/v2/x -T FILE",
                "curl URL/v2/x -o FILE",
                "curl URL/v2/x -K FILE",
                "curl URL/v2/x -H @FILE",
                "curl URL/v2/x -H 'Host: other.example'",
                "curl URL/v2/x --proxy http://other.example",
                "curl URL/v2/x -L",
                "curl URL/v2/x URL/v2/y",
                "curl URL/{x}",
                "curl",
            })
    void nothingLeavesThisServerAndNoFileIsReadOrWritten(String text) throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "a-line-of-the-file\n");
        JsonNode ran = run(text.replaceAll("\\bFILE\\b", file.toString())
                .replaceAll("\\bURL\\b", server.url().toString()));
        assertThat(ran.path("exit_code").asInt()).isNotZero();
        assertThat(out(ran)).isEmpty();
        assertThat(err(ran))
                .startsWith(text.contains("rollcall") ? "rollcall: " : "curl: ")
                .doesNotContain("a-line-of-the-file");
        assertThat(file).hasContent("a-line-of-the-file\n");
    }

    /// An option that is added to a command and leads to a file is noticed here, if it says so in the help.
    @Test
    void everyOptionThatNamesAFileOrAServerIsKnown() {
        CommandLine program = DemoConsole.program(Shell.ofProcess());
        for (String name : new String[] {
            "status",
            "sync",
            "cancel",
            "plan",
            "show",
            "operations",
            "operation",
            "release",
            "retry",
            "stop",
            "adopt",
            "account",
            "clusters",
            "users",
            "explain",
            "audit"
        }) {
            CommandLine command =
                    Objects.requireNonNull(program.getSubcommands().get(name), name);
            assertThat(command.getCommandSpec().options())
                    .filteredOn(option ->
                            option.longestName().matches("--(?!profile).*(from|file|dir|path|endpoint|url|output|to)"))
                    .allSatisfy(option -> assertThat(option.paramLabel()).isIn("FILE", "URL", "CLUSTER_ID"));
            assertThat(command.getCommandSpec().options())
                    .noneMatch(option -> option.type().equals(Path.class)
                            && !option.paramLabel().equals("FILE"));
        }
    }

    @Test
    void noTextShowsASecretOfTheDemo() throws Exception {
        JsonNode ran = run("""
                echo "$CLOUD_SDK_SK $CLOUD_TOKEN $CLOUD_SDK_AK"
                curl -sS -i -H "X-Project-Id: $CLOUD_SDK_SK" -H "X-Auth-Token: $CLOUD_TOKEN" %1$s -d "$CLOUD_SDK_SK"
                wrong=$(printf %%s x | openssl dgst -sha256 -r | cut -d' ' -f1)
                now=$(date -u +%%Y%%m%%dT%%H%%M%%SZ)
                proof="Authorization: SDK-HMAC-SHA256 Access=$CLOUD_SDK_AK, SignedHeaders=host;x-key;x-sdk-date, Signature=$wrong"
                curl -sS -i -H "X-Sdk-Date: $now" -H "X-Key: $CLOUD_SDK_SK" -H "$proof" %1$s
                proof="Authorization: SDK-HMAC-SHA256 Access=$CLOUD_SDK_AK, SignedHeaders=host;x-auth-token;x-sdk-date, Signature=$wrong"
                curl -sS -i -H "X-Sdk-Date: $now" -H "X-Auth-Token: $CLOUD_TOKEN" -H "$proof" %1$s
                export ROLLCALL_ENDPOINT=%2$s ROLLCALL_PROJECT_ID=$CLOUD_SDK_SK ROLLCALL_CLUSTER_ID=$CLOUD_TOKEN
                export ROLLCALL_ACCESS_KEY=$CLOUD_SDK_AK ROLLCALL_SECRET_KEY=$CLOUD_SDK_SK
                rollcall explain "$CLOUD_SDK_SK"
                """.formatted(
                        server.url() + "/v2/" + world.cluster().project() + "/clusters/"
                                + world.cluster().id() + "/iam-sync-user",
                        server.url()));
        DemoWorld.Person admin = world.callers().getLast();
        assertThat(out(ran)).contains(admin.accessKey(), "HTTP/1.1 401", "x-key:");
        assertThat(ran.toString())
                .doesNotContain(
                        admin.secretKey().reveal(),
                        world.token().reveal(),
                        samples.key().reveal());
    }

    @Test
    void aTextIsStoppedWhenItsTimeIsOver() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        SampleCode hasty = with((_, _) -> waiting(new CountDownLatch(1), interrupted), Duration.ofSeconds(3));
        JsonNode ran = run(hasty, "echo before; rollcall status; echo after");
        assertThat(ran.path("exit_code").asInt()).isEqualTo(124);
        assertThat(ran.path("is_stopped").asBoolean()).isTrue();
        assertThat(out(ran)).isEqualTo("before\n");
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        hasty.close();
    }

    @Test
    void oneTextRunsAtATime() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        SampleCode alone = with((_, _) -> waiting(running, interrupted), Duration.ofSeconds(10));
        Thread first = Thread.ofVirtual().start(() -> alone.run("rollcall status"));
        assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(alone.run("echo x")).isEmpty();
        first.interrupt();
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(first.join(Duration.ofSeconds(10))).isTrue();
        alone.close();
    }

    /// A program whose only command waits until it is interrupted.
    private static CommandLine waiting(CountDownLatch running, CountDownLatch interrupted) {
        CommandLine program = new CommandLine(new Program());
        program.addSubcommand("status", new Waiting(running, interrupted));
        return program;
    }

    @Command(name = "status")
    private record Waiting(CountDownLatch running, CountDownLatch interrupted) implements Runnable {
        @Override
        public void run() {
            running.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void onlyTheKeyOfTheLinkIsKnown() {
        assertThat(samples.knows(samples.key().reveal())).isTrue();
        assertThat(samples.knows("")).isFalse();
        assertThat(samples.knows(samples.key().reveal() + "0")).isFalse();
        assertThat(samples.key().reveal()).hasSize(48);
    }

    /// Nothing but the demo offers what runs texts.
    @Test
    void aServerThatTheDemoDidNotStartHasNoSuchRoute() throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + "/console/run"))
                .header("Origin", server.url().toString())
                .header("X-Run-Key", samples.key().reveal())
                .POST(HttpRequest.BodyPublishers.ofString("echo x"))
                .build();
        assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(404);
        server.offer(samples);
        assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).body())
                .contains("\"stdout\":\"x\\n\"");
        http.close();
    }
}
