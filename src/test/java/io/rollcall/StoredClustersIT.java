package io.rollcall;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.api.ApiClient;
import io.rollcall.api.Reply;
import io.rollcall.database.Postgres;
import io.rollcall.database.PostgresSettings;
import io.rollcall.manager.Slapd;
import io.rollcall.manager.layout.GroupLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A cluster that is stored by a call is one like those of the file, for all replicas.
class StoredClustersIT {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final String ALL = "/v2/p1/iam-sync/clusters";
    private static final String CLUSTER = "/v2/p1/clusters/c1";

    @TempDir
    Path folder;

    /// Nothing listens where the cluster of the file is.
    private Path configure(String name, String more) throws Exception {
        Path own = Files.createDirectories(folder.resolve(name));
        Path secrets = Files.createDirectories(own.resolve("secrets/c1"));
        Path password = Files.writeString(secrets.resolve("password"), Slapd.PASSWORD);
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        Path file = Files.writeString(own.resolve("rollcall.yaml"), """
                listen: 127.0.0.1:0
                iam: {file: iam.yaml}
                limits: {requests_per_second: 100000, burst: 100000}
                secrets_readable_by_others: true
                stored_clusters: {secrets: secrets}
                clusters:
                  - id: c0
                    name: zero
                    project: p1
                    manager: {ldap: {servers: ["ldap://127.0.0.1:9"], bind_dn: cn=x, bind_password: pppp}}
                """ + more);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return own;
    }

    private static String section(Slapd slapd, String more) {
        return """
                {"id":"c1","name":"one","project":"p1","manager":{"ldap":{"servers":["%s"],"base_dn":"%s",\
                "bind_dn":"%s","bind_password":"file:password"}}%s}""".formatted(slapd.url(), Slapd.BASE, Slapd.SERVICE_DN, more);
    }

    private static Reply put(ApiClient client, String body) {
        return client.send("PUT", CLUSTER + "/iam-sync/definition", body.getBytes(UTF_8), Map.of(), false);
    }

    @Test
    void aStoredClusterIsSynchronizedAndServedAgainAfterAKill() throws Exception {
        try (Slapd slapd = Slapd.start(GroupLayout.RFC2307BIS)) {
            Path own = configure("alone", "");
            FileIamFixture fixture = new FileIamFixture(own, slapd);
            fixture.people(List.of("u-1:alice", "u-2:bobby"));
            try (RollcallProcess server = RollcallProcess.serve(own).awaitReady()) {
                ApiClient owner = server.client("AK1", "SK1");
                Reply added = owner.post(ALL, section(slapd, ""));
                assertThat(added.status()).as(added.body()).isEqualTo(201);
                assertThat(fixture.sync(owner).path("state").asText()).isEqualTo("completed");
                assertThat(fixture.ldapsearch()).contains("uid=alice,", "uid=bobby,");
                server.kill();
            }
            try (RollcallProcess server = RollcallProcess.serve(own).awaitReady()) {
                ApiClient owner = server.client("AK1", "SK1");
                assertThat(owner.get(CLUSTER + "/iam-sync-user").body()).contains("alice", "bobby");
                assertThat(owner.delete(CLUSTER + "/iam-sync/definition", "").status())
                        .isEqualTo(200);
                assertThat(owner.get(CLUSTER + "/iam-sync").status()).isEqualTo(400);
                assertThat(fixture.ldapsearch())
                        .as("a cluster that is no longer served keeps what it has")
                        .contains("uid=alice,");
            }
        }
    }

    @Test
    void replicasTakeEachOthersChangesWithinSeconds() throws Exception {
        PostgresSettings settings = Postgres.shared().newDatabase();
        String database = "database: {url: \"%s\", user: %s}\n".formatted(settings.url(), settings.user());
        try (Slapd slapd = Slapd.start(GroupLayout.RFC2307BIS)) {
            Path first = configure("first", database);
            FileIamFixture fixture = new FileIamFixture(first, slapd);
            fixture.people(List.of("u-1:alice"));
            Path second = configure("second", database);
            Files.copy(first.resolve("iam.yaml"), second.resolve("iam.yaml"));
            try (RollcallProcess here = RollcallProcess.serve(first).awaitReady();
                    RollcallProcess there = RollcallProcess.serve(second).awaitReady()) {
                ApiClient one = here.client("AK1", "SK1");
                ApiClient two = there.client("AK1", "SK1");
                assertThat(one.post(ALL, section(slapd, "")).status()).isEqualTo(201);
                assertThat(two.post(ALL, section(slapd, "")).status())
                        .as("stored, whether or not this replica has seen it")
                        .isEqualTo(409);
                Waiting.until(
                        "the other replica serves it",
                        SOON,
                        () -> two.get(CLUSTER + "/iam-sync").status() == 200);
                assertThat(fixture.sync(two).path("state").asText()).isEqualTo("completed");
                assertThat(fixture.ldapsearch()).contains("uid=alice,");

                assertThat(put(two, section(slapd, ",\"grace_days\":7")).status())
                        .isEqualTo(200);
                Waiting.until(
                        "the first one takes the change",
                        SOON,
                        () -> one.get(CLUSTER + "/iam-sync/configuration")
                                        .json()
                                        .path("grace_days")
                                        .asInt()
                                == 7);

                assertThat(one.delete(CLUSTER + "/iam-sync/definition", "").status())
                        .isEqualTo(200);
                Waiting.until(
                        "the other one stops to serve it",
                        SOON,
                        () -> two.get(CLUSTER + "/iam-sync").status() == 400);
            }
        }
    }
}
