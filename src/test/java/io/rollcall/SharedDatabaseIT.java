package io.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.api.ApiClient;
import io.rollcall.database.Postgres;
import io.rollcall.database.PostgresSettings;
import io.rollcall.manager.Slapd;
import io.rollcall.manager.layout.GroupLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `serve`, `backup` and `restore` with PostgreSQL, as an operator meets them.
class SharedDatabaseIT {
    private static final String CLUSTER = "/v2/p1/clusters/c1";
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    @Test
    void aLaptopsStateGoesToProductionWhileItRuns() throws Exception {
        try (Slapd slapd = Slapd.start(GroupLayout.RFC2307BIS)) {
            CrashWorld.fill(slapd);
            Path laptop = configure("laptop", "data: data", slapd);
            PostgresSettings settings = Postgres.shared().newDatabase();
            Path production = configure("production", database(settings), slapd);
            String state = folder.resolve("monday.state").toString();

            try (RollcallProcess server = RollcallProcess.serve(laptop).awaitReady()) {
                ApiClient client = server.client("AK1", "SK1");
                synchronize(client);
                assertThat(lastLine(0, laptop, "backup", "--to", state)).startsWith("Backed up ");
                assertThat(lastLine(1, laptop, "restore", "--from", state)).contains("in use by another rollcall");
            }
            assertThat(lastLine(0, production, "restore", "--from", state)).startsWith("Restored ");
            try (RollcallProcess server = RollcallProcess.serve(production).awaitReady()) {
                ApiClient client = server.client("AK1", "SK1");
                assertThat(client.get(CLUSTER + "/iam-sync/is-synchronous").body())
                        .isEqualTo("{\"is_synchronous\":true}");
                assertThat(client.get(CLUSTER + "/iam-sync-user").body()).contains("user1", "user2");
                synchronize(client);
                assertThat(newest(client).at("/counters/account/done").asInt()).isZero();
                assertThat(lastLine(1, production, "restore", "--from", state, "--replace"))
                        .isEqualTo("a rollcall is running on the database: stop every replica first");
            }
            assertThat(lastLine(1, production, "restore", "--from", state))
                    .isEqualTo("the database is not empty: --replace removes what it holds");
            assertThat(lastLine(
                            1,
                            production,
                            "restore",
                            "--from",
                            production.resolve("iam.yaml").toString(),
                            "--replace"))
                    .endsWith("iam.yaml is no backup of rollcall");
            assertThat(lastLine(1, production, "restore", "--from", state + ".gone"))
                    .endsWith("monday.state.gone: no such file or folder");
            assertThat(lastLine(1, production, "backup", "--to", folder + "/nowhere/a.state"))
                    .endsWith("no such file or folder");
        }
    }

    @Test
    void aDatabaseThatIsAwayOrNewerIsOneSentence() throws Exception {
        int nobody = Programs.freePort();
        Path away = configure(
                "away", "database: {url: \"postgresql://127.0.0.1:%d/rollcall\", user: rollcall}".formatted(nobody));
        assertThat(lastLine(1, away, "serve"))
                .startsWith("rollcall cannot start: ")
                .contains("127.0.0.1:" + nobody, "refused");

        PostgresSettings settings = Postgres.shared().newDatabase();
        Path newer = configure("newer", database(settings));
        try (RollcallProcess first = RollcallProcess.serve(newer).awaitReady()) {
            assertThat(first.isAlive()).isTrue();
        }
        Postgres.shared()
                .sql(
                        settings.url().substring(settings.url().lastIndexOf('/') + 1),
                        "insert into flyway_schema_history (installed_rank, version, description, type, script,"
                                + " installed_by, execution_time, success)"
                                + " values (99, '9000', 'later', 'SQL', 'V9000__later.sql', 'rollcall', 1, true)");
        assertThat(lastLine(1, newer, "serve"))
                .startsWith("rollcall cannot start: the database has schema version 9000")
                .endsWith("start the version that made it, or a newer one; nothing was changed");
    }

    private static void synchronize(ApiClient client) {
        assertThat(client.post(CLUSTER + "/iam-sync-user", "{\"is_all_sync\": true}")
                        .status())
                .isEqualTo(202);
        Waiting.until(
                "nothing is synchronizing",
                TIMEOUT,
                () -> client.get(CLUSTER + "/iam-sync").body().contains("false"));
        assertThat(newest(client).path("state").asText()).isEqualTo("completed");
    }

    private static JsonNode newest(ApiClient client) {
        return client.get(CLUSTER + "/iam-sync/operations?limit=1").json().at("/operations/0");
    }

    /// What a command says at its end, which is never where in the program it came to it.
    private static String lastLine(int code, Path folder, String command, String... options) {
        String[] arguments = new String[options.length + 3];
        arguments[0] = command;
        arguments[1] = "--config";
        arguments[2] = folder.resolve("rollcall.yaml").toString();
        System.arraycopy(options, 0, arguments, 3, options.length);
        try (RollcallProcess process = RollcallProcess.start(folder.resolveSibling("console"), arguments)) {
            assertThat(process.awaitExit()).as(process.err()).isEqualTo(code);
            assertThat(process.err()).doesNotContain("\tat ");
            return (process.out() + process.err()).strip().lines().toList().getLast();
        }
    }

    private static String database(PostgresSettings settings) {
        return "database: {url: \"%s\", user: %s}".formatted(settings.url(), settings.user());
    }

    private Path configure(String name, String database) throws IOException {
        return configure(
                name,
                database,
                "ldap: {servers: [\"ldap://127.0.0.1:9\"], base_dn: \"%s\", bind_dn: \"%s\", bind_password: a-word}"
                        .formatted(Slapd.BASE, Slapd.SERVICE_DN));
    }

    private Path configure(String name, String database, Slapd slapd) throws IOException {
        return configure(
                name,
                database,
                "ldap: {servers: [\"%s\"], base_dn: \"%s\", bind_dn: \"%s\", bind_password: %s}"
                        .formatted(slapd.url(), Slapd.BASE, Slapd.SERVICE_DN, Slapd.PASSWORD));
    }

    private Path configure(String name, String database, String manager) throws IOException {
        Path own = Files.createDirectories(folder.resolve(name));
        Files.writeString(own.resolve("iam.yaml"), """
                domain: {id: d1, name: acme}
                projects: [{id: p1, name: region-1}]
                access_keys: [{access: AK1, secret: SK1, user: user1}]
                users: [{id: u-1, name: user1, enabled: true}, {id: u-2, name: user2, enabled: true}]
                groups:
                  - {id: g-1, name: group1, members: [user1, user2], grants: [{policy: MRS FullAccess, on: domain}]}
                """);
        Files.writeString(own.resolve("rollcall.yaml"), """
                listen: 127.0.0.1:0
                %s
                iam: {file: iam.yaml}
                limits: {requests_per_second: 100000, burst: 100000}
                clusters: [{id: c1, name: one, project: p1, manager: {%s}}]
                """.formatted(database, manager));
        return own;
    }
}
