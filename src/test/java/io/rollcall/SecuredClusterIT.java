package io.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.api.ApiClient;
import io.rollcall.api.Reply;
import io.rollcall.manager.Slapd;
import io.rollcall.manager.kerberos.Kdc;
import io.rollcall.manager.layout.GroupLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A cluster in security mode as a platform runs it: the server's process, OpenLDAP and an MIT realm.
class SecuredClusterIT {
    private static final String CLUSTER = "/v2/p1/clusters/c1";
    private static final int USERS = Integer.getInteger("rollcall.test.users", 5_000);
    private static final String CHOSEN = "Chosen-by-user1";

    @TempDir
    Path folder;

    @Test
    void aPersonComesGetsAPasswordAndGoes() throws Exception {
        try (Slapd slapd = Slapd.start(GroupLayout.RFC2307BIS);
                Kdc kdc = Kdc.start()) {
            CrashWorld.fill(slapd);
            configure(slapd, kdc, 1);
            try (RollcallProcess server = RollcallProcess.serve(folder).awaitReady()) {
                ApiClient client = server.client("AK1", "SK1");
                post(client, "/iam-sync-user", "{\"user_names\":[\"user1\"]}", 202);
                awaitIdle(client);
                assertThat(client.get(CLUSTER + "/iam-sync/is-synchronous").body())
                        .contains("true");
                assertThat(kdc.console("listprincs")).contains("user1@" + Kdc.REALM);
                assertThat(kdc.kinit("user1", "anything")).isFalse();

                String first = post(client, "/iam-sync/accounts/user1/password", "{}", 200)
                        .json()
                        .path("password")
                        .asText();
                assertThat(kdc.kinitChanging("user1", first, CHOSEN)).isTrue();
                assertThat(kdc.kinit("user1", CHOSEN)).isTrue();

                post(client, "/iam-sync-user", "{\"user_names\":[\"user1\"]}", 202);
                awaitIdle(client);
                assertThat(kdc.kinit("user1", CHOSEN)).isTrue();

                Reply cancelled = client.delete(CLUSTER + "/iam-sync-user", "{\"group_names\":[\"group1\"]}");
                assertThat(cancelled.status()).isEqualTo(202);
                awaitIdle(client);
                assertThat(kdc.kinit("user1", CHOSEN)).isFalse();
                assertThat(kdc.console("listprincs")).doesNotContain("user1@");
            }
        }
    }

    @Test
    void theServerStartsWithoutTheDirectoryAndTheKdcSaysSoAndGoesOnWhenTheyAreThere() throws Exception {
        try (Slapd slapd = Slapd.start(GroupLayout.RFC2307BIS);
                Kdc kdc = Kdc.start()) {
            CrashWorld.fill(slapd);
            configure(slapd, kdc, 1);
            slapd.kill();
            kdc.stopKadmind();
            kdc.stopKdc();
            try (RollcallProcess server = RollcallProcess.serve(folder).awaitReady()) {
                ApiClient client = server.client("AK1", "SK1");
                awaitReadyAnswer(
                        client,
                        "{\"status\":\"degraded\",\"checks\":{\"database\":\"up\",\"directory\":\"down\",\"kdc\":\"down\"}}");
                assertThat(server.err())
                        .contains("does not answer check=\"directory\"")
                        .contains("does not answer check=\"kdc\"");
                post(client, "/iam-sync-user", "{\"is_all_sync\":true}", 202);

                slapd.restart();
                kdc.startKdc();
                kdc.startKadmind();
                awaitIdle(client);
                assertThat(newest(client).path("state").asText()).isEqualTo("completed");
                assertThat(principals(kdc)).isEqualTo(1);
                awaitReadyAnswer(
                        client,
                        "{\"status\":\"up\",\"checks\":{\"database\":\"up\",\"directory\":\"up\",\"kdc\":\"up\"}}");
            }
        }
    }

    private static void awaitReadyAnswer(ApiClient client, String body) {
        Waiting.until("/ready says " + body, Duration.ofMinutes(1), () -> {
            Reply reply = client.get("/ready");
            assertThat(reply.status()).isEqualTo(200);
            return reply.body().equals(body);
        });
    }

    private void synchronizeUntilSomePrincipalsAreMade(ApiClient client) {
        post(client, "/iam-sync-user", "{\"is_all_sync\":true}", 202);
        Waiting.until(
                "some principals are made",
                Duration.ofMinutes(3),
                () -> newest(client).at("/counters/principal/done").asInt() > 0);
    }

    @Test
    void aRealmThatStopsInTheMiddleIsHealedByARepeat() throws Exception {
        try (Slapd slapd = Slapd.start(GroupLayout.RFC2307BIS);
                Kdc kdc = Kdc.start()) {
            CrashWorld.fill(slapd);
            configure(slapd, kdc, USERS, "stall_limit: 10s");
            try (RollcallProcess server = RollcallProcess.serve(folder).awaitReady()) {
                ApiClient client = server.client("AK1", "SK1");
                synchronizeUntilSomePrincipalsAreMade(client);
                kdc.stopKadmind();
                kdc.stopKdc();
                awaitIdle(client);

                assertThat(newest(client).path("state").asText()).isEqualTo("failed");
                assertThat(newest(client).at("/error/error_code").asText()).isEqualTo("12000163");
                assertThat(client.get(CLUSTER + "/iam-sync/is-synchronous").body())
                        .contains("false");

                kdc.startKdc();
                kdc.startKadmind();
                post(client, "/iam-sync-user", "{\"is_all_sync\":true}", 202);
                awaitIdle(client);
                assertThat(newest(client).path("state").asText()).isEqualTo("completed");
                assertThat(principals(kdc)).isEqualTo(USERS);

                assertThat(client.delete(CLUSTER + "/iam-sync-user", "{\"group_names\":[\"group1\"]}")
                                .status())
                        .isEqualTo(202);
                awaitIdle(client);
                assertThat(principals(kdc)).isZero();
            }
        }
    }

    /// Replaces a text of the configuration file and has the running server take it.
    private void reload(RollcallProcess server, String from, String to) throws Exception {
        Path file = folder.resolve("rollcall.yaml");
        String before = Files.readString(file);
        assertThat(before).contains(from);
        Files.writeString(file, before.replace(from, to));
        Path own = Files.createDirectories(folder.resolve("command"));
        String management = server.ready().path("management_url").asText();
        try (RollcallProcess command =
                RollcallProcess.start(own, "reload", "--config", "../rollcall.yaml", "--url", management)) {
            assertThat(command.awaitExit()).as(command.out()).isZero();
        }
    }

    @Test
    void theAdministratorAndTheRuleForPasswordsChangeWithoutARestartAndWhatRunsEndsAsItBegan() throws Exception {
        String mayAll = "administrator: " + Kdc.ADMINISTRATOR;
        String mayLook = "administrator: " + Kdc.ONLOOKER;
        try (Slapd slapd = Slapd.start(GroupLayout.RFC2307BIS);
                Kdc kdc = Kdc.start()) {
            CrashWorld.fill(slapd);
            // Two operations fail by the limit, for the administrator may only look.
            configure(slapd, kdc, USERS, "stall_limit: 20s");
            try (RollcallProcess server = RollcallProcess.serve(folder).awaitReady()) {
                ApiClient client = server.client("AK1", "SK1");
                synchronizeUntilSomePrincipalsAreMade(client);
                // So that it does not end meanwhile.
                kdc.pauseKadmind();
                reload(server, mayAll, mayLook);
                assertThat(newest(client).path("state").asText())
                        .as("the change came while it ran")
                        .isEqualTo("running");
                kdc.wakeKadmind();
                awaitIdle(client);
                assertThat(newest(client).path("state").asText()).isEqualTo("completed");
                assertThat(principals(kdc)).isEqualTo(USERS);

                post(client, "/iam-sync-user", "{\"user_names\":[\"user1\"]}", 202);
                awaitIdle(client);
                assertThat(client.delete(CLUSTER + "/iam-sync-user", "{\"group_names\":[\"group1\"]}")
                                .status())
                        .isEqualTo(202);
                awaitIdle(client);
                assertThat(newest(client).path("state").asText())
                        .as("this administrator may only look")
                        .isNotEqualTo("completed");
                assertThat(principals(kdc)).isEqualTo(USERS);

                reload(server, mayLook, mayAll);
                post(client, "/iam-sync-user", "{\"is_all_sync\":true}", 202);
                awaitIdle(client);
                assertThat(newest(client).path("state").asText()).isEqualTo("completed");
                String first = post(client, "/iam-sync/accounts/user1/password", "{}", 200)
                        .json()
                        .path("password")
                        .asText();
                assertThat(kdc.kinitChanging("user1", first, CHOSEN)).isTrue();
                reload(server, "allow: reset", "allow: none");
                assertThat(client.post(CLUSTER + "/iam-sync/accounts/user2/password", "{}")
                                .status())
                        .isEqualTo(403);
            }
        }
    }

    private static JsonNode newest(ApiClient client) {
        return client.get(CLUSTER + "/iam-sync/operations?limit=1").json().at("/operations/0");
    }

    private static long principals(Kdc kdc) {
        return kdc.console("listprincs")
                .lines()
                .filter(line -> line.startsWith("user"))
                .count();
    }

    private static Reply post(ApiClient client, String tail, String body, int status) {
        Reply reply = client.post(CLUSTER + tail, body);
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        return reply;
    }

    private static void awaitIdle(ApiClient client) {
        Waiting.until(
                "nothing is synchronizing",
                Duration.ofMinutes(3),
                () -> client.get(CLUSTER + "/iam-sync").body().contains("false"));
    }

    private void configure(Slapd slapd, Kdc kdc, int users) throws Exception {
        configure(slapd, kdc, users, "");
    }

    /// @param more a further line of the configuration
    private void configure(Slapd slapd, Kdc kdc, int users, String more) throws Exception {
        StringBuilder people = new StringBuilder();
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= users; i++) {
            names.add("user" + i);
            people.append("  - {id: u-%d, name: user%d, enabled: true}\n".formatted(i, i));
        }
        Files.writeString(folder.resolve("iam.yaml"), """
                domain: {id: d1, name: acme}
                projects: [{id: p1, name: region-1}]
                access_keys: [{access: AK1, secret: SK1, user: user1}]
                groups: [{id: g-1, name: group1, members: %s, grants: [{policy: MRS FullAccess, on: domain}]}]
                users:
                %s""".formatted(names, people));
        Files.writeString(folder.resolve("rollcall.yaml"), """
                listen: 127.0.0.1:0
                passwords: {allow: reset, resets_per_hour: 100}
                grants: [{users: [user1], actions: ["mrs:cluster:initializePassword", "mrs:cluster:resetPassword"]}]
                %s
                data: data
                iam: {file: iam.yaml}
                limits: {requests_per_second: 100000, burst: 100000}
                clusters:
                  - id: c1
                    name: one
                    project: p1
                    manager:
                      ldap:
                        servers: ["%s"]
                        base_dn: "%s"
                        bind_dn: "%s"
                        bind_password: %s
                        kerberos: {realm: %s, config_file: %s, administrator: %s, keytab: %s}
                """.formatted(
                        more,
                        slapd.url(),
                        Slapd.BASE,
                        Slapd.SERVICE_DN,
                        Slapd.PASSWORD,
                        Kdc.REALM,
                        kdc.settings().krb5Config(),
                        Kdc.ADMINISTRATOR,
                        kdc.keytab()));
    }
}
