package io.rollcall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rollcall.systemd.NotifySocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server as a service of systemd: what it tells, and how much of the machine its unit leaves it.
class SystemdIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final double MOST_EXPOSED = 2.0;

    @TempDir
    Path folder;

    @Test
    void theServiceManagerIsToldOfTheStartOfSignsOfLifeAndOfTheEnd() throws Exception {
        Files.writeString(folder.resolve("iam.yaml"), """
                domain: {id: d, name: d}
                projects: [{id: p1, name: one}]
                users: []
                groups: []
                """);
        Files.writeString(folder.resolve("rollcall.yaml"), """
                listen: 127.0.0.1:0
                iam: {file: iam.yaml}
                secrets_readable_by_others: true
                clusters:
                  - {id: c1, name: one, project: p1, manager: {embedded: {port: 0, bind_password: p}}}
                """);
        String name = folder.resolve("notify").toString();
        try (NotifySocket socket = new NotifySocket(name);
                RollcallProcess process =
                        RollcallProcess.serveIn(folder, "NOTIFY_SOCKET=" + name, "WATCHDOG_USEC=600000")) {
            List<String> before = socket.until(message -> message.startsWith("READY=1"), TIMEOUT);
            assertThat(before)
                    .singleElement()
                    .asString()
                    .startsWith("READY=1\nSTATUS=serving 1 cluster at http://127.0.0.1:");
            process.awaitReady();
            socket.until(message -> message.equals("WATCHDOG=1"), TIMEOUT);
            socket.until(message -> message.equals("WATCHDOG=1"), TIMEOUT);
            assertThat(process.terminate()).isEqualTo(143);
            socket.until(message -> message.startsWith("STOPPING=1"), TIMEOUT);
            assertThat(process.err().lines().toList())
                    .anyMatch(line -> line.contains("starting version=\"")
                            && line.contains(" commit=\"")
                            && line.contains(" java=\"25")
                            && line.contains(" database=\"sqlite\" clusters=\"1\""))
                    .anyMatch(line -> line.contains("stopping"))
                    .last()
                    .asString()
                    .contains("stopped seconds=\"");
        }
    }

    @Test
    void aStartThatFailsIsNotReady() throws Exception {
        Files.writeString(folder.resolve("rollcall.yaml"), "listen: nowhere\n");
        String name = folder.resolve("notify").toString();
        try (NotifySocket socket = new NotifySocket(name);
                RollcallProcess process = RollcallProcess.serveIn(folder, "NOTIFY_SOCKET=" + name)) {
            assertThat(process.awaitExit()).isEqualTo(2);
            assertThat(socket.next(Duration.ZERO)).isNull();
        }
    }

    @Test
    void theUnitExposesLittle() throws Exception {
        assumeTrue(Programs.run("sh", "-c", "command -v systemd-analyze").status() == 0, "needs systemd-analyze");
        Path unit = Path.of("packaging/rollcall.service").toAbsolutePath();
        String said = Programs.output("systemd-analyze", "security", "--no-pager", "--offline=true", unit.toString());
        Matcher level = Pattern.compile("Overall exposure level for rollcall\\.service: ([0-9.]+)")
                .matcher(said);
        assertThat(level.find()).as(said).isTrue();
        assertThat(Double.parseDouble(level.group(1))).isLessThanOrEqualTo(MOST_EXPOSED);
        assertThat(Files.readAllLines(unit)).contains("Type=notify", "User=rollcall", "SuccessExitStatus=143");
    }
}
