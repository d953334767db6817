package io.rollcall.api;

import static io.rollcall.api.ApiFixture.CLUSTER;
import static io.rollcall.api.ApiFixture.PROJECT;
import static io.rollcall.api.ApiFixture.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.Guide;
import io.rollcall.Programs;
import io.rollcall.policy.SystemPolicies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The blocks of `docs/api.md` are run as they stand there, and say what the page shows.
class ApiGuideIT {
    private static final Path PAGE = Path.of("docs/api.md");
    private static final String MARK = "=== the next block\n";

    @TempDir
    private Path folder;

    @AutoClose
    private final ApiFixture api = ApiFixture.start(ApiFixture.people()
                    .user("user1")
                    .user("o'hara")
                    .group("group1", List.of("user1", "o'hara"), SystemPolicies.named(SystemPolicies.COMMON_OPERATIONS))
                    .token("the-token", "admin", PROJECT, Instant.now().plusSeconds(3600)))
            .work();

    private String run(String... command) {
        return Programs.output(
                "",
                Map.of(
                        "ENDPOINT",
                        "http://127.0.0.1:" + api.port(),
                        "PROJECT_ID",
                        PROJECT,
                        "CLUSTER_ID",
                        CLUSTER,
                        "TOKEN",
                        "the-token",
                        "AK",
                        "AK-admin",
                        "SK",
                        "SK-admin"),
                List.of(command));
    }

    @Test
    void theShellDoesWhatThePageShows() throws IOException {
        List<Guide.Block> blocks = Guide.blocks(PAGE, "bash");
        assertThat(blocks).hasSizeGreaterThan(8);
        StringBuilder script = new StringBuilder("set -euo pipefail\n");
        blocks.forEach(block -> script.append(block.text()).append("printf '").append("\\n=== the next block\\n'\n"));
        String[] output = run("bash", "-c", script.toString()).split(MARK, -1);
        assertThat(output).hasSize(blocks.size() + 1);
        for (int i = 0; i < blocks.size(); i++) {
            blocks.get(i).assertShown(output[i]);
        }
        assertUser1IsThere();
    }

    @Test
    void pythonSignsWithItsStandardLibrary() throws IOException {
        List<Guide.Block> blocks = Guide.blocks(PAGE, "python");
        assertThat(blocks).hasSize(1);
        Path program =
                Files.writeString(folder.resolve("client.py"), blocks.getFirst().text());
        blocks.getFirst().assertShown(run("python3", program.toString()));
        assertUser1IsThere();
    }

    private void assertUser1IsThere() {
        api.awaitIdle();
        assertThat(api.admin().get(USERS).json())
                .isEqualTo(Reply.parse("{\"user_names\":[\"user1\"],\"group_names\":[\"group1\"]}"));
    }
}
