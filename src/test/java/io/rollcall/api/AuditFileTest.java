package io.rollcall.api;

import static io.rollcall.api.ApiFixture.USERS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.Waiting;
import io.rollcall.api.answer.AuditFile;
import io.rollcall.operation.audit.AuditChain;
import io.rollcall.operation.audit.AuditEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The audit outside the database: in a file, or as the API gives it.
class AuditFileTest {
    @TempDir
    Path folder;

    @AutoClose
    private ApiFixture api;

    private Path file;

    @BeforeEach
    void start() throws Exception {
        api = ApiFixture.start(ApiFixture.people()).work();
        file = folder.resolve("audit.jsonl");
        api.admin().post(USERS, "{\"is_all_sync\":true}");
        api.awaitIdle();
        write();
    }

    private void write() throws Exception {
        new AuditFile(file).write(api.audit());
    }

    @Test
    void theFileIsItsOwnersAndWhole() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        AuditChain.Finding finding = AuditChain.ofFile(file);
        assertThat(finding.troubles()).isEmpty();
        assertThat(finding.entries()).isEqualTo(api.audit().size());
        assertThat(Files.readString(file))
                .isEqualTo(api.admin()
                        .get(ApiFixture.BASE + "/iam-sync/audit?limit=1000")
                        .body());
    }

    private List<AuditEntry> refused() {
        return api.audit().stream()
                .filter(entry -> entry.event() == AuditEntry.Event.REFUSED)
                .toList();
    }

    @Test
    void refusedCallsAreInTheAuditWithWhoFromWhereAndWhy() {
        api.as("guest").post(USERS, "{\"is_all_sync\":true}");
        api.as("guest").post(USERS, "{\"is_all_sync\":true}");
        ApiClient.signing(api.port(), "AK-admin", "a wrong one").post(USERS, "{\"is_all_sync\":true}");
        api.anonymous().get(ApiFixture.BASE + "/iam-sync");
        Waiting.until(
                "three kinds of refusals are written down", () -> refused().size() == 3);
        List<AuditEntry> refused = refused();
        assertThat(refused.get(0).by()).isNotNull().satisfies(by -> {
            assertThat(by.userId()).isEqualTo("u-guest");
            assertThat(by.credential()).isEqualTo("access key AK-guest");
            assertThat(by.address()).isEqualTo("127.0.0.1");
        });
        assertThat(refused.get(0).detail())
                .containsEntry("call", "UpdateSyncIamUser")
                .containsEntry("error_code", "12000136");
        assertThat(String.valueOf(refused.get(0).detail().get("reason"))).contains("mrs:cluster:syncUser");
        assertThat(refused.get(1).detail()).containsEntry("error_code", "APIGW.0301");
        assertThat(String.valueOf(refused.get(1).detail().get("reason"))).doesNotContain("canonicalRequest");
        assertThat(refused.get(2).detail()).containsEntry("call", "ListClusterSyncTaskStatus");
    }

    @Test
    void aLineThatIsThereTwiceIsNoTrouble() throws Exception {
        write();
        assertThat(AuditChain.ofFile(file).troubles()).isEmpty();
    }

    @Test
    void aLineThatWasAlteredOrTakenOutShows() throws Exception {
        List<String> lines = Files.readAllLines(file);
        List<String> altered = new ArrayList<>(lines);
        altered.set(1, lines.get(1).replaceFirst("\"at\":\"2\\d", "\"at\":\"19"));
        Files.write(file, altered);
        assertThat(AuditChain.ofFile(file).troubles())
                .singleElement()
                .asString()
                .contains("line 2 was altered");

        List<String> shorter = new ArrayList<>(lines);
        shorter.remove(1);
        Files.write(file, shorter);
        assertThat(AuditChain.ofFile(file).troubles())
                .singleElement()
                .asString()
                .contains("line 2 follows entry 1")
                .contains("is entry 3");
    }

    @Test
    void afterALineThatWasCutByACrashANewOneBegins() throws Exception {
        Files.writeString(file, "{\"cluster_id\":", UTF_8, StandardOpenOption.APPEND);
        write();
        assertThat(AuditChain.ofFile(file).troubles())
                .singleElement()
                .asString()
                .contains("is no entry of an audit");
    }
}
