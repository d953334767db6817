package io.rollcall.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.cli.CommandFixture;
import io.rollcall.cli.client.Connection.Credentials;
import io.rollcall.cli.shell.WrongUseException;
import io.rollcall.document.DocumentException;
import io.rollcall.tls.ClientTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionFinderTest {
    private static final String FILE = """
            default: laptop
            profiles:
              laptop:
                endpoint: http://127.0.0.1:8470/
                project_id: project1
                cluster_id: cluster1
                access_key: AK1
                secret_key: ${LAPTOP_SECRET}
              production:
                endpoint: https://mrs.example.com
                project_id: project2
                cluster_id: cluster2
                token: some-token
              partial:
                endpoint: https://mrs.example.com
            """;

    @TempDir
    private Path home;

    private CommandFixture environment() throws IOException {
        return write(FILE).set("LAPTOP_SECRET", "hunter2");
    }

    private CommandFixture write(String content) throws IOException {
        Path file = home.resolve(".config/rollcall/profiles.yaml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return new CommandFixture(home);
    }

    private static Connection find(CommandFixture environment, @Nullable String option)
            throws DocumentException, WrongUseException {
        return ConnectionFinder.find(environment.shell(System.out, System.err), option);
    }

    @Test
    void theDefaultOfTheFileIsUsed() throws Exception {
        Connection connection = find(environment(), null);
        assertThat(connection.endpoint()).hasToString("http://127.0.0.1:8470");
        assertThat(connection.cluster()).hasToString("cluster1");
        assertThat(connection.credentials()).isInstanceOf(Credentials.Key.class);
    }

    @Test
    void aVariableNamesAnotherProfileAndEachVariableWinsOverIt() throws Exception {
        CommandFixture environment = environment().set("ROLLCALL_PROFILE", "production");
        assertThat(find(environment, null).credentials()).isInstanceOf(Credentials.Token.class);
        Connection other = find(environment.set("ROLLCALL_CLUSTER_ID", "cluster3"), null);
        assertThat(other.endpoint()).hasToString("https://mrs.example.com");
        assertThat(other.cluster()).hasToString("cluster3");
    }

    @Test
    void aProfileNamedOnTheCommandLineCountsAlone() throws Exception {
        CommandFixture environment = environment()
                .set("ROLLCALL_PROFILE", "laptop")
                .set("ROLLCALL_ENDPOINT", "https://left-over.example.com")
                .set("ROLLCALL_TOKEN", "left-over");
        assertThat(find(environment, "production").endpoint()).hasToString("https://mrs.example.com");
        assertThat(find(environment, "laptop").credentials()).isInstanceOf(Credentials.Key.class);
    }

    @Test
    void theFileMayBeElsewhere() throws Exception {
        Path file = Files.writeString(home.resolve("p.yaml"), FILE.replace("default: laptop", "default: production"));
        CommandFixture environment = new CommandFixture(home).set("ROLLCALL_PROFILES", file.toString());
        assertThat(find(environment, null).cluster()).hasToString("cluster2");
        Path config = Files.createDirectories(home.resolve("xdg/rollcall"));
        Files.writeString(config.resolve("profiles.yaml"), FILE);
        assertThat(find(
                                new CommandFixture(home)
                                        .set(
                                                "XDG_CONFIG_HOME",
                                                home.resolve("xdg").toString()),
                                "production")
                        .cluster())
                .hasToString("cluster2");
    }

    @Test
    void withoutAFileTheVariablesAreEnough() throws Exception {
        Connection connection = find(
                new CommandFixture(home)
                        .set("ROLLCALL_ENDPOINT", "https://mrs.example.com")
                        .set("ROLLCALL_PROJECT_ID", "project1")
                        .set("ROLLCALL_CLUSTER_ID", "cluster1")
                        .set("ROLLCALL_TOKEN", "some-token"),
                null);
        assertThat(connection.credentials()).isInstanceOf(Credentials.Token.class);
        assertThat(connection.toString()).doesNotContain("some-token");
    }

    @Test
    void whatIsTrustedAndShownIsPartOfAProfile() throws Exception {
        String file = FILE.replace("    token: some-token\n", """
                    token: some-token
                    ca_file: house.pem
                    client_certificate: /etc/me.pem
                    client_key: me-key.pem
                """);
        CommandFixture environment = write(file).set("LAPTOP_SECRET", "hunter2");
        Path folder = home.resolve(".config/rollcall");
        assertThat(find(environment, "production").tls())
                .isEqualTo(new ClientTls(
                        folder.resolve("house.pem"), Path.of("/etc/me.pem"), folder.resolve("me-key.pem")));
        assertThat(find(environment, "laptop").tls()).isEqualTo(ClientTls.DEFAULT);
        environment.set("ROLLCALL_PROFILE", "production").set("ROLLCALL_CA_FILE", "/etc/other.pem");
        assertThat(find(environment, null).tls())
                .isEqualTo(
                        new ClientTls(Path.of("/etc/other.pem"), Path.of("/etc/me.pem"), folder.resolve("me-key.pem")));
    }

    @Test
    void aCertificateWithoutItsKeyIsNamed() throws Exception {
        String file =
                FILE.replace("    token: some-token\n", "    token: some-token\n    client_certificate: me.pem\n");
        CommandFixture environment = write(file).set("LAPTOP_SECRET", "hunter2");
        assertThatThrownBy(() -> find(environment, "production"))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("client_key");
    }

    @Test
    void everythingThatIsMissingIsNamed() throws Exception {
        assertThatThrownBy(() -> find(new CommandFixture(home), null))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContainingAll(
                        "ROLLCALL_ENDPOINT", "ROLLCALL_PROJECT_ID", "ROLLCALL_CLUSTER_ID", "ROLLCALL_TOKEN");
        CommandFixture environment = environment();
        assertThatThrownBy(() -> find(environment, "partial"))
                .hasMessageContainingAll("project_id", "cluster_id", "access_key")
                .hasMessageNotContaining("ROLLCALL_ENDPOINT");
    }

    @Test
    void everythingThatIsWrongWithTheVariablesIsNamedWithoutSecrets() {
        CommandFixture environment = new CommandFixture(home)
                .set("ROLLCALL_ENDPOINT", "ftp://user:hunter2@host")
                .set("ROLLCALL_PROJECT_ID", "no spaces")
                .set("ROLLCALL_SECRET_KEY", "hunter2")
                .set("ROLLCALL_TOKEN", "hunter2\n");
        assertThatThrownBy(() -> find(environment, null))
                .hasMessageContainingAll(
                        "ROLLCALL_ENDPOINT: must be like",
                        "ROLLCALL_PROJECT_ID: ",
                        "ROLLCALL_TOKEN: holds characters",
                        "ROLLCALL_TOKEN: is set beside",
                        "only one of them is set")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void everythingThatIsWrongWithAProfileIsNamedWithoutSecrets() throws Exception {
        CommandFixture environment = write("""
                profiles:
                  bad:
                    endpoint: https://host/path
                    project: p
                    cluster_id: a b
                    access_key: AK1
                    token: "hunter2 hunter2"
                """);
        assertThatThrownBy(() -> find(environment, "bad"))
                .isInstanceOf(DocumentException.class)
                .hasMessageContainingAll(
                        "profiles.bad.endpoint: must be like",
                        "profiles.bad.project: is not a known key",
                        "profiles.bad.cluster_id: ",
                        "profiles.bad.secret_key: is missing",
                        "profiles.bad.token: is there beside access_key")
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> find(environment, "bat")).hasMessageContaining("did you mean 'bad'?");
    }

    @Test
    void nothingIsSentInTheClearToAnotherMachineUnlessItIsSaid() throws Exception {
        String far = FILE.replace("https://mrs.example.com", "http://mrs.example.com");
        CommandFixture environment = write(far).set("LAPTOP_SECRET", "hunter2");
        assertThatThrownBy(() -> find(environment, "production"))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContainingAll("http://mrs.example.com", "in the clear", "insecure: true in the profile");
        assertThat(find(environment, "laptop").endpoint()).as("this machine").hasScheme("http");
        CommandFixture said = write(far.replace("    token: some-token", "    token: some-token\n    insecure: true"));
        assertThat(find(said, "production").endpoint()).hasScheme("http");

        CommandFixture variables =
                write(FILE).set("ROLLCALL_PROFILE", "production").set("ROLLCALL_ENDPOINT", "http://other.example.com");
        assertThatThrownBy(() -> find(variables, null)).hasMessageContaining("ROLLCALL_INSECURE=true");
        assertThat(find(variables.set("ROLLCALL_INSECURE", "true"), null).endpoint())
                .hasScheme("http");
        // The word of a profile is about its own endpoint.
        CommandFixture mixed = write(far.replace("    token: some-token", "    token: some-token\n    insecure: true"))
                .set("ROLLCALL_PROFILE", "production")
                .set("ROLLCALL_ENDPOINT", "http://other.example.com");
        assertThatThrownBy(() -> find(mixed, null)).hasMessageContaining("ROLLCALL_INSECURE=true");
    }

    @Test
    void secretsInAFileThatOthersCanReadAreRefusedAndVariablesAreNot() throws Exception {
        CommandFixture environment = environment();
        Path file = home.resolve(".config/rollcall/profiles.yaml");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> find(environment, "production"))
                .isInstanceOf(DocumentException.class)
                .hasMessageContainingAll("profiles.production.token", "can be read by others", "chmod 600 " + file)
                .hasMessageNotContaining("some-token");
        assertThat(find(environment, "laptop").cluster())
                .as("its secret is a variable")
                .hasToString("cluster1");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(find(environment, "production").cluster()).hasToString("cluster2");
    }

    @Test
    void whatIsNamedMustBeThere() {
        assertThatThrownBy(() -> find(new CommandFixture(home), "production")).hasMessageContaining("does not exist");
        assertThatThrownBy(() -> find(new CommandFixture(home).set("ROLLCALL_PROFILES", "/none.yaml"), null))
                .hasMessageContaining("/none.yaml");
    }

    @Test
    void aVariableThatOnlyAnotherProfileNeedsMayBeUnset() throws Exception {
        assertThat(find(write(FILE), "production").cluster()).hasToString("cluster2");
        CommandFixture environment = write(FILE);
        assertThatThrownBy(() -> find(environment, null)).hasMessageContaining("LAPTOP_SECRET is not set");
    }
}
