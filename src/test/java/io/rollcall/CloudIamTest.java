package io.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.api.Reply;
import io.rollcall.iam.keystone.IamStub;
import io.rollcall.iam.keystone.KeystoneSettings.Kind;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server beside an IAM that answers as Huawei Cloud does: from the caller's token to the directory.
class CloudIamTest {
    private static final String EMBEDDED = "{embedded: {bind_password: a-directory-password}}";

    /// As long as tokens of that cloud may get.
    private static final String TOKEN = "M".repeat(16 * 1024);

    @TempDir
    Path folder;

    @AutoClose
    private IamStub iam;

    @BeforeEach
    void start() throws Exception {
        iam = IamStub.start(Kind.HUAWEI)
                .user("alice")
                .user("bob")
                .user("carol", false)
                .group("admins", "alice")
                .group("analysts", "alice", "bob", "carol")
                .group("idle", "bob")
                .systemRole("72", "MRS FullAccess")
                .customRole("c1", "jobs only", "mrs:job:submit")
                .assign("admins", "72")
                .assign("analysts", "c1")
                .token(TOKEN, "alice", IamStub.PROJECT, "2100-01-01T00:00:00.000000Z")
                .token("elsewhere", "alice", "p2", "2100-01-01T00:00:00.000000Z")
                .token("past", "alice", IamStub.PROJECT, "2020-01-01T00:00:00.000000Z")
                .token("helpless", "bob", IamStub.PROJECT, "2100-01-01T00:00:00.000000Z");
    }

    private IamServer serve() throws Exception {
        return IamServer.start(folder, IamStub.PROJECT, """
                  huawei:
                    url: %s
                    account: %s
                    access_key: {access: AK-service, secret: SK-service}
                    retry_for: 1s
                    unknown_per_second: 6
                """.formatted(iam.url(), IamStub.ACCOUNT), EMBEDDED);
    }

    @Test
    void aTokenOf16KilobytesCallsTheFiveOperations() throws Exception {
        try (IamServer server = serve()) {
            assertThat(server.synchronize(TOKEN).path("state").asText()).isEqualTo("completed");
            assertThat(server.isSynchronous(TOKEN)).isTrue();
            assertThat(server.get(TOKEN, "/iam-sync-user").body())
                    .isEqualTo("{\"user_names\":[\"alice\",\"bob\"],\"group_names\":[\"admins\",\"analysts\"]}");
            Reply cancelled = server.call(TOKEN, "DELETE", "/iam-sync-user", "{\"group_names\":[\"analysts\"]}");
            assertThat(cancelled.status()).isEqualTo(202);
            server.awaitIdle(TOKEN);
            assertThat(server.get(TOKEN, "/iam-sync-user").body())
                    .isEqualTo("{\"user_names\":[],\"group_names\":[\"admins\"]}");
        }
    }

    @Test
    void otherTokensDoNotPass() throws Exception {
        try (IamServer server = serve()) {
            assertRefused(server.get("made-up", "/iam-sync"), 401, "APIGW.0301");
            assertRefused(server.get("past", "/iam-sync"), 401, "APIGW.0307");
            assertRefused(server.get("elsewhere", "/iam-sync"), 403, "APIGW.0302");
            assertRefused(server.get("helpless", "/iam-sync"), 403, "12000136");
        }
    }

    @Test
    void aFloodOfMadeUpTokensIsToldToComeBackLaterAndTheRestIsServed() throws Exception {
        try (IamServer server = serve()) {
            assertThat(server.get(TOKEN, "/iam-sync").status()).isEqualTo(200);
            Reply last = server.get("made-up", "/iam-sync");
            for (int i = 0; i < 10_000 && last.status() == 401; i++) {
                last = server.get("made-up-" + i, "/iam-sync");
            }
            assertRefused(last, 429, "APIGW.0308");
            assertThat(last.header("Retry-After")).isEqualTo("1");
            assertThat(server.get(TOKEN, "/iam-sync").status()).isEqualTo(200);
        }
    }

    private static void assertRefused(Reply reply, int status, String code) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.errorCode()).isEqualTo(code);
    }

    @Test
    void synchronousIsFalseWhileTheIamDiffersAndTrueWhenItAgreesAgain() throws Exception {
        try (IamServer server = serve()) {
            server.synchronize(TOKEN);
            server.awaitSynchronous(TOKEN, true);
            iam.removeMember("analysts", "bob");
            server.awaitSynchronous(TOKEN, false);
            iam.addMember("analysts", "bob");
            server.awaitSynchronous(TOKEN, true);
            iam.user("bob", false);
            server.awaitSynchronous(TOKEN, false);
            iam.user("bob", true);
            server.awaitSynchronous(TOKEN, true);
            iam.group("newcomers", "bob").assign("newcomers", "72");
            server.awaitSynchronous(TOKEN, false);
            server.synchronize(TOKEN);
            server.awaitSynchronous(TOKEN, true);
        }
    }
}
