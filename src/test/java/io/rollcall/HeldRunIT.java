package io.rollcall;

import static io.rollcall.FileIamFixture.CLUSTER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.api.ApiClient;
import io.rollcall.manager.Slapd;
import io.rollcall.manager.layout.GroupLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A run that would remove too many, from the outside: the server's process, OpenLDAP, and `ldapsearch`.
class HeldRunIT {
    private static final int PEOPLE = 50;

    @TempDir
    private Path folder;

    private static List<String> people(int count) {
        return IntStream.range(0, count).mapToObj(i -> "u-" + i + ":user" + i).toList();
    }

    private static void assertBooleans(ApiClient client, boolean synchronizing, boolean synchronous) {
        assertThat(client.get(CLUSTER + "/iam-sync").body()).isEqualTo("{\"is_synchronizing\":" + synchronizing + "}");
        assertThat(client.get(CLUSTER + "/iam-sync/is-synchronous").body())
                .isEqualTo("{\"is_synchronous\":" + synchronous + "}");
    }

    private static String path(JsonNode operation) {
        return CLUSTER + "/iam-sync/operations/"
                + operation.path("operation_id").asText();
    }

    @Test
    void aRunThatWouldRemoveThirtyPercentWritesNothingUntilItIsReleased() throws Exception {
        try (Slapd slapd = Slapd.start(GroupLayout.RFC2307BIS)) {
            FileIamFixture cluster = new FileIamFixture(folder, slapd);
            cluster.configure("", "");
            cluster.people(people(PEOPLE));
            try (RollcallProcess server = RollcallProcess.serve(folder).awaitReady()) {
                ApiClient client = server.client("AK1", "SK1");
                assertThat(cluster.sync(client).path("state").asText()).isEqualTo("completed");
                assertBooleans(client, false, true);
                String before = cluster.ldapsearch();
                assertThat(before).contains("uid=user49,", "entryCSN: ");

                cluster.people(people(PEOPLE * 7 / 10), server);
                JsonNode held = cluster.sync(client);
                assertThat(held.path("state").asText()).isEqualTo("held");
                assertThat(held.at("/held/reasons/0").asText())
                        .isEqualTo("it would remove 15 of 50 accounts, and the limit is 20 %");
                assertThat(cluster.ldapsearch()).isEqualTo(before);
                assertBooleans(client, false, false);

                JsonNode released = cluster.after(client, client.post(path(held) + "/release", ""));
                assertThat(released.path("state").asText()).isEqualTo("completed");
                assertThat(cluster.ldapsearch()).contains("uid=user34,").doesNotContain("uid=user35,", "uid=user49,");
                assertBooleans(client, false, true);
            }
        }
    }

    @Test
    void aReleaseStandsForWhatWasSeenAndOnlyWhatIsNewIsHeldAgain() throws Exception {
        try (Slapd slapd = Slapd.start(GroupLayout.RFC2307BIS)) {
            FileIamFixture cluster = new FileIamFixture(folder, slapd);
            cluster.configure("", "");
            cluster.people(people(PEOPLE));
            try (RollcallProcess server = RollcallProcess.serve(folder).awaitReady()) {
                ApiClient client = server.client("AK1", "SK1");
                cluster.sync(client);
                cluster.people(people(38), server);
                JsonNode held = cluster.sync(client);
                assertThat(held.path("state").asText()).isEqualTo("held");

                cluster.people(people(26), server);
                JsonNode again = cluster.after(client, client.post(path(held) + "/release", ""));
                assertThat(again.path("state").asText()).isEqualTo("held");
                assertThat(again.at("/held/reasons/0").asText()).startsWith("it would remove 12 of 38 accounts");
                assertThat(again.path("notes").toString()).contains("not among what was released: user user26");
                assertThat(cluster.ldapsearch()).contains("uid=user37,").doesNotContain("uid=user38,");
                assertBooleans(client, false, false);

                cluster.people(people(30), server);
                JsonNode done = cluster.after(client, client.post(path(held) + "/release", ""));
                assertThat(done.path("state").asText()).isEqualTo("completed");
                assertThat(cluster.ldapsearch()).contains("uid=user29,").doesNotContain("uid=user30,");
                assertBooleans(client, false, true);
            }
        }
    }
}
