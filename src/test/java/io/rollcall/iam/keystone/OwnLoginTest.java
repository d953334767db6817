package io.rollcall.iam.keystone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rollcall.cluster.Progress;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.iam.keystone.KeystoneSettings.Credentials;
import io.rollcall.iam.keystone.KeystoneSettings.Kind;
import io.rollcall.iam.keystone.KeystoneSettings.Limits;
import io.rollcall.sync.rules.Entitlements;
import io.rollcall.sync.source.Completeness;
import io.rollcall.sync.source.Selection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Our own login at the IAM is not worn out by strangers.
class OwnLoginTest {
    private final FakeTime time = new FakeTime();
    private final AtomicReference<String> password = new AtomicReference<>("an-old-password");

    @SuppressWarnings("NullAway.Init")
    @AutoClose
    private IamStub iam;

    private KeystoneIdentitySource source(Kind kind) throws Exception {
        iam = IamStub.start(kind)
                .user("alice")
                .group("people", "alice")
                .systemRole("r1", "MRS FullAccess")
                .assign("people", "r1")
                .token("good", "alice", IamStub.PROJECT, "2100-01-01T00:00:00Z");
        Secret kept = Secret.kept(() -> new Secret.Content(password.get(), password.get()));
        Credentials user = new Credentials.Password("rollcall", IamStub.ACCOUNT, kept, Optional.empty());
        return KeystoneIdentitySource.open(
                iam.settings(user, Limits.DEFAULT), Entitlements.documented()::concern, time, time);
    }

    private static UnavailableException refused(KeystoneIdentitySource source, String token) {
        UnavailableException refusal =
                catchThrowableOfType(UnavailableException.class, () -> source.token(Secret.of(token)));
        assertThat(refusal.lasting()).isTrue();
        return refusal;
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void strangersDoNotMakeUsPresentAStalePasswordAgainAndAgain(Kind kind) throws Exception {
        try (KeystoneIdentitySource source = source(kind)) {
            iam.requirePassword("a-new-password");
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 40; i++) {
                    String unknown = "nobody-knows-" + i;
                    threads.execute(() -> refused(source, unknown));
                }
            }
            assertThat(iam.logins()).isEqualTo(1);
            assertThat(refused(source, "one-more"))
                    .hasMessageContaining(
                            "the login rollcall of the domain d1 is not accepted by the IAM at " + iam.url())
                    .hasMessageContaining("so that the account is not locked");

            time.of(Duration.ofSeconds(61));
            refused(source, "a-minute-later");
            refused(source, "and-again");
            assertThat(iam.logins()).as("a minute later").isEqualTo(2);

            password.set("a-new-password");
            assertThat(source.token(Secret.of("good"))).isPresent();
            assertThat(source.read(new ProjectId(IamStub.PROJECT), new Selection.Everything(), Progress.NONE)
                            .completeness())
                    .isEqualTo(new Completeness.Complete());
            assertThat(iam.logins()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void anIamThatIssuesTokensAndTakesNoneOfThemIsNotAskedForMore(Kind kind) throws Exception {
        try (KeystoneIdentitySource source = source(kind)) {
            iam.refuseServiceTokens();
            for (int i = 0; i < 40; i++) {
                refused(source, "nobody-knows-" + i);
            }
            assertThat(iam.logins()).isLessThanOrEqualTo(2);
        }
    }
}
