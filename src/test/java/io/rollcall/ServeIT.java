package io.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `rollcall serve` as an operator meets it: what it says when something is wrong, and how it ends.
class ServeIT {
    private static final String IAM = """
            domain: {id: d1, name: acme}
            projects: [{id: p1, name: region-1}]
            users: [{id: u-1, name: user1, enabled: true}]
            groups: [{id: g-1, name: group1, members: [user1], grants: [{policy: MRS FullAccess, on: domain}]}]
            policies: []
            access_keys: [{access: AK1, secret: SK1, user: user1}]
            """;

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init") // Every test starts one.
    @AutoClose
    private RollcallProcess process;

    @Test
    void tenMistakesOfAConfigurationAreTenLines() throws Exception {
        configure("""
                listen: nowhere
                port: 80
                iam: {authorization: guessed}
                clusters:
                  - id: not an id
                    manager: {embedded: {port: 70000, bind_password: "${ROLLCALL_TEST_NOT_SET}"}}
                limits: {requests_per_second: 0}
                drift_interval: soon
                log: {level: loud}
                """, IAM);
        process = serve();

        assertThat(process.awaitExit()).isEqualTo(2);
        assertThat(process.err().lines().toList())
                .hasSize(13)
                .anyMatch(line -> line.startsWith("rollcall.yaml"))
                .anyMatch(line -> line.contains("listen: "))
                .anyMatch(line -> line.contains("port: "))
                .anyMatch(line -> line.contains("iam.authorization: "))
                .anyMatch(line -> line.contains("iam.file: "))
                .anyMatch(line -> line.contains("clusters[0].id: "))
                .anyMatch(line -> line.contains("clusters[0].name: "))
                .anyMatch(line -> line.contains("clusters[0].project: "))
                .anyMatch(line -> line.contains("clusters[0].manager.embedded.port: "))
                .anyMatch(line -> line.contains("ROLLCALL_TEST_NOT_SET"))
                .anyMatch(line -> line.contains("limits.requests_per_second: "))
                .anyMatch(line -> line.contains("drift_interval: "))
                .anyMatch(line -> line.contains("log.level: "));
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void everyMistakeOfTheIamIsNamedAtTheStart() throws Exception {
        configure(
                configuration(0),
                IAM.replace("members: [user1]", "members: [user1, user9]")
                        .replace("on: domain", "on: moon")
                        .replace("secret: SK1, user: user1", "secret: SK1, user: user8"));
        process = serve();

        assertThat(process.awaitExit()).isEqualTo(2);
        assertThat(process.err())
                .contains("iam.yaml", "user9", "groups[0].grants[0].on: ", "user8")
                .doesNotContain("SK1", "\tat ");
    }

    @Test
    void aTakenPortIsOneSentence() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            configure(configuration(taken.getLocalPort()), IAM);
            process = serve();

            assertThat(process.awaitExit()).isEqualTo(1);
            assertThat(lastLine()).contains("rollcall cannot start", "127.0.0.1:" + taken.getLocalPort(), "in use");
            assertThat(process.err()).doesNotContain("\tat ");
            assertThat(process.readyFile()).doesNotExist();
        }
    }

    @Test
    void aDataFolderOfAnotherProcessIsOneSentence() throws Exception {
        configure(configuration(0), IAM);
        try (RollcallProcess first = serve().awaitReady()) {
            Path elsewhere = Files.createDirectories(folder.resolve("second"));
            process = RollcallProcess.start(
                    elsewhere,
                    "serve",
                    "--config",
                    folder.resolve("rollcall.yaml").toString());

            assertThat(process.awaitExit()).isEqualTo(1);
            assertThat(lastLine()).contains("rollcall cannot start", "the data folder", "in use by another rollcall");
            assertThat(process.err()).doesNotContain("\tat ");
            assertThat(first.client("AK1", "SK1")
                            .get("/v2/p1/clusters/c1/iam-sync")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void clearTextBeyondThisMachineIsRefusedOrWarnedOf() throws Exception {
        String open = configuration(0).replace("127.0.0.1:0", "0.0.0.0:0");
        configure(open, IAM);
        process = serve();
        assertThat(process.awaitExit()).isEqualTo(2);
        assertThat(process.err()).contains("listen: ", "insecure: true").doesNotContain("\tat ");
        process.close();

        configure("insecure: true\n" + open, IAM);
        process = serve().awaitReady();
        assertThat(process.err()).contains("insecure: tokens, names and passwords travel in clear text");
    }

    @Test
    void theReadyFileSaysWhereEverythingIsToThisUserOnly() throws Exception {
        configure(configuration(0), IAM);
        process = serve().awaitReady();

        assertThat(process.ready().path("url").asText()).matches("http://127\\.0\\.0\\.1:[1-9][0-9]+");
        assertThat(process.ready().path("ldap_urls").path("c1").asText()).matches("ldap://127\\.0\\.0\\.1:[1-9][0-9]+");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(process.readyFile())))
                .isEqualTo("rw-------");
        assertThat(process.out()).isEmpty();
        assertThat(process.err().lines()).anyMatch(line -> line.contains(" INFO  serving "));
        assertThat(process.terminate()).isEqualTo(128 + 15);
        assertThat(process.err()).doesNotContain("WARN", "ERROR", "\tat ");
    }

    @Test
    void sigtermDuringARunStopsSoonAndTheNextStartFinishes() throws Exception {
        int people = 5000;
        try (CrashWorld world = new CrashWorld(folder, CrashWorld.Directory.EMBEDDED, people, 10)) {
            process = world.start().awaitReady();
            world.synchronize();
            Waiting.closelyUntil("some people are there", TIMEOUT, () -> world.has("uid=user0300,ou=Peoples", "1.1"));
            try (Stalls stalls = new Stalls()) {
                long asked = System.nanoTime();
                assertThat(process.terminate()).isEqualTo(128 + 15);
                assertThat(Duration.ofNanos(System.nanoTime() - asked))
                        .isLessThan(stalls.atMost(Duration.ofSeconds(10)));
            }
            assertThat(process.err()).doesNotContain("ERROR", "operation finished");

            process = world.start();
            world.awaitIdle();
            assertThat(world.get("/iam-sync/is-synchronous")).hasToString("{\"is_synchronous\":true}");
            assertThat(world.get("/iam-sync-user").path("user_names")).hasSize(people);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            64 | frobnicate                | There is no command 'frobnicate'.          | rollcall
            2  | serve --config a --loud   | There is no option '--loud'.               | rollcall serve
            2  | serve --loud              | There is no option '--loud'.               | rollcall serve
            2  | serve                     | Missing required option: '--config=FILE'   | rollcall serve
            2  | serve --config            | Missing required parameter for option '--config' (FILE) | rollcall serve
            2  | demo now                  | 'now' is one argument too many.            | rollcall demo
            2  | demo --port x             | Invalid value for option '--port': 'x' is not an int    | rollcall demo
            """)
    void aWrongCommandLineIsAnsweredInTwoLines(int code, String arguments, String sentence, String command) {
        process = RollcallProcess.start(folder, arguments.split(" "));

        assertThat(process.awaitExit()).isEqualTo(code);
        assertThat(process.err().lines()).containsExactly(sentence, "Try '" + command + " --help'.");
        assertThat(process.out()).isEmpty();
    }

    @Test
    void helpNamesTheCommandsAndTheirOptions() {
        process = RollcallProcess.start(folder, "--help");
        assertThat(process.awaitExit()).isZero();
        assertThat(process.out()).contains("demo", "serve", "rollcall serve --config FILE");
    }

    @Test
    void theVersionIsThatOfTheJar() {
        process = RollcallProcess.start(folder, "--version");
        assertThat(process.awaitExit()).isZero();
        assertThat(process.out()).matches("rollcall [0-9]+\\.[0-9]+\\.[0-9]+.*\\Rcommit +\\S.*\\R");
    }

    private RollcallProcess serve() {
        return RollcallProcess.serve(folder);
    }

    private void configure(String configuration, String iam) throws IOException {
        Files.writeString(folder.resolve("rollcall.yaml"), configuration);
        Files.writeString(folder.resolve("iam.yaml"), iam);
    }

    private static String configuration(int port) {
        return """
                listen: 127.0.0.1:%d
                management: {listen: "127.0.0.1:0"}
                iam: {file: iam.yaml}
                clusters:
                  - {id: c1, name: one, project: p1, manager: {embedded: {port: 0, bind_password: a-test-password}}}
                """.formatted(port);
    }

    private String lastLine() {
        return process.err().lines().reduce("", (first, second) -> second);
    }
}
