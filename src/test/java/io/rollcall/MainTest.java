package io.rollcall;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cli.shell.Shell;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/// Which commands a command line makes, and that none is missed.
class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Shell shell() {
        return new Shell(
                Map.of(),
                Path.of("/nowhere"),
                InputStream.nullInputStream(),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                false);
    }

    private CommandLine program(String... args) {
        return Main.commandLine(shell(), args);
    }

    static Iterable<String> commands() {
        return Main.COMMANDS;
    }

    @Test
    void theHelpListsEveryCommand() {
        assertThat(program("--help").getSubcommands().keySet()).containsExactlyElementsOf(Main.COMMANDS);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aCommandSaysTheSameOfItselfWithAndWithoutTheOthers(String name) {
        assertThat(usage(program(name, "--help"), name)).isEqualTo(usage(program(), name));
    }

    private static String usage(CommandLine program, String name) {
        return Objects.requireNonNull(program.getSubcommands().get(name)).getUsageMessage();
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "serve", "account", "sync"})
    void aNamedCommandIsMadeAlone(String name) {
        assertThat(program(name, "--help").getSubcommands().keySet()).containsExactly(name);
    }

    @Test
    void theVersionNeedsNoCommand() {
        assertThat(program("--version").getSubcommands()).isEmpty();
        assertThat(program("--version").execute("--version")).isZero();
        assertThat(out.toString(UTF_8)).startsWith("rollcall ");
    }

    @Test
    void theHelpOfACommandIsTheSameByBothWays() {
        program("status", "--help").execute("status", "--help");
        String byOption = out.toString(UTF_8);
        out.reset();
        program("help", "status").execute("help", "status");

        assertThat(out.toString(UTF_8)).isEqualTo(byOption).contains("--watch");
    }

    @Test
    void aWrongNameIsOneMistakeAndAHint() {
        assertThat(program("statsu").execute("statsu")).isEqualTo(64);
        assertThat(err.toString(UTF_8)).isEqualTo("""
                There is no command 'statsu' (did you mean 'status'?).
                Try 'rollcall --help'.
                """);
    }

    @Test
    void aNameThatIsNearNoneIsNotGuessed() {
        assertThat(program("frobnicate").execute("frobnicate")).isEqualTo(64);
        assertThat(err.toString(UTF_8)).startsWith("There is no command 'frobnicate'.\n");
    }

    @Test
    void aNameWithoutItsOptionIsUnderstood() {
        assertThat(program("sync", "bob").execute("sync", "bob")).isEqualTo(64);
        assertThat(err.toString(UTF_8)).contains("did you mean --user bob?");
    }

    @Test
    void theHelpHasEveryCommandOnceInItsGroup() {
        String help = program("--help").getUsageMessage();
        assertThat(help).contains("Look:", "Change:", "Run the server:", "This program:");
        for (String name : Main.COMMANDS) {
            assertThat(help).containsOnlyOnce("\n  " + name + " ");
        }
        String commands = help.substring(help.indexOf("Look:"), help.indexOf("Examples:"));
        assertThat(commands).doesNotContain("%n");
        assertThat(commands.lines())
                .as("the beginnings of what the commands say of themselves")
                .noneMatch(line -> line.endsWith("."))
                .hasSizeLessThan(3 * Main.COMMANDS.size());
    }

    @Test
    void theVersionSaysWhatItRunsOn() {
        assertThat(program("version").execute("version")).isZero();
        assertThat(out.toString(UTF_8)).contains("rollcall ", "commit   unknown (built without git)", "java     25");
    }

    @Test
    void theOptionSaysTheVersionAndTheCommitToo() {
        assertThat(program("--version").execute("--version")).isZero();
        assertThat(out.toString(UTF_8)).isEqualTo("rollcall (not from a jar)\ncommit   unknown (built without git)\n");
    }

    @Test
    void theAuditHasACommandForWhatTheApiCannotDo() {
        assertThat(program("audit", "verify", "--help").execute("audit", "verify", "--help"))
                .isZero();
        assertThat(out.toString(UTF_8)).contains("rollcall audit verify", "--config");
    }

    @Test
    void theCompletionKnowsEveryCommand() {
        assertThat(program("completion").execute("completion")).isZero();
        assertThat(out.toString(UTF_8)).contains(Main.COMMANDS);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void anAtIsPartOfANameAndNoFile(String name) {
        assertThat(program(name).isExpandAtFiles()).isFalse();
    }
}
