package io.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.rollcall.database.Postgres;
import io.rollcall.iam.keystone.IamStub;
import io.rollcall.iam.keystone.KeystoneSettings.Kind;
import io.rollcall.manager.Slapd;
import io.rollcall.manager.layout.GroupLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Secrets of the configuration change under a running server, and it is not restarted.
class RotationIT {
    private static final String TOKEN = "a-callers-token";

    @TempDir
    Path folder;

    /// As Kubernetes mounts a secret for a group: files that lead through a link, which is exchanged as a whole.
    private void mount(String version, String password) throws Exception {
        Path data = Files.createDirectories(folder.resolve("mount/..version-" + version));
        Path file = Files.writeString(data.resolve("password"), password + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        Path link = folder.resolve("mount/..data_tmp");
        Files.createSymbolicLink(link, data.getFileName());
        Files.move(
                link,
                folder.resolve("mount/..data"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        Path password1 = folder.resolve("mount/password");
        if (!Files.exists(password1)) {
            Files.createSymbolicLink(password1, Path.of("..data/password"));
        }
    }

    private static JsonNode synchronize(IamServer server, String state) {
        JsonNode operation = server.synchronize(TOKEN);
        assertThat(operation.path("state").asText()).as("%s", operation).isEqualTo(state);
        return operation;
    }

    @Test
    void passwordsOfDirectoryIamAndDatabaseAreRotatedUnderARunningServer() throws Exception {
        mount("1", "a-first-password");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path hba = folder.resolve("hba.conf");
        Files.writeString(hba, "host all service 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n");
        try (Slapd slapd = Slapd.start(GroupLayout.RFC2307BIS);
                IamStub iam = IamStub.start(Kind.KEYSTONE);
                Postgres postgres = Postgres.start("hba_file = '" + hba + "'")) {
            CrashWorld.fill(slapd);
            iam.user("alice")
                    .group("people", "alice")
                    .systemRole("r1", "MRS FullAccess")
                    .assign("people", "r1");
            iam.token(TOKEN, "alice", IamStub.PROJECT, "2100-01-01T00:00:00Z");
            iam.requirePassword("a-first-password");
            setPassword(slapd, "a-first-password");
            postgres.sql("postgres", "create role service login password 'a-first-password'");
            postgres.sql("postgres", "create database rolls owner service");
            String sections = """
                  keystone:
                    url: %s
                    domain: %s
                    password: {user: rollcall, user_domain: d1, password: "file:mount/password"}
                database: {url: "postgresql://127.0.0.1:%d/rolls", user: service, password: "file:mount/password"}
                """.formatted(iam.url(), IamStub.ACCOUNT, postgres.port());
            String manager = "{ldap: {servers: [\"%s\"], bind_dn: \"%s\", bind_password: \"file:mount/password\"}}"
                    .formatted(slapd.url(), Slapd.SERVICE_DN);

            try (IamServer server = IamServer.start(folder, IamStub.PROJECT, sections, manager)) {
                synchronize(server, "completed");

                setPassword(slapd, "a-second-password");
                slapd.kill();
                slapd.restart();
                JsonNode failed = synchronize(server, "failed");
                assertThat(failed.toString())
                        .contains("the login " + Slapd.SERVICE_DN + " is not accepted by " + slapd.url());

                iam.requirePassword("a-second-password");
                postgres.sql("postgres", "alter role service password 'a-second-password'");
                mount("2", "a-second-password");
                postgres.sql(
                        "postgres", "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'service'");
                // Connections that were cut off are found out one by one.
                Waiting.until(
                        "the database is written to again",
                        Duration.ofMinutes(1),
                        () -> server.call(TOKEN, "POST", "/iam-sync-user", "{\"user_names\": [\"alice\"]}")
                                        .status()
                                == 202);
                Waiting.until(
                        "it is done",
                        Duration.ofMinutes(1),
                        () -> server.get(TOKEN, "/iam-sync/operations?limit=1")
                                .json()
                                .at("/operations/0/state")
                                .asText()
                                .equals("completed"));
                iam.user("bob").addMember("people", "bob");
                synchronize(server, "completed");
                assertThat(server.get(TOKEN, "/iam-sync-user").body()).contains("alice", "bob");
            }
        }
    }

    private static void setPassword(Slapd slapd, String password) throws Exception {
        try (LDAPConnection admin = slapd.admin()) {
            admin.modify(Slapd.SERVICE_DN, new Modification(ModificationType.REPLACE, "userPassword", password));
        }
    }
}
