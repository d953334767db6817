package io.rollcall.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// What `rollcall check` says of a configuration.
class CheckCommandTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private int check(String configuration) throws IOException {
        Path file = Files.writeString(folder.resolve("rollcall.yaml"), configuration);
        out.reset();
        return new CommandLine(new CheckCommand(new PrintStream(out, true, UTF_8), Map.of()))
                .execute("--config", file.toString());
    }

    private String said() {
        return out.toString(UTF_8).replace(folder + "/", "");
    }

    private static final String RIGHT = """
            listen: 127.0.0.1:8470
            data: data
            iam: {file: iam.yaml}
            clusters:
              - id: one
                name: first
                project: p1
                manager: {embedded: {bind_password: '12345678'}}
            secrets_readable_by_others: true
            """;

    private static final String IAM = """
            domain: {id: d1, name: house}
            projects: [{id: p1, name: first}]
            groups: []
            """;

    private void iam(String content) throws IOException {
        Files.writeString(folder.resolve("iam.yaml"), content);
    }

    @Test
    void clustersOfGrantsThatMayBeStoredAreNamedAndOthersAreRefused() throws IOException {
        iam(IAM + "users: []\n");
        String grants = "grants: [{users: [alice], actions: [mrs:cluster:get], clusters: [two]}]\n";
        assertThat(check(RIGHT + grants)).isEqualTo(2);
        assertThat(said()).contains("there is no cluster 'two' in this file");
        assertThat(check(RIGHT + grants + "stored_clusters: {secrets: secrets}\n"))
                .isZero();
        assertThat(said()).contains("the grants name clusters that must be stored there: two.");
    }

    @Test
    void aConfigurationThatCanBeUsedIsSaidToBeAndNothingIsMade() throws IOException {
        iam(IAM + "users: []\n");
        assertThat(check(RIGHT)).as(said()).isZero();
        assertThat(said())
                .isEqualTo("rollcall.yaml can be used: 1 cluster, the embedded database, at 127.0.0.1:8470.\n");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void aConfigurationNeedsAClusterOrAPlaceForThem() throws IOException {
        iam(IAM + "users: []\n");
        String without = RIGHT.replaceAll("(?s)clusters:.*'}}\n", "");
        assertThat(check(without)).isEqualTo(2);
        assertThat(said()).contains("clusters: must hold at least one cluster, unless stored_clusters");
        assertThat(check(without + "clusters: []\n")).isEqualTo(2);
        assertThat(check(without + "stored_clusters: {secrets: secrets}\n")).isZero();
        assertThat(said()).contains("can be used: no cluster but those that are stored in the database, ");
    }

    @Test
    void everyProblemHasItsLine() throws IOException {
        assertThat(check("""
                listen: nowhere
                data: data
                iam: {file: iam.yaml}
                clusters:
                  - id: one
                    name: first
                    project: p1
                    manager: {embedded: {bind_password: '12345678'}}
                  - id: "not an id"
                    name: second
                    manager:
                      ldap:
                        bind_dn: cn=x
                loger: {level: info}
                """)).isEqualTo(2);
        assertThat(said())
                .contains("rollcall.yaml:1: listen: ", "rollcall.yaml:9: clusters[1].id: ", "rollcall.yaml:14: loger: ")
                .contains("rollcall.yaml:9: clusters[1].project: is missing")
                .endsWith(" problems.\n");
    }

    @Test
    void aMistakeOfTheSyntaxNamesItsOwnLine() throws IOException {
        assertThat(check("listen: 127.0.0.1:8470\niam: {file: [\n")).isEqualTo(2);
        assertThat(said()).containsPattern("rollcall.yaml:[23]: line [23]");
    }

    @Test
    void theFileOfTheIamIsReadToo() throws IOException {
        iam(IAM + "users:\n  - name: alice\n    enabledd: true\n");
        assertThat(check(RIGHT)).isEqualTo(2);
        assertThat(said()).contains("iam.yaml:6: users[0].enabledd: is not a known key");
    }

    @Test
    void aFileThatDoesNotExistIsAProblem() {
        out.reset();
        int code = new CommandLine(new CheckCommand(new PrintStream(out, true, UTF_8), Map.of()))
                .execute("--config", folder.resolve("none.yaml").toString());
        assertThat(code).isEqualTo(2);
        assertThat(said()).contains("none.yaml: does not exist", "1 problem.");
    }
}
