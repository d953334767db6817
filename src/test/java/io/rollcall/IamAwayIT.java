package io.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.api.Reply;
import io.rollcall.iam.keystone.IamStub;
import io.rollcall.iam.keystone.KeystoneSettings.Kind;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An IAM that is down when the server starts, and comes back.
class IamAwayIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private IamServer serve(IamStub iam) throws Exception {
        return IamServer.start(
                folder,
                IamStub.PROJECT,
                """
                  keystone:
                    url: %s
                    domain: %s
                    password: {user: rollcall, user_domain: %s, password: a-password}
                    retry_for: 1s
                """.formatted(iam.url(), IamStub.ACCOUNT, IamStub.ACCOUNT),
                "{embedded: {bind_password: a-word}}");
    }

    private static IamStub stub() throws Exception {
        return IamStub.start(Kind.KEYSTONE)
                .user("alice")
                .group("admins", "alice")
                .systemRole("r1", "MRS FullAccess")
                .assign("admins", "r1")
                .token("a-token", "alice", IamStub.PROJECT, "2100-01-01T00:00:00.000000Z");
    }

    @Test
    void theServerStartsSaysSoAndWorksWithoutARestartWhenTheIamIsBack() throws Exception {
        try (IamStub iam = stub()) {
            iam.stop();
            try (IamServer server = serve(iam)) {
                Waiting.until(
                        "/ready names the IAM",
                        TIMEOUT,
                        () -> server.ready().at("/checks/iam").asText().equals("down"));
                assertThat(server.ready().path("status").asText()).isEqualTo("degraded");
                assertThat(server.ready().at("/checks/database").asText()).isEqualTo("up");
                // More calls than the IAM would be bothered with.
                for (int i = 0; i < 5; i++) {
                    Reply reply = server.get("a-token", "/iam-sync");
                    assertThat(reply.status()).as(reply.body()).isEqualTo(503);
                    assertThat(reply.errorCode()).isEqualTo("APIGW.0613");
                    assertThat(reply.header("retry-after")).isEqualTo("5");
                }

                iam.comeBack();
                Waiting.until(
                        "/ready says that all is well",
                        TIMEOUT,
                        () -> server.ready().path("status").asText().equals("up"));
                assertThat(server.synchronize("a-token").path("state").asText()).isEqualTo("completed");
            }
        }
    }

    @Test
    void whoIsKnownIsServedAndWhatWasAcceptedSaysThatTheIamIsAway() throws Exception {
        try (IamStub iam = stub();
                IamServer server = serve(iam)) {
            server.synchronize("a-token");
            iam.stop();
            assertThat(server.get("a-token", "/iam-sync-user").body()).contains("alice");
            var operation = server.synchronize("a-token");
            assertThat(operation.path("state").asText()).isEqualTo("failed");
            assertThat(operation.at("/error/error_code").asText()).isEqualTo("12000157");
            assertThat(server.get("a-token", "/iam-sync-user").body()).contains("alice");
            assertThat(server.isSynchronous("a-token")).isFalse();

            iam.comeBack();
            Waiting.until(
                    "a synchronization completes",
                    TIMEOUT,
                    () -> server.synchronize("a-token").path("state").asText().equals("completed"));
            assertThat(server.isSynchronous("a-token")).isTrue();
        }
    }
}
