package io.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.api.ApiClient;
import io.rollcall.manager.Slapd;
import io.rollcall.manager.layout.GroupLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ctrl-C in a command that follows an operation.
class WatchIT {
    /// 128 and the number of the signal, as shells have it.
    private static final int INTERRUPTED = 130;

    @TempDir
    private Path folder;

    @Test
    void ctrlCSaysThatTheOperationGoesOnAndHowToFollowIt() throws Exception {
        try (Slapd slapd = Slapd.start(GroupLayout.RFC2307BIS)) {
            FileIamFixture cluster = new FileIamFixture(folder, slapd);
            cluster.configure("", "");
            cluster.people(List.of("u-1:user1"));
            try (RollcallProcess server = RollcallProcess.serve(folder).awaitReady()) {
                ApiClient client = server.client("AK1", "SK1");
                // So that the operation waits.
                slapd.kill();
                Path own = Files.createDirectories(folder.resolve("command"));
                List<String> caller = List.of(
                        "ROLLCALL_ENDPOINT=" + server.ready().path("url").asText(),
                        "ROLLCALL_PROJECT_ID=p1",
                        "ROLLCALL_CLUSTER_ID=c1",
                        "ROLLCALL_ACCESS_KEY=AK1",
                        "ROLLCALL_SECRET_KEY=SK1");
                try (RollcallProcess command =
                        RollcallProcess.startIn(own, caller, "sync", "--all", "--yes", "--watch")) {
                    Waiting.until("it follows the operation", Duration.ofMinutes(2), () -> {
                        assertThat(command.isAlive()).as(command.err()).isTrue();
                        return command.out().contains("waiting");
                    });
                    command.signal("INT");
                    assertThat(command.awaitExit()).isEqualTo(INTERRUPTED);
                    String id = newest(client).path("operation_id").asText();
                    assertThat(command.err())
                            .contains(
                                    "The operation goes on. Follow it with: rollcall operation " + id + " --watch",
                                    "rollcall stop " + id);
                }
                assertThat(newest(client).path("state").asText()).isEqualTo("running");
            }
        }
    }

    private static JsonNode newest(ApiClient client) {
        return client.get(FileIamFixture.CLUSTER + "/iam-sync/operations?limit=1")
                .json()
                .path("operations")
                .path(0);
    }
}
