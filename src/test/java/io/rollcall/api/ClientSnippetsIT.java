package io.rollcall.api;

import static io.rollcall.api.ApiFixture.CLUSTER;
import static io.rollcall.api.ApiFixture.PROJECT;
import static io.rollcall.api.ApiFixture.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.policy.SystemPolicies;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The snippets of `docs/clients.md` are run as they stand there.
class ClientSnippetsIT {
    private static final Path DOCUMENT = Path.of("docs/clients.md");

    @TempDir
    Path folder;

    @AutoClose
    private final ApiFixture api = ApiFixture.start(ApiFixture.people()
                    .user("user1")
                    .group("group1", List.of("user1"), SystemPolicies.named(SystemPolicies.COMMON_OPERATIONS))
                    .token("the-token", "admin", PROJECT, Instant.now().plusSeconds(3600)))
            .work();

    @Test
    void theJavaSdkSynchronizes() throws Exception {
        Map<Boolean, List<String>> lines = snippets("java")
                .getFirst()
                .lines()
                .collect(Collectors.partitioningBy(line -> line.startsWith("import ")));
        Path source = Files.writeString(
                folder.resolve("Snippet.java"),
                String.join("\n", lines.getOrDefault(true, List.of()))
                        + "\npublic class Snippet {\n"
                        + "public static void run(String endpoint, String ak, String sk, String projectId, String clusterId) {\n"
                        + String.join("\n", lines.getOrDefault(false, List.of()))
                        + "\n}\n}\n");
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        folder.toString(),
                        source.toString());
        assertThat(compiled).isZero();
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            loader.loadClass("Snippet")
                    .getMethod("run", String.class, String.class, String.class, String.class, String.class)
                    .invoke(null, endpoint(), "AK-admin", "SK-admin", PROJECT, CLUSTER);
        }
        assertUser1IsThere();
    }

    private void assertUser1IsThere() {
        api.awaitIdle();
        assertThat(api.admin().get(USERS).json())
                .isEqualTo(Reply.parse("{\"user_names\":[\"user1\"],\"group_names\":[\"group1\"]}"));
    }

    private String endpoint() {
        return "http://127.0.0.1:" + api.port();
    }

    private static List<String> snippets(String language) throws Exception {
        return Pattern.compile("^```" + language + "\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(Files.readString(DOCUMENT))
                .results()
                .map(found -> found.group(1))
                .toList();
    }
}
