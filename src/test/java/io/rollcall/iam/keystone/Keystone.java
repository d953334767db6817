package io.rollcall.iam.keystone;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rollcall.cluster.Secret;
import io.rollcall.iam.keystone.KeystoneSettings.Credentials;
import io.rollcall.iam.keystone.KeystoneSettings.Kind;
import io.rollcall.iam.keystone.KeystoneSettings.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A real OpenStack Keystone of this machine, on loopback with a database of its own that is prepared once and
/// copied for every server.
public final class Keystone implements AutoCloseable {
    public static final String DOMAIN = "default";
    public static final String PASSWORD = "a-test-password";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<String, Object> SYSTEM = Map.of("system", Map.of("all", true));

    private final Path folder;
    private final Process process;
    private final URI url;
    private String token = "";

    private static final class Prepared {
        private static final Path FOLDER = prepare();
    }

    private Keystone(Path folder, Process process, URI url) {
        this.folder = folder;
        this.process = process;
        this.url = url;
    }

    public static Keystone start() {
        return start("");
    }

    /// @param options further lines of its configuration
    public static Keystone start(String options) {
        return start(options, 65_535);
    }

    /// @param headerBytes the most that the server in front of it takes; it cuts the connection at more
    public static Keystone start(String options, int headerBytes) {
        try {
            Path folder = Files.createTempDirectory("keystone");
            try (Stream<Path> files = Files.walk(Prepared.FOLDER)) {
                for (Path file :
                        files.filter(file -> !file.equals(Prepared.FOLDER)).toList()) {
                    Files.copy(file, folder.resolve(Prepared.FOLDER.relativize(file)));
                }
            }
            configure(folder);
            Files.writeString(folder.resolve("keystone.conf"), options, StandardOpenOption.APPEND);
            int port;
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = socket.getLocalPort();
            }
            Files.writeString(folder.resolve("uwsgi.ini"), """
                    [uwsgi]
                    plugins = python3
                    http-socket = 127.0.0.1:%2$d
                    wsgi-file = /usr/bin/keystone-wsgi-public
                    env = OS_KEYSTONE_CONFIG_FILES=%1$s/keystone.conf
                    master = true
                    no-orphans = true
                    processes = 1
                    # With more threads an SQLite database is locked now and then.
                    threads = 1
                    enable-threads = true
                    lazy-apps = true
                    die-on-term = true
                    buffer-size = %3$d
                    rem-header = Content-Length
                    need-app = true
                    """.formatted(folder, port, headerBytes));
            Process process = new ProcessBuilder(
                            "uwsgi", "--ini", folder.resolve("uwsgi.ini").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("uwsgi.log").toFile())
                    .start();
            Keystone keystone = new Keystone(folder, process, URI.create("http://127.0.0.1:" + port));
            keystone.awaitStarted();
            keystone.token = keystone.issue("admin", PASSWORD, SYSTEM);
            return keystone;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitStarted() throws IOException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (true) {
            try {
                if (send("GET", "/v3", null, Map.of()).statusCode() == 200) {
                    return;
                }
            } catch (UncheckedIOException e) {
                if (!process.isAlive() || Instant.now().isAfter(deadline)) {
                    throw new IOException(
                            "keystone does not answer: " + Files.readString(folder.resolve("uwsgi.log")), e);
                }
                Thread.onSpinWait();
            }
        }
    }

    private static Path prepare() {
        try {
            Path folder = Files.createTempDirectory("keystone-prepared");
            configure(folder);
            for (String name : List.of("fernet", "cred", "log")) {
                Files.createDirectories(folder.resolve(name));
            }
            String user = System.getProperty("user.name");
            manage(folder, "db_sync");
            manage(folder, "fernet_setup", "--keystone-user", user, "--keystone-group", user);
            manage(folder, "credential_setup", "--keystone-user", user, "--keystone-group", user);
            manage(folder, "bootstrap", "--bootstrap-password", PASSWORD);
            // Else a connection that has read keeps the next writer out.
            try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("keystone.db"));
                    Statement statement = database.createStatement()) {
                statement.execute("pragma journal_mode = wal");
            } catch (SQLException e) {
                throw new IOException(e);
            }
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void configure(Path folder) throws IOException {
        Files.writeString(folder.resolve("keystone.conf"), """
                [DEFAULT]
                log_dir = %1$s/log
                [database]
                connection = sqlite:///%1$s/keystone.db
                [token]
                provider = fernet
                [fernet_tokens]
                key_repository = %1$s/fernet
                [credential]
                key_repository = %1$s/cred
                [cache]
                enabled = false
                [oslo_policy]
                enforce_scope = false
                """.formatted(folder));
    }

    private static void manage(Path folder, String... command) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "keystone-manage",
                "--config-file",
                folder.resolve("keystone.conf").toString()));
        all.addAll(List.of(command));
        Path log = folder.resolve("log").resolve("manage.log");
        Process process;
        try {
            process = new ProcessBuilder(all)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(Files.createDirectories(folder.resolve("log"))
                            .resolve("manage.log")
                            .toFile()))
                    .start();
        } catch (IOException e) {
            throw new IOException(
                    "this test needs Keystone: apt-get install keystone uwsgi-core uwsgi-plugin-python3", e);
        }
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException(String.join(" ", all) + " failed: " + Files.readString(log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    public URI url() {
        return url;
    }

    /// How a source reaches it as a user who may only read.
    public KeystoneSettings settings(Credentials credentials, Map<String, String> roles) {
        return new KeystoneSettings(
                Kind.KEYSTONE, url.resolve("/v3"), credentials, DOMAIN, null, roles, Limits.DEFAULT);
    }

    /// A user with the role `reader` on the system, and nothing else.
    public Credentials.Password reader() {
        String id = create("user", Map.of("name", "rollcall", "password", PASSWORD, "domain_id", DOMAIN));
        put("/v3/system/users/" + id + "/roles/" + idOf("role", "reader"));
        return new Credentials.Password("rollcall", DOMAIN, Secret.of(PASSWORD), Optional.empty());
    }

    public String user(String name) {
        return create("user", Map.of("name", name, "password", PASSWORD, "domain_id", DOMAIN));
    }

    public String user(String name, String domain) {
        return create("user", Map.of("name", name, "password", PASSWORD, "domain_id", domain));
    }

    /// @return the id
    public String create(String what, Map<String, Object> body) {
        return call("POST", "/v3/" + what + "s", Map.of(what, body))
                .path(what)
                .path("id")
                .asText();
    }

    public void put(String path) {
        call("PUT", path, null);
    }

    public void delete(String path) {
        call("DELETE", path, null);
    }

    public void change(String what, String id, Map<String, Object> body) {
        call("PATCH", "/v3/" + what + "s/" + id, Map.of(what, body));
    }

    public String idOf(String what, String name) {
        return call("GET", "/v3/" + what + "s?name=" + name, null)
                .path(what + "s")
                .path(0)
                .path("id")
                .asText();
    }

    /// A token for a project.
    public String issue(String user, String project) {
        return issue(user, PASSWORD, Map.of("project", Map.of("id", project)));
    }

    /// A token for a project, of a user of whatever domain.
    ///
    /// @param user the id
    public String issueById(String user, String project) {
        return issue(Map.of("id", user, "password", PASSWORD), Map.of("project", Map.of("id", project)));
    }

    /// A token for the domain.
    public String issueForDomain(String user) {
        return issue(user, PASSWORD, Map.of("domain", Map.of("id", DOMAIN)));
    }

    public String issueUnscoped(String user) {
        return issue(user, PASSWORD, "unscoped");
    }

    private String issue(String user, String password, Object scope) {
        return issue(Map.of("name", user, "domain", Map.of("id", DOMAIN), "password", password), scope);
    }

    private String issue(Map<String, Object> user, Object scope) {
        Object identity = Map.of("methods", List.of("password"), "password", Map.of("user", user));
        HttpResponse<String> answer =
                send("POST", "/v3/auth/tokens", Map.of("auth", Map.of("identity", identity, "scope", scope)), Map.of());
        return answer.headers()
                .firstValue("X-Subject-Token")
                .orElseThrow(() -> new IllegalStateException(answer.body()));
    }

    /// A token of an application credential that a user made of some of its roles.
    ///
    /// @param name of the user
    public String issueRestricted(String name, String project, String... roles) {
        String own = issue(name, project);
        String path = "/v3/users/" + idOf("user", name) + "/application_credentials";
        JsonNode made = as(
                        own,
                        path,
                        Map.of("application_credential", Map.of("name", "of " + List.of(roles), "roles", named(roles))))
                .path("application_credential");
        Object credential = Map.of(
                "id", made.path("id").asText(), "secret", made.path("secret").asText());
        return subjectToken(Map.of(
                "auth",
                Map.of(
                        "identity",
                        Map.of("methods", List.of("application_credential"), "application_credential", credential))));
    }

    /// A token of a trust of some of a user's roles.
    ///
    /// @param trustor the name of the user whose roles they are
    /// @param trustee the name of the user who gets the token
    public String issueByTrust(String trustor, String trustee, String project, String... roles) {
        Map<String, Object> trust = Map.of(
                "trustor_user_id", idOf("user", trustor),
                "trustee_user_id", idOf("user", trustee),
                "project_id", project,
                "impersonation", true,
                "roles", named(roles));
        String id = as(issue(trustor, project), "/v3/OS-TRUST/trusts", Map.of("trust", trust))
                .path("trust")
                .path("id")
                .asText();
        return issue(trustee, PASSWORD, Map.of("OS-TRUST:trust", Map.of("id", id)));
    }

    private static List<Map<String, String>> named(String... roles) {
        return Stream.of(roles).map(role -> Map.of("name", role)).toList();
    }

    private JsonNode as(String own, String path, Object body) {
        HttpResponse<String> answer = send("POST", path, body, Map.of("X-Auth-Token", own));
        if (answer.statusCode() != 201) {
            throw new IllegalStateException(path + ": " + answer.statusCode() + " " + answer.body());
        }
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String subjectToken(Object body) {
        HttpResponse<String> answer = send("POST", "/v3/auth/tokens", body, Map.of());
        return answer.headers()
                .firstValue("X-Subject-Token")
                .orElseThrow(() -> new IllegalStateException(answer.body()));
    }

    public void revoke(String other) {
        HttpResponse<String> answer = send("DELETE", "/v3/auth/tokens", null, Map.of("X-Subject-Token", other));
        if (answer.statusCode() != 204) {
            throw new IllegalStateException(answer.body());
        }
    }

    private JsonNode call(String method, String path, @Nullable Object body) {
        HttpResponse<String> answer = send(method, path, body, Map.of());
        if (answer.statusCode() == 401) {
            // Tokens of this server may live shorter than a test.
            token = issue("admin", PASSWORD, SYSTEM);
            answer = send(method, path, body, Map.of());
        }
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
        }
        try {
            return JSON.readTree(answer.body().isEmpty() ? "{}" : answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> send(String method, String path, @Nullable Object body, Map<String, String> headers) {
        // uwsgi closes connections that a client would use again.
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path))
                    .timeout(PATIENCE)
                    .header("Content-Type", "application/json")
                    .method(
                            method,
                            body == null
                                    ? BodyPublishers.noBody()
                                    : BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
            if (!token.isEmpty()) {
                request.header("X-Auth-Token", token);
            }
            headers.forEach(request::setHeader);
            return http.send(request.build(), BodyHandlers.ofString(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path + ": " + log(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String log() {
        try {
            String log = Files.readString(folder.resolve("uwsgi.log"));
            return log.substring(Math.max(0, log.length() - 4000));
        } catch (IOException e) {
            return "no log";
        }
    }

    /// Ends the server by its own process and removes its files.
    @Override
    public void close() {
        List<ProcessHandle> workers = process.descendants().toList();
        process.destroy();
        if (!process.onExit()
                .completeOnTimeout(process, 10, TimeUnit.SECONDS)
                .join()
                .isAlive()) {
            workers = workers.stream().filter(ProcessHandle::isAlive).toList();
        }
        workers.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        delete(folder);
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
