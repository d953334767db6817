package io.rollcall.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rollcall.api.ApiFixture;
import io.rollcall.cli.shell.Shell;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// Runs commands in this process, against a real API if there is one, and keeps what they say.
public final class CommandFixture {
    private final Map<String, String> environment = new HashMap<>();
    private final Path home;
    private String input = "";
    private boolean terminal;

    public CommandFixture(Path home) {
        this.home = home;
    }

    /// As the user of that name of [ApiFixture].
    static CommandFixture of(ApiFixture api, Path home, String user) {
        return new CommandFixture(home)
                .set("ROLLCALL_ENDPOINT", "http://127.0.0.1:" + api.port())
                .set("ROLLCALL_PROJECT_ID", ApiFixture.PROJECT)
                .set("ROLLCALL_CLUSTER_ID", ApiFixture.CLUSTER)
                .set("ROLLCALL_ACCESS_KEY", "AK-" + user)
                .set("ROLLCALL_SECRET_KEY", "SK-" + user);
    }

    public CommandFixture set(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /// What the next commands read from standard input.
    CommandFixture input(String text) {
        input = text;
        return this;
    }

    /// From now on a person sits there.
    CommandFixture atTerminal() {
        terminal = true;
        return this;
    }

    /// What a command said, and how it ended.
    record Said(int code, String out, String err) {
        JsonNode json() {
            try {
                return new ObjectMapper().readTree(out);
            } catch (JsonProcessingException e) {
                throw new AssertionError(out, e);
            }
        }
    }

    Said run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = run(new PrintStream(out, false, UTF_8), new PrintStream(err, false, UTF_8), arguments);
        return new Said(code, out.toString(UTF_8), err.toString(UTF_8));
    }

    int run(PrintStream out, PrintStream err, String... arguments) {
        return program(shell(out, err)).execute(arguments);
    }

    public Shell shell(PrintStream out, PrintStream err) {
        return new Shell(environment, home, new ByteArrayInputStream(input.getBytes(UTF_8)), out, err, terminal);
    }

    static CommandLine program(Shell shell) {
        CommandLine program = new CommandLine(new Root());
        Commands.addTo(program, shell);
        return program;
    }

    @Command(name = "rollcall")
    private static final class Root {}
}
