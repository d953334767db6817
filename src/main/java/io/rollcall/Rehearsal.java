package io.rollcall;

import io.rollcall.cli.shell.Shell;
import io.rollcall.demo.DemoWorld;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// What `build/aot` has a JVM take down, so that the next one need not find it out: the commands in one process,
/// and as another process a server which they fill, empty and fill again. No command of the program; it listens on
/// loopback, touches the folder for temporary files only, and ends by itself.
final class Rehearsal {
    /// More calls tell the server's JVM what is worth compiling.
    private static final int CALLS = 60;

    private static final Set<Integer> DONE = Set.of(0);

    /// Some people of the demo are refused.
    private static final Set<Integer> PARTLY = Set.of(4);

    /// A cancellation leaves differences.
    private static final Set<Integer> DIFFERENT = Set.of(2, 4);

    /// The management listener knows no cluster.
    private static final Set<Integer> REFUSED = Set.of(5);

    private Rehearsal() {}

    /// @param args `serve` and its arguments for the server, which ends when its standard input does; otherwise the
    ///     command line of that server, to which its arguments are added
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args[0].equals("serve")) {
            Thread.ofPlatform().daemon().start(Rehearsal::endWithTheInput);
            System.exit(Main.commandLine(Shell.ofProcess(), args).execute(args));
        }
        try (DemoWorld world = DemoWorld.create()) {
            play(world, List.of(args));
        }
        System.exit(0);
    }

    /// Whatever becomes of the process at the other end, no server is left behind.
    private static void endWithTheInput() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is said here.
            }
        } catch (IOException e) {
            // An end, too.
        }
        System.exit(0);
    }

    private static void play(DemoWorld world, List<String> command) throws IOException, InterruptedException {
        Path ready = world.folder().resolve("ready.json");
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of("serve", "--config", configure(world).toString(), "--ready-file", ready.toString()));
        Process server = new ProcessBuilder(whole)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            while (!Files.exists(ready)) {
                if (server.waitFor(20, TimeUnit.MILLISECONDS)) {
                    throw new IllegalStateException("the server has ended: " + server.exitValue());
                }
            }
            String facts = Files.readString(ready);
            Path profiles = profiles(world, word(facts, "url"), word(facts, "management_url"));
            commands(Map.of("ROLLCALL_PROFILES", profiles.toString()), world.someUser());
            server.getOutputStream().close();
            // The server's JVM makes its file before it ends.
            if (!server.waitFor(3, TimeUnit.MINUTES) || server.exitValue() != 0) {
                throw new IllegalStateException("the server did not end well");
            }
        } finally {
            server.destroyForcibly();
        }
    }

    private static String word(String facts, String name) {
        return facts.replaceFirst("(?s).*\"" + name + "\" : \"([^\"]*)\".*", "$1");
    }

    private static Path configure(DemoWorld world) throws IOException {
        // Makes the certificate.
        world.configuration(0, true);
        return Files.writeString(world.folder().resolve("rollcall.yaml"), """
                listen: 127.0.0.1:0
                tls: {certificate: certificate.pem, key: key.pem}
                secrets_readable_by_others: true
                data: data
                iam: {file: iam.yaml}
                log: {level: warn}
                clusters:
                  - id: %s
                    name: rehearsal
                    project: %s
                    manager: {embedded: {port: 0, bind_password: %s}}
                """.formatted(
                        world.cluster().id(),
                        world.cluster().project(),
                        world.secretKey().reveal()));
    }

    /// One profile for calls over HTTPS, and one for calls in clear text, which nobody there understands.
    private static Path profiles(DemoWorld world, String url, String management) throws IOException {
        String both = """
                    project_id: %s
                    cluster_id: %s
                    access_key: %s
                    secret_key: %s
                """.formatted(
                        world.cluster().project(),
                        world.cluster().id(),
                        world.accessKey(),
                        world.secretKey().reveal());
        String text = "default: server\nprofiles:\n  server:\n" + both + "    endpoint: " + url + "\n    ca_file: "
                + world.certificate() + "\n  management:\n" + both + "    endpoint: " + management + "\n";
        return Files.writeString(world.folder().resolve("profiles.yaml"), text);
    }

    private static void commands(Map<String, String> variables, String user) {
        run(DONE, variables, "--version");
        run(DONE, variables, "--help");
        run(DONE, variables, "status", "--help");
        run(DONE, variables, "completion");
        run(REFUSED, variables, "status", "--profile", "management");
        run(DIFFERENT, variables, "status");
        run(DIFFERENT, variables, "plan", "--all");
        run(PARTLY, variables, "sync", "--all", "--yes", "--watch");
        run(DIFFERENT, variables, "plan", "--cancel", "--user", user);
        run(DONE, variables, "cancel", "--user", user, "--yes", "--watch");
        run(DONE, variables, "sync", "--user", user, "--watch");
        run(DONE, variables, "show");
        run(DONE, variables, "operations");
        run(DONE, variables, "operations", "--json");
        for (int i = 0; i < CALLS; i++) {
            run(PARTLY, variables, "status", i % 2 == 0 ? "--json" : "--profile=server");
        }
    }

    /// Runs one command as a process of its own does, but for what it says.
    private static void run(Set<Integer> expected, Map<String, String> variables, String... args) {
        Shell process = Shell.ofProcess();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, false, StandardCharsets.UTF_8);
        Shell shell = new Shell(variables, process.home(), process.in(), out, out, process.terminal());
        int code = Main.commandLine(shell, args).execute(args);
        if (!expected.contains(code)) {
            out.flush();
            throw new IllegalStateException(
                    String.join(" ", args) + " ended with " + code + ": " + said.toString(StandardCharsets.UTF_8));
        }
    }
}
