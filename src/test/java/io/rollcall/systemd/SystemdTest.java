package io.rollcall.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.background.LoopObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// What the service manager is told, as a real datagram socket receives it.
@EnabledOnOs(OS.LINUX)
class SystemdTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration NOW = Duration.ZERO;

    @TempDir
    Path folder;

    private final String abstractName = "@rollcall-" + UUID.randomUUID();

    @Test
    void itIsToldAboutReadyReloadingAndStopping() throws Exception {
        String path = folder.resolve("notify").toString();
        try (NotifySocket socket = new NotifySocket(path);
                Systemd systemd = Systemd.of(Map.of("NOTIFY_SOCKET", path))) {
            systemd.ready("3 clusters\nREADY=0");
            assertThat(socket.next(NOW)).isEqualTo("READY=1\nSTATUS=3 clusters");

            long before = System.nanoTime() / 1_000;
            systemd.reloading();
            String reloading = Objects.requireNonNull(socket.next(NOW));
            assertThat(reloading).startsWith("RELOADING=1\nMONOTONIC_USEC=");
            assertThat(Long.parseLong(reloading.substring(reloading.lastIndexOf('=') + 1)))
                    .isBetween(before, System.nanoTime() / 1_000);

            systemd.stopping();
            assertThat(socket.next(NOW)).isEqualTo("STOPPING=1\nSTATUS=stopping");
        }
    }

    @Test
    void anAbstractNameWorksAsAPathDoes() throws Exception {
        try (NotifySocket socket = new NotifySocket(abstractName);
                Systemd systemd = Systemd.of(Map.of("NOTIFY_SOCKET", abstractName))) {
            systemd.ready("é");
            assertThat(socket.next(NOW)).isEqualTo("READY=1\nSTATUS=é");
        }
    }

    @Test
    void aWatchedProcessGivesSignsOfLifeAsLongAsItIsAlive() throws Exception {
        Map<String, String> environment = Map.of("NOTIFY_SOCKET", abstractName, "WATCHDOG_USEC", "30000");
        AtomicBoolean alive = new AtomicBoolean(true);
        try (NotifySocket socket = new NotifySocket(abstractName);
                Systemd systemd = Systemd.of(environment)) {
            systemd.watch(alive::get, LoopObserver.NONE);
            assertThat(socket.next(SOON)).isEqualTo("WATCHDOG=1");
            assertThat(socket.next(SOON)).isEqualTo("WATCHDOG=1");

            alive.set(false);
            // What was under way may still arrive; then silence.
            int late = 0;
            while (socket.next(Duration.ofMillis(200)) != null) {
                assertThat(++late).as("signs of a process that is not alive").isLessThan(20);
            }
            alive.set(true);
            assertThat(socket.next(SOON)).isEqualTo("WATCHDOG=1");
        }
    }

    @Test
    void aWatchdogThatIsMeantForAnotherProcessIsLeftAlone() throws Exception {
        Map<String, String> environment =
                Map.of("NOTIFY_SOCKET", abstractName, "WATCHDOG_USEC", "3000", "WATCHDOG_PID", "1");
        try (NotifySocket socket = new NotifySocket(abstractName);
                Systemd systemd = Systemd.of(environment)) {
            systemd.watch(() -> true, LoopObserver.NONE);
            assertThat(socket.next(Duration.ofMillis(100))).isNull();
        }
    }

    @Test
    void withoutAServiceManagerNothingHappens() {
        for (String socket : new String[] {"", "relative", "vsock:2:1234"}) {
            try (Systemd systemd = Systemd.of(Map.of("NOTIFY_SOCKET", socket, "WATCHDOG_USEC", "1"))) {
                systemd.ready("");
                systemd.reloading();
                systemd.watch(() -> true, LoopObserver.NONE);
                systemd.stopping();
            }
        }
    }

    @Test
    void aServiceManagerThatIsGoneIsNoReasonToFail() {
        String path = folder.resolve("gone").toString();
        try (Systemd systemd = Systemd.of(Map.of("NOTIFY_SOCKET", path))) {
            systemd.ready("");
        }
        assertThatThrownBy(() -> new UnixDatagrams().send(path, "READY=1"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("error 2");
    }

    @Test
    void aPathThatIsTooLongIsNotCut() {
        assertThatThrownBy(() -> new UnixDatagrams().send("/" + "x".repeat(107), "READY=1"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no path");
    }
}
