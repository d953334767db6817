package io.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.manager.Slapd;
import io.rollcall.manager.layout.GroupLayout;
import io.rollcall.systemd.NotifySocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The jar takes a changed configuration while it runs.
class ReloadIT {
    private static final Duration SOON = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private static final String HEAD = """
            listen: 127.0.0.1:0
            iam: {file: iam.yaml}
            limits: {requests_per_second: 100000, burst: 100000}
            secrets_readable_by_others: true
            clusters:
              - {id: c0, name: zero, project: p1, manager: {embedded: {bind_password: pppp}}}
            """;

    private void write(String... parts) throws Exception {
        Files.writeString(folder.resolve("rollcall.yaml"), String.join("", parts));
    }

    /// In a folder of its own, because the output of each process has a fixed name.
    private int command(RollcallProcess server) throws Exception {
        Path own = Files.createDirectories(folder.resolve("command"));
        String management = server.ready().path("management_url").asText();
        try (RollcallProcess command =
                RollcallProcess.start(own, "reload", "--config", "../rollcall.yaml", "--url", management)) {
            int status = command.awaitExit();
            said = command.out();
            return status;
        }
    }

    private String said = "";

    @Test
    void aDirectoryThatIsAddedWithSighupIsSynchronizedAndABrokenFileChangesNothing() throws Exception {
        String socket = folder.resolve("notify").toString();
        try (Slapd slapd = Slapd.start(GroupLayout.RFC2307BIS);
                NotifySocket manager = new NotifySocket(socket)) {
            FileIamFixture fixture = new FileIamFixture(folder, slapd);
            fixture.people(List.of("u-1:alice", "u-2:bobby"));
            write(HEAD);
            try (RollcallProcess server =
                    RollcallProcess.serveIn(folder, "NOTIFY_SOCKET=" + socket).awaitReady()) {
                assertThat(manager.next(SOON)).startsWith("READY=1\nSTATUS=serving 1 cluster at ");
                var owner = server.client("AK1", "SK1");
                assertThat(owner.get("/v2/p1/clusters/c1/iam-sync").status()).isEqualTo(400);

                String added = """
                          - id: c1
                            name: one
                            project: p1
                            manager:
                              ldap: {servers: ["%s"], base_dn: "%s", bind_dn: "%s", bind_password: %s}
                        """.formatted(slapd.url(), Slapd.BASE, Slapd.SERVICE_DN, Slapd.PASSWORD);
                write(HEAD, added);
                server.signal("HUP");
                assertThat(manager.next(SOON)).startsWith("RELOADING=1\nMONOTONIC_USEC=");
                assertThat(manager.next(SOON)).startsWith("READY=1\nSTATUS=serving 2 clusters");

                assertThat(fixture.sync(owner).path("state").asText()).isEqualTo("completed");
                assertThat(fixture.ldapsearch()).contains("uid=alice,", "uid=bobby,");

                write(HEAD, added.replace("project: p1", "project: p1\n    guard: {floor: -1}"));
                server.signal("HUP");
                assertThat(manager.next(SOON)).startsWith("RELOADING=1\n");
                assertThat(manager.next(SOON)).startsWith("READY=1\nSTATUS=serving 2 clusters");
                assertThat(server.err()).contains("rollcall.yaml:10: clusters[1].guard.floor");
                assertThat(command(server)).isEqualTo(2);
                assertThat(said).contains("rollcall.yaml:10: clusters[1].guard.floor", "Nothing was changed.");
                assertThat(owner.get("/v2/p1/clusters/c1/iam-sync").status()).isEqualTo(200);

                write(HEAD);
                assertThat(command(server)).isZero();
                assertThat(said).isEqualTo("removed  c1\nThe configuration is in use: 1 cluster.\n");
                assertThat(owner.get("/v2/p1/clusters/c1/iam-sync").status()).isEqualTo(400);
                assertThat(fixture.ldapsearch())
                        .as("a cluster that is no longer served keeps what it has")
                        .contains("uid=alice,");
                assertThat(server.isAlive()).isTrue();
            }
        }
    }
}
