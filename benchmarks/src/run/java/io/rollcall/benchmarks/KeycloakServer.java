package io.rollcall.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/// A Keycloak of its own on loopback, with its state in memory, and its administration API.
final class KeycloakServer implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String PASSWORD = "a-password-of-the-benchmark";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Process process;
    private final URI url;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private String token = "";
    private Instant renewal = Instant.MIN;

    private KeycloakServer(Process process, URI url) {
        this.process = process;
        this.url = url;
    }

    /// @param home where its distribution is unpacked
    static KeycloakServer start(Path home, Path folder) throws Exception {
        int port;
        int management;
        try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket second = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = first.getLocalPort();
            management = second.getLocalPort();
        }
        ProcessBuilder builder = new ProcessBuilder(
                        home.resolve("bin/kc.sh").toString(),
                        "start-dev",
                        "--db=dev-mem",
                        "--http-host=127.0.0.1",
                        "--http-port=" + port,
                        "--http-management-port=" + management,
                        "--log-level=warn")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keycloak.log").toFile());
        builder.environment().put("KC_BOOTSTRAP_ADMIN_USERNAME", "admin");
        builder.environment().put("KC_BOOTSTRAP_ADMIN_PASSWORD", PASSWORD);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("JAVA_OPTS_KC_HEAP", "-Xmx2g");
        KeycloakServer server = new KeycloakServer(builder.start(), URI.create("http://127.0.0.1:" + port));
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!server.answers()) {
            if (!server.process.isAlive() || Instant.now().isAfter(deadline)) {
                server.close();
                throw new IOException("it does not start: " + Files.readString(folder.resolve("keycloak.log")));
            }
            Thread.sleep(500);
        }
        return server;
    }

    private boolean answers() throws InterruptedException {
        try {
            return !token().isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    private synchronized String token() throws IOException, InterruptedException {
        if (Instant.now().isAfter(renewal)) {
            HttpRequest login = HttpRequest.newBuilder(url.resolve("/realms/master/protocol/openid-connect/token"))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "grant_type=password&client_id=admin-cli&username=admin&password=" + PASSWORD))
                    .build();
            HttpResponse<String> answer = http.send(login, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("no login: " + answer.statusCode());
            }
            token = JSON.readTree(answer.body()).path("access_token").asText();
            renewal = Instant.now().plusSeconds(30);
        }
        return token;
    }

    Proc proc() {
        return new Proc(process.pid());
    }

    /// Creates something.
    ///
    /// @return the id that it got
    String create(String path, JsonNode body) throws IOException, InterruptedException {
        String location =
                call("POST", path, body).headers().firstValue("location").orElse("");
        return location.substring(location.lastIndexOf('/') + 1);
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(call("GET", path, null).body());
    }

    /// @param body null for none
    HttpResponse<String> call(String method, String path, JsonNode body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url.resolve("/admin/realms" + path))
                .header("Authorization", "Bearer " + token())
                .header("Content-Type", "application/json")
                .timeout(Duration.ofMinutes(1))
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        http.close();
    }
}
