package io.rollcall.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeCommandTest {
    private static String run(Duration timeout, String... command) {
        return new NodeCommand(List.of(command), timeout).run();
    }

    private static String run(String... command) {
        return run(Duration.ofSeconds(20), command);
    }

    @Test
    void theExitCodeAndTheFirstLineAreTold() {
        assertThat(run("sh", "-c", "echo done; echo more")).isEqualTo("after_sync: 'sh' ended with 0: done");
        assertThat(run("sh", "-c", "echo no >&2; exit 3")).isEqualTo("after_sync: 'sh' ended with 3: no");
        assertThat(run("true")).isEqualTo("after_sync: 'true' ended with 0");
    }

    @Test
    void argumentsAreNoShellCommands() {
        assertThat(run("echo", "$HOME; false")).isEqualTo("after_sync: 'echo' ended with 0: $HOME; false");
    }

    @Test
    void howeverMuchItPrintsOnlyTheBeginningIsKept() {
        assertThat(run("sh", "-c", "yes abcdefgh | tr -d '\\n' | head -c 5000000"))
                .startsWith("after_sync: 'sh' ended with 0: abcdefgh")
                .hasSizeLessThan(400);
    }

    @Test
    void whatIsNotThereIsTold() {
        assertThat(run("/nowhere/program")).startsWith("after_sync: '/nowhere/program' could not be started");
    }

    @Test
    void atTheDeadlineItIsKilledWithItsChildren(@TempDir Path folder) throws Exception {
        String answer =
                run(Duration.ofSeconds(1), "sh", "-c", "sleep 600 & echo $! > '" + folder.resolve("child") + "'; wait");

        assertThat(answer).isEqualTo("after_sync: 'sh' was killed after 1000 ms");
        long child = Long.parseLong(Files.readString(folder.resolve("child")).strip());
        ManagerFixture.until(
                () -> ProcessHandle.of(child).map(handle -> !handle.isAlive()).orElse(true));
    }

    @Test
    void whoeverItLeavesBehindIsNotWaitedFor() {
        assertThat(run("sh", "-c", "sleep 5 & echo gone")).startsWith("after_sync: 'sh' ended with 0");
    }
}
