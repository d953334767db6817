package io.rollcall;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.rollcall.database.Database;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a command costs before it does its work, in a unit that is the same on every machine: the classes that its
/// JVM loads. A start of the whole program to answer a question loaded 3,900 of them.
class StartCostIT {
    @TempDir
    private Path folder;

    /// The classes that a command loads, of the JDK, the libraries and the program, without any cache.
    private List<String> loaded(int status, Map<String, String> environment, String... arguments) throws IOException {
        Programs.Ended ended = Programs.run("", environment, command(arguments));
        assertThat(ended.status()).as(ended.output()).isEqualTo(status);
        return loaded();
    }

    private Path log() {
        return folder.resolve("classes.log");
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xlog:class+load:file=" + log() + ":none",
                "-jar",
                Path.of("target/rollcall.jar").toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private List<String> loaded() throws IOException {
        return Files.readAllLines(log(), UTF_8).stream()
                .map(line -> line.split(" ", 2)[0])
                .toList();
    }

    private static void hasNothingOfAServer(List<String> classes) {
        assertThat(classes)
                .contains("io.rollcall.Main")
                .noneMatch(name -> name.startsWith("io.rollcall.server."))
                .noneMatch(name -> name.startsWith("ch.qos.logback.") || name.startsWith("io.helidon."))
                .noneMatch(name -> name.startsWith("org.flywaydb.") || name.startsWith("org.sqlite."));
    }

    @Test
    void theVersionNeedsNoCommandAndNoJson() throws IOException {
        List<String> classes = loaded(0, Map.of(), "--version");
        hasNothingOfAServer(classes);
        assertThat(classes)
                .hasSizeLessThan(1_650)
                .noneMatch(name -> name.startsWith("io.rollcall.cli.client.") || name.startsWith("com.fasterxml."));
    }

    @Test
    void aHelpNeedsNoOtherCommand() throws IOException {
        List<String> classes = loaded(0, Map.of(), "status", "--help");
        hasNothingOfAServer(classes);
        assertThat(classes)
                .hasSizeLessThan(1_750)
                .contains("io.rollcall.cli.StatusCommand")
                .doesNotContain("io.rollcall.cli.SyncCommand", "io.rollcall.demo.DemoCommand");
    }

    @Test
    void anAnswerIsReadWithoutTheMapperAndWithoutCertificates() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = """
                    {"is_synchronous":true,"is_synchronizing":false,"scope":{"extent":"everybody",\
                    "asked":{"users":0,"groups":0,"user_names":[],"group_names":[]},\
                    "cancelled":{"users":0,"groups":0,"user_names":[],"group_names":[]}},\
                    "differences":{"compared_at":"2026-01-02T03:04:05Z","added":0,"changed":0,"removed":0,"refused":0,\
                    "refusals":[]},"allowed_actions":["mrs:cluster:get"]}""".getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            Path profiles = Files.writeString(folder.resolve("profiles.yaml"), """
                    default: one
                    profiles:
                      one:
                        endpoint: http://127.0.0.1:%d
                        project_id: p
                        cluster_id: c
                        access_key: AK
                        secret_key: "${SECRET}"
                    """.formatted(
                            server.getAddress().getPort()));
            List<String> classes =
                    loaded(0, Map.of("ROLLCALL_PROFILES", profiles.toString(), "SECRET", "SK"), "status");
            hasNothingOfAServer(classes);
            assertThat(classes)
                    .hasSizeLessThan(3_100)
                    .contains("io.rollcall.wire.StateJson", "jdk.internal.net.http.HttpClientImpl")
                    .doesNotContain("com.fasterxml.jackson.databind.ObjectMapper")
                    .noneMatch(name -> name.startsWith("sun.security.ssl.SSLContextImpl"))
                    .noneMatch(name -> name.contains("$$TypeSwitch"));
        } finally {
            server.stop(0);
        }
    }

    /// Set up in order to hear that there is nothing to do, it loaded 600 classes.
    @Test
    void aServerWhoseSchemaIsUpToDateStartsWithoutFlyway() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        Database.open(data.resolve("rollcall.db")).close();
        Files.writeString(
                folder.resolve("iam.yaml"), "domain: {id: d, name: d}\nprojects: []\nusers: []\ngroups: []\n");
        Path config = Files.writeString(folder.resolve("rollcall.yaml"), """
                listen: 127.0.0.1:0
                secrets_readable_by_others: true
                iam: {file: iam.yaml}
                clusters:
                  - {id: c, name: c, project: p, manager: {embedded: {bind_password: '12345678'}}}
                """);
        Path ready = folder.resolve("ready.json");
        Process server = new ProcessBuilder(
                        command("serve", "--config", config.toString(), "--ready-file", ready.toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        try {
            Waiting.until("it is ready", Duration.ofMinutes(3), () -> Files.exists(ready) || !server.isAlive());
            assertThat(server.isAlive())
                    .as(Files.readString(folder.resolve("log")))
                    .isTrue();
        } finally {
            server.destroy();
            server.waitFor();
        }
        assertThat(loaded())
                .contains("io.rollcall.database.Schema", "org.sqlite.JDBC")
                .noneMatch(name -> name.startsWith("org.flywaydb."))
                .hasSizeLessThan(9_000);
    }
}
