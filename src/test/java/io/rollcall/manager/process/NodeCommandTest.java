package io.rollcall.manager.process;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.rollcall.manager.ManagerFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class NodeCommandTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(NodeCommand.class);
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
    private final List<ILoggingEvent> logged = appender.list;

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(appender);
        logger.setLevel(null);
    }

    private static String output(ILoggingEvent event) {
        return event.getKeyValuePairs().stream()
                .filter(pair -> pair.key.equals("output"))
                .map(pair -> String.valueOf(pair.value))
                .findFirst()
                .orElseThrow();
    }

    private static String run(Duration timeout, String... command) {
        return new NodeCommand(List.of(command), timeout).run();
    }

    private static String run(String... command) {
        return run(Duration.ofSeconds(20), command);
    }

    @Test
    void theExitCodeIsToldAndWhatWasPrintedIsForTheLogAlone() {
        assertThat(run("sh", "-c", "echo done; echo more")).isEqualTo("after_sync: 'sh' ended with 0");
        assertThat(run("sh", "-c", "echo no >&2; exit 3")).isEqualTo("after_sync: 'sh' ended with 3");
        assertThat(run("true")).isEqualTo("after_sync: 'true' ended with 0");
        assertThat(logged).extracting(NodeCommandTest::output).containsExactly("done", "no", "");
    }

    @Test
    void argumentsAreNoShellCommands() {
        run("echo", "$HOME; false");
        assertThat(logged).extracting(NodeCommandTest::output).containsExactly("$HOME; false");
    }

    @Test
    void howeverMuchItPrintsOnlyTheBeginningIsKept() {
        run("sh", "-c", "yes abcdefgh | tr -d '\\n' | head -c 5000000");
        assertThat(logged)
                .singleElement()
                .satisfies(event ->
                        assertThat(output(event)).startsWith("abcdefgh").hasSizeLessThan(400));
    }

    /// The secrets of `${...}` in the configuration are there.
    @Test
    void itSeesNothingOfTheEnvironmentButWhereThingsAre(@TempDir Path folder) throws Exception {
        Path seen = folder.resolve("seen");
        run("sh", "-c", "env > '" + seen + "'");
        assertThat(Files.readAllLines(seen))
                .extracting(line -> line.replaceFirst("=.*", ""))
                .contains("PATH")
                .allMatch(name -> name.matches("PATH|HOME|USER|LOGNAME|SHELL|LANG(UAGE)?|TZ|TMPDIR|LD_LIBRARY_PATH"
                        + "|LC_.*|KRB5.*|PWD|OLDPWD|SHLVL|_"));
        Map<String, String> environment = new HashMap<>(
                Map.of("PATH", "/bin", "ROLLCALL_TOKEN", "s", "LDAP_PASSWORD", "s", "KRB5CCNAME", "c", "LC_ALL", "C"));
        ChildEnvironment.reduce(environment);
        assertThat(environment).containsOnlyKeys("PATH", "KRB5CCNAME", "LC_ALL");
    }

    @Test
    void whatIsNotThereIsTold() {
        assertThat(run("/nowhere/program")).startsWith("after_sync: '/nowhere/program' could not be started");
    }

    @Test
    void atTheDeadlineItIsKilledWithItsChildren(@TempDir Path folder) throws Exception {
        String answer =
                run(Duration.ofSeconds(4), "sh", "-c", "sleep 600 & echo $! > '" + folder.resolve("child") + "'; wait");

        assertThat(answer).isEqualTo("after_sync: 'sh' was killed after 4000 ms");
        long child = Long.parseLong(Files.readString(folder.resolve("child")).strip());
        ManagerFixture.until(
                () -> ProcessHandle.of(child).map(handle -> !handle.isAlive()).orElse(true));
    }

    @Test
    void aProcessThatItLeavesBehindIsNotWaitedFor() {
        assertThat(run("sh", "-c", "sleep 5 & echo gone")).startsWith("after_sync: 'sh' ended with 0");
    }
}
