package io.rollcall.database;

import io.rollcall.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A real PostgreSQL server on loopback, in a folder of its own, with a free port. It refuses to run as root, so
/// then it runs as the user that Debian's package makes for it.
public final class Postgres implements AutoCloseable {
    private static @Nullable Postgres shared;

    private final Path folder;
    private final AtomicInteger databases = new AtomicInteger();
    private final int port = Programs.freePort();
    private @Nullable PostgresSettings withSchema;

    private Postgres(Path folder) {
        this.folder = folder;
    }

    /// The server that all tests of this JVM share. It does not sync: those tests are about SQL, not about power
    /// cuts.
    public static synchronized Postgres shared() {
        if (shared == null) {
            shared = start("fsync=off");
            Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
        }
        return shared;
    }

    /// @param settings lines of `postgresql.conf`
    public static Postgres start(String... settings) {
        try {
            Path folder = Files.createTempDirectory("postgres");
            command("chmod", "755", folder.toString());
            Files.createDirectory(folder.resolve("data"));
            if (isRoot()) {
                command("chown", "-R", "postgres", folder.toString());
            }
            Postgres server = new Postgres(folder);
            server.tool(
                    "initdb",
                    "-D",
                    server.data(),
                    "-A",
                    "trust",
                    "-U",
                    "rollcall",
                    "-E",
                    "UTF8",
                    "--no-locale",
                    "--no-sync");
            Files.write(
                    folder.resolve("data/postgresql.conf"), List.of(settings), java.nio.file.StandardOpenOption.APPEND);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts the server again, at its port.
    public void start() {
        tool(
                "pg_ctl",
                "-D",
                data(),
                "-w",
                "-t",
                "60",
                "-l",
                folder.resolve("data/server.log").toString(),
                "-o",
                "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200",
                "start");
    }

    /// Stops the server as a crash does: at once, without tidying up.
    public void kill() {
        tool("pg_ctl", "-D", data(), "-w", "-t", "60", "-m", "immediate", "stop");
    }

    /// A new empty database.
    public PostgresSettings newDatabase() {
        return newDatabase("template1");
    }

    /// A new database with the schema in it, which is quicker than bringing an empty one up to date.
    synchronized PostgresSettings newDatabaseWithSchema() {
        if (withSchema == null) {
            PostgresSettings made = newDatabase();
            Database.open(made).close();
            withSchema = made;
        }
        return newDatabase(withSchema.url().substring(withSchema.url().lastIndexOf('/') + 1));
    }

    private PostgresSettings newDatabase(String template) {
        String name = "test" + databases.incrementAndGet();
        sql("postgres", "create database " + name + " template " + template);
        return settings(name);
    }

    public PostgresSettings settings(String database) {
        return new PostgresSettings("postgresql://127.0.0.1:" + port + "/" + database, "rollcall", null);
    }

    public int port() {
        return port;
    }

    public void sql(String database, String statement) {
        try (Connection connection = connect(database);
                Statement run = connection.createStatement()) {
            run.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database, "rollcall", "");
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private void tool(String name, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"));
        }
        command.add(program(name));
        command.addAll(List.of(arguments));
        command(command.toArray(String[]::new));
    }

    /// On the PATH, or where Debian keeps it: the newest version there is.
    private static String program(String name) {
        Path debian = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(debian)) {
            return name;
        }
        try (Stream<Path> versions = Files.list(debian)) {
            return versions.map(version -> version.resolve("bin").resolve(name))
                    .filter(Files::isExecutable)
                    .max(Comparator.naturalOrder())
                    .map(Path::toString)
                    .orElse(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static void command(String... command) {
        try {
            Path output = Files.createTempFile("postgres", ".out");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .directory(Path.of("/").toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(90, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(String.join(" ", command) + ": " + Files.readString(output));
            }
            Files.delete(output);
        } catch (IOException e) {
            throw new IllegalStateException(
                    String.join(" ", command) + " cannot be run: the tests need PostgreSQL (Debian: postgresql)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            kill();
        } finally {
            try {
                command("rm", "-rf", folder.toString());
            } catch (IllegalStateException e) {
                // The server's last words may still be arriving.
            }
        }
    }
}
