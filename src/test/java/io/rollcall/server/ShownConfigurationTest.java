package io.rollcall.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.rollcall.config.ClusterSettings;
import io.rollcall.config.Configuration;
import io.rollcall.config.ManagerSettings;
import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a client is shown of the configuration of a cluster.
class ShownConfigurationTest {
    /// Every place that can hold a secret, the path of a file of secrets or a command holds this word.
    private static final String MARK = "mArKeD";

    private static final String FILE = """
            listen: 127.0.0.1:0
            database: {url: "postgresql://127.0.0.1:5432/rollcall", user: rollcall, password: file:secrets/mArKeD-database}
            iam:
              keystone:
                url: https://iam.example:5000/v3
                domain: default
                password: {user: rollcall, user_domain: default, password: file:secrets/mArKeD-iam}
            webhooks:
              - url: https://hooks.example/a?token=${HOOK}
                secret: file:secrets/mArKeD-hook
            clusters:
              - id: one
                name: The first
                project: p1
                manager:
                  ldap:
                    servers: [ldaps://ldap1.example:636, ldaps://ldap2.example:636]
                    base_dn: dc=big,dc=data
                    bind_dn: cn=rollcall,dc=big,dc=data
                    bind_password: ${PASSWORD}
                    ca_file: secrets/mArKeD-ca.pem
                    kerberos:
                      realm: HADOOP.COM
                      config_file: secrets/mArKeD-krb5.conf
                      administrator: rollcall/admin
                      keytab: secrets/mArKeD.keytab
                      kadmin: /opt/mArKeD/kadmin
                names: {longest_user: 20, reserved_users: [Builder], allowed_users: [spark]}
                entitlements: {system: {MRS ReadOnlyAccess: {roles: [Manager_viewer, Auditor]}}}
                guard: {removed_accounts: 7, removed_percent: 5}
                grace_days: 30
                numbers: {first: 30000, last: 40000}
                after_sync: {command: [/bin/tell, --password, mArKeD-argument]}
                schedule: {cron: "15 2 * * *", zone: Europe/Berlin, jitter: 10m}
              - id: two
                name: The second
                project: p1
                manager:
                  ldap:
                    servers: [ldap://ldap3.example]
                    start_tls: true
                    client_certificate: secrets/mArKeD-cert.pem
                    client_key: secrets/mArKeD-key.pem
            """;

    @TempDir
    private Path folder;

    private List<ClusterSettings> clusters() throws Exception {
        Files.createDirectory(folder.resolve("secrets"));
        for (String name : List.of("-database", "-iam", "-hook", "-krb5.conf", ".keytab", "-key.pem")) {
            secret(MARK + name);
        }
        Path file = Files.writeString(folder.resolve("rollcall.yaml"), FILE);
        return Configuration.load(file, Map.of("PASSWORD", MARK + "-bind", "HOOK", MARK + "-url"))
                .clusters();
    }

    private void secret(String name) throws IOException {
        Path file = Files.writeString(folder.resolve("secrets").resolve(name), MARK + " content of " + name);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static String shown(ClusterSettings settings) {
        LdapSettings directory = ((ManagerSettings.Ldap) settings.manager()).settings();
        return new String(Json.write(ShownConfiguration.of(settings, directory)), UTF_8);
    }

    @Test
    void noSecretIsShown() throws Exception {
        assertThat(FILE.split(MARK, -1)).hasSizeGreaterThan(10);
        List<String> all = new ArrayList<>();
        clusters().forEach(settings -> all.add(shown(settings)));
        assertThat(all).hasSize(2).allSatisfy(text -> assertThat(text).doesNotContainIgnoringCase(MARK));
    }

    @Test
    void whatDecidesAboutPlansIsShown() throws Exception {
        List<ClusterSettings> clusters = clusters();
        JsonNode first = new JsonMapper().readTree(shown(clusters.getFirst()));
        assertThat(first.at("/directory/servers/1").asText()).isEqualTo("ldaps://ldap2.example:636");
        assertThat(first.at("/directory/base_dn").asText()).isEqualTo("dc=big,dc=data");
        assertThat(first.at("/directory/bind_dn").asText()).isEqualTo("cn=rollcall,dc=big,dc=data");
        assertThat(first.at("/directory/encryption").asText()).isEqualTo("ldaps");
        assertThat(first.at("/kerberos/realm").asText()).isEqualTo("HADOOP.COM");
        assertThat(first.at("/names").toString())
                .isEqualTo("{\"shortest_user\":3,\"longest_user\":20,\"longest_group\":64,"
                        + "\"reserved_users\":[\"builder\"],\"reserved_groups\":[],"
                        + "\"allowed_users\":[\"spark\"],\"allowed_groups\":[]}");
        assertThat(first.path("entitlements")
                        .valueStream()
                        .filter(row -> row.path("policy").asText().equals("MRS ReadOnlyAccess"))
                        .map(row -> row.path("roles").toString()))
                .containsExactly("[\"Auditor\",\"Manager_viewer\"]");
        assertThat(first.path("guard").toString())
                .isEqualTo("{\"removed_accounts\":7,\"removed_percent\":5,\"floor\":10,\"group_size\":100,"
                        + "\"group_percent\":50}");
        assertThat(first.path("grace_days").asInt()).isEqualTo(30);
        assertThat(first.at("/numbers/first").asInt()).isEqualTo(30_000);
        assertThat(first.path("has_after_sync").asBoolean()).isTrue();
        assertThat(first.at("/schedule/jitter_seconds").asInt()).isEqualTo(600);
        JsonNode second = new JsonMapper().readTree(shown(clusters.getLast()));
        assertThat(second.at("/directory/encryption").asText()).isEqualTo("start_tls");
        assertThat(second.at("/directory").has("bind_dn")).isFalse();
        assertThat(second.has("kerberos")).isFalse();
        assertThat(second.has("schedule")).isFalse();
    }
}
