package io.rollcall;

import static io.rollcall.FileIamFixture.CLUSTER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.rollcall.api.ApiClient;
import io.rollcall.manager.Slapd;
import io.rollcall.manager.kerberos.Kdc;
import io.rollcall.manager.layout.GroupLayout;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Complaint 6 from the outside, on a cluster in security mode: a user who leaves the IAM is disabled before
/// removal, and returns with the same account. The server's process, OpenLDAP and an MIT realm.
class DisabledFirstIT {
    private static final String CHOSEN = "Chosen-by-user7";
    private static final String NAME = "user7";

    @TempDir
    private Path folder;

    private static List<String> people(String... more) {
        List<String> people = new ArrayList<>(
                IntStream.range(0, 7).mapToObj(i -> "u-" + i + ":user" + i).toList());
        people.addAll(List.of(more));
        return people;
    }

    @Test
    void whoeverLeavesCanDoNothingKeepsTheirEntryAndComesBackWithTheirKey() throws Exception {
        try (Slapd slapd = Slapd.start(GroupLayout.RFC2307BIS);
                Kdc kdc = Kdc.start()) {
            FileIamFixture cluster = new FileIamFixture(folder, slapd);
            cluster.configure(
                    "grace_days: 30",
                    "kerberos: {realm: %s, config_file: %s, administrator: %s, keytab: %s}"
                            .formatted(Kdc.REALM, kdc.settings().krb5Config(), Kdc.ADMINISTRATOR, kdc.keytab()));
            cluster.people(people("u-7:" + NAME));
            try (RollcallProcess server = RollcallProcess.serve(folder).awaitReady()) {
                ApiClient client = server.client("AK1", "SK1");
                cluster.sync(client);
                String first = client.post(CLUSTER + "/iam-sync/accounts/user7/password", "{}")
                        .json()
                        .path("password")
                        .asText();
                assertThat(kdc.kinitChanging(NAME, first, CHOSEN)).isTrue();
                assertThat(cluster.binds(NAME, first)).isTrue();
                String numbers = numbers(cluster);

                cluster.people(people(), server);
                LocalDate before = LocalDate.now(ZoneOffset.UTC);
                assertThat(cluster.sync(client).path("state").asText()).isEqualTo("completed");
                LocalDate after = LocalDate.now(ZoneOffset.UTC);
                assertThat(kdc.kinit(NAME, CHOSEN)).isFalse();
                assertThat(kdc.console("getprinc " + NAME)).contains("DISALLOW_ALL_TIX");
                assertThat(cluster.binds(NAME, first)).isFalse();
                assertThat(numbers(cluster)).isEqualTo(numbers);
                assertThat(cluster.ldapsearch())
                        .containsAnyOf("shadowExpire: " + before.toEpochDay(), "shadowExpire: " + after.toEpochDay())
                        .doesNotContain("member: uid=user7,");
                assertThat(client.get(CLUSTER + "/iam-sync-user").body()).doesNotContain(NAME);
                assertThat(client.post(CLUSTER + "/iam-sync/accounts/user7/password", "{\"reset\":true}")
                                .status())
                        .isEqualTo(404);

                cluster.people(people("u-other:" + NAME), server);
                JsonNode conflict = cluster.sync(client);
                assertThat(conflict.path("state").asText()).isEqualTo("completed_with_errors");
                assertThat(numbers(cluster)).isEqualTo(numbers);

                cluster.people(people("u-7:" + NAME), server);
                assertThat(cluster.sync(client).path("state").asText()).isEqualTo("completed");
                assertThat(kdc.kinit(NAME, CHOSEN)).isTrue();
                assertThat(numbers(cluster)).isEqualTo(numbers);
                assertThat(cluster.ldapsearch()).contains("member: uid=user7,").doesNotContain("shadowExpire");

                cluster.people(people(), server);
                cluster.sync(client);
                letDaysPass(slapd, 30);
                assertThat(cluster.sync(client).path("state").asText()).isEqualTo("completed");
                assertThat(cluster.ldapsearch()).doesNotContain("uid=user7,");
                assertThat(kdc.console("listprincs")).doesNotContain("user7@");
            }
        }
    }

    private static void letDaysPass(Slapd slapd, int days) throws Exception {
        long then = LocalDate.now(ZoneOffset.UTC).minusDays(days).toEpochDay();
        try (LDAPConnection admin = slapd.admin()) {
            admin.modify(
                    "uid=user7,ou=Peoples," + Slapd.BASE,
                    new Modification(ModificationType.REPLACE, "shadowExpire", Long.toString(then)));
        }
    }

    private static String numbers(FileIamFixture cluster) throws Exception {
        String entry = cluster.ldapsearch().split("dn: uid=user7,", 2)[1].split("\n\n", 2)[0];
        return entry.lines()
                .filter(line -> line.startsWith("uidNumber") || line.startsWith("entryUUID"))
                .toList()
                .toString();
    }
}
