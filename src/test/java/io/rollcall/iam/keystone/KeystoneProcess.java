package io.rollcall.iam.keystone;

import io.rollcall.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The process of a Keystone of this machine, on loopback with a database of its own that is prepared once and
/// copied for every server.
final class KeystoneProcess implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Path folder;
    private final Process process;
    private final URI url;

    private static final class Prepared {
        private static final Path FOLDER = prepare();
    }

    private KeystoneProcess(Path folder, Process process, URI url) {
        this.folder = folder;
        this.process = process;
        this.url = url;
    }

    /// @param options further lines of its configuration
    /// @param headerBytes the most that the server in front of it takes; it cuts the connection at more
    static KeystoneProcess start(String options, int headerBytes) {
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
            int port = Programs.freePort();
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
            URI url = URI.create("http://127.0.0.1:" + port);
            Process process = Programs.serve(
                    folder.resolve("uwsgi.log"),
                    Map.of(),
                    List.of("uwsgi", "--ini", folder.resolve("uwsgi.ini").toString()),
                    () -> answers(url));
            return new KeystoneProcess(folder, process, url);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean answers(URI url) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(url.resolve("/v3")).timeout(TIMEOUT).build();
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
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
            manage(folder, "bootstrap", "--bootstrap-password", Keystone.PASSWORD);
            // Else a connection that has read keeps the next writer out.
            try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("keystone.db"));
                    Statement statement = database.createStatement()) {
                statement.execute("pragma journal_mode = wal");
            } catch (SQLException e) {
                throw new IOException(e);
            }
            Runtime.getRuntime().addShutdownHook(new Thread(() -> Programs.delete(folder)));
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
                [identity]
                # The passwords of tests need no protection, and a strong hash takes a processor most of a second.
                password_hash_algorithm = bcrypt
                password_hash_rounds = 4
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

    private static void manage(Path folder, String... command) {
        List<String> all = new ArrayList<>(List.of(
                "keystone-manage",
                "--config-file",
                folder.resolve("keystone.conf").toString()));
        all.addAll(List.of(command));
        try {
            Programs.output("", Map.of(), all);
        } catch (UncheckedIOException e) {
            throw new IllegalStateException(
                    "this test needs Keystone: apt-get install keystone uwsgi-core uwsgi-plugin-python3", e);
        }
    }

    URI url() {
        return url;
    }

    String log() {
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
        Programs.delete(folder);
    }
}
