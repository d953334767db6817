package io.rollcall.iam.keystone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rollcall.access.Powers;
import io.rollcall.access.Token;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.iam.keystone.IamStub.Answer;
import io.rollcall.iam.keystone.KeystoneSettings.Kind;
import io.rollcall.iam.keystone.KeystoneSettings.Limits;
import io.rollcall.sync.rules.Entitlements;
import io.rollcall.sync.source.Completeness;
import io.rollcall.sync.source.Selection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What made-up tokens cost the IAM, and that they cost other callers nothing.
class UnknownCredentialsTest {
    private static final ProjectId PROJECT = new ProjectId(IamStub.PROJECT);
    private static final int PER_SECOND = 10;
    private static final String TOKENS = "/v3/auth/tokens";

    private final FakeTime time = new FakeTime();

    @SuppressWarnings("NullAway.Init")
    private IamStub iam;

    @SuppressWarnings("NullAway.Init")
    private KeystoneIdentitySource source;

    @AfterEach
    void stop() {
        source.close();
        iam.close();
    }

    private void start(Kind kind) throws Exception {
        iam = IamStub.start(kind)
                .user("alice")
                .group("people", "alice")
                .systemRole("r1", "MRS FullAccess")
                .assign("people", "r1")
                .token("good", "alice", IamStub.PROJECT, "2100-01-01T00:00:00Z")
                .token("new", "alice", IamStub.PROJECT, "2100-01-01T00:00:00Z");
        Limits limits = new Limits(Duration.ofSeconds(5), Duration.ofSeconds(20), 4, PER_SECOND);
        source = KeystoneIdentitySource.open(
                iam.settings(iam.settings().credentials(), limits), Entitlements.documented()::concern, time, time);
        assertThat(check("good")).isPresent();
        time.of(Duration.ofSeconds(1));
        iam.forgetReceived();
    }

    private Optional<Token> check(String token) throws UnavailableException {
        return source.token(Secret.of(token));
    }

    private void flood(int first, int count) {
        for (int i = first; i < first + count; i++) {
            try {
                assertThat(check("made-up-" + i)).isEmpty();
            } catch (UnavailableException e) {
                assertThat(e.crowdedFor()).as(e.getMessage()).isPresent();
            }
        }
    }

    private void assertTheRestGoesOn() throws Exception {
        assertThat(source.read(PROJECT, new Selection.Everything(), Progress.NONE)
                        .completeness())
                .isEqualTo(new Completeness.Complete());
        time.of(Duration.ofSeconds(61));
        assertThat(check("good")).as("remembered no more").isPresent();
        assertThat(source.caller(new IamId("u-alice"), PROJECT, new Powers.OfUser()))
                .isPresent();
        source.check();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aFloodOfMadeUpTokensCostsTheIamNoMoreCallsThanAreAllowed(Kind kind) throws Exception {
        start(kind);
        flood(0, 10_000);
        assertThat(iam.count(TOKENS)).isEqualTo(PER_SECOND * UnknownCredentials.BURST / 2);
        for (int second = 1; second <= 10; second++) {
            time.of(Duration.ofSeconds(1));
            flood(second * 10_000, 1_000);
        }
        assertThat(iam.count(TOKENS)).isEqualTo(PER_SECOND * UnknownCredentials.BURST / 2 + 10 * PER_SECOND / 2);
    }

    /// Not even those who come back as they were told get more than the other half.
    @Test
    void aFloodThatComesBackCostsNoMoreThanBothHalves() throws Exception {
        start(Kind.KEYSTONE);
        flood(0, 1_000);
        time.of(Duration.ofSeconds(1));
        flood(0, 1_000);
        assertThat(iam.count(TOKENS)).isEqualTo(PER_SECOND * UnknownCredentials.BURST + PER_SECOND / 2);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aFloodPushesOutNobodyWhoIsRemembered(Kind kind) throws Exception {
        start(kind);
        flood(0, 12_000);
        long before = iam.received().size();
        assertThat(check("good")).isPresent();
        assertThat(iam.received()).hasSize((int) before);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whoWasGoodOnceIsNotAmongTheUnknown(Kind kind) throws Exception {
        start(kind);
        time.of(Duration.ofSeconds(61));
        flood(0, 1_000);
        assertThat(check("good")).as("asked anew in the middle of a flood").isPresent();
    }

    @Test
    void aTokenThatIsNewInAFloodIsCheckedWhenItsOwnerComesBackAsTold() throws Exception {
        start(Kind.KEYSTONE);
        flood(0, 1_000);
        UnavailableException away = catchThrowableOfType(UnavailableException.class, () -> check("new"));
        assertThat(away.crowdedFor()).hasValue(UnknownCredentials.PAUSE);
        assertThat(away.lasting()).isFalse();
        time.of(UnknownCredentials.PAUSE);
        flood(1_000, 1_000);
        assertThat(check("new")).isPresent();
    }

    @Test
    void aRevokedTokenIsUnknownAgain() throws Exception {
        start(Kind.KEYSTONE);
        iam.revoke("good");
        time.of(Duration.ofSeconds(61));
        assertThat(check("good")).isEmpty();
        time.of(Duration.ofSeconds(61));
        flood(0, 1_000);
        assertThat(catchThrowableOfType(UnavailableException.class, () -> check("good"))
                        .crowdedFor())
                .isPresent();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aTokenThatIsTooLongForAnyIamIsNotSentOn(Kind kind) throws Exception {
        start(kind);
        assertThat(check("x".repeat(32 * 1024 + 1))).isEmpty();
        assertThat(iam.received()).isEmpty();
    }

    /// As a server does in front of the IAM that takes no more than 4 or 8 KB of headers.
    @ParameterizedTest
    @EnumSource(Kind.class)
    void aTokenAtWhichTheConnectionIsCutIsRefusedAndStopsNothingElse(Kind kind) throws Exception {
        start(kind);
        iam.fault((request, right) -> {
            if (request.header("X-Subject-Token").orElse("").length() > 4_000) {
                throw new UncheckedIOException(new IOException("too long"));
            }
            return right;
        });
        for (int i = 0; i < 6; i++) {
            assertThat(check(i + "x".repeat(5_000))).isEmpty();
        }
        iam.forgetReceived();
        assertThat(check(0 + "x".repeat(5_000))).as("remembered as refused").isEmpty();
        assertThat(iam.received()).isEmpty();
        assertTheRestGoesOn();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 413, 414, 431})
    void aTokenThatIsAnsweredAsUnfitIsRefused(int status) throws Exception {
        start(Kind.KEYSTONE);
        iam.fault((request, right) ->
                request.header("X-Subject-Token").isPresent() ? Answer.of(status, "<html>Bad Request") : right);
        for (int i = 0; i < 6; i++) {
            assertThat(check("odd-" + i)).isEmpty();
        }
        iam.fault((_, right) -> right);
        assertTheRestGoesOn();
    }

    /// Then there is no guess: an honest caller would throw a good token away.
    @Test
    void anIamThatIsAwayMakesNoTokenABadOne() throws Exception {
        start(Kind.KEYSTONE);
        iam.stop();
        assertThat(catchThrowableOfType(UnavailableException.class, () -> check("new"))
                        .crowdedFor())
                .isEmpty();
        iam.comeBack();
        iam.fault((_, _) -> {
            throw new UncheckedIOException(new IOException("breaks every connection"));
        });
        assertThat(catchThrowableOfType(UnavailableException.class, () -> check("new")))
                .hasMessageContaining("GET /v3/auth/tokens");
        iam.fault((_, right) -> right);
        assertThat(check("new")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503})
    void anIamThatFailsAtStrangersTokensStopsNothingElse(int status) throws Exception {
        start(Kind.KEYSTONE);
        iam.fault((request, right) ->
                request.header("X-Subject-Token").orElse("").startsWith("made-up") ? Answer.of(status, "{}") : right);
        for (int i = 0; i < 6; i++) {
            String token = "made-up-" + i;
            assertThat(catchThrowableOfType(UnavailableException.class, () -> check(token)))
                    .isNotNull();
        }
        assertTheRestGoesOn();
    }

    /// An IAM that defends itself is left alone with unknown tokens for as long as it says.
    @Test
    void anIamThatIsAskedTooOftenIsLeftAloneWithUnknownTokensOnly() throws Exception {
        start(Kind.HUAWEI);
        iam.fault(
                (request, right) -> request.header("X-Subject-Token").orElse("").startsWith("made-up")
                        ? Answer.of(429, "{\"error_code\": \"IAM.0012\"}").with("Retry-After", "7")
                        : right);
        assertThat(catchThrowableOfType(UnavailableException.class, () -> check("made-up-1"))
                        .crowdedFor())
                .hasValue(Duration.ofSeconds(7));
        iam.forgetReceived();
        flood(0, 100);
        assertThat(iam.received()).isEmpty();
        assertTheRestGoesOn();
        assertThat(check("new")).isPresent();
    }

    @Test
    void madeUpAccessKeysAreNoMoreWelcome() throws Exception {
        start(Kind.KEYSTONE);
        int sentAway = 0;
        for (int i = 0; i < 10_000; i++) {
            try {
                assertThat(source.accessKey("MADEUP" + i)).isEmpty();
            } catch (UnavailableException e) {
                assertThat(e.crowdedFor()).isPresent();
                sentAway++;
            }
        }
        assertThat(sentAway).isEqualTo(10_000 - PER_SECOND * UnknownCredentials.BURST / 2);
        assertThat(iam.received()).hasSize(PER_SECOND * UnknownCredentials.BURST / 2);
        assertThat(check("new")).as("tokens have calls of their own").isPresent();
        assertTheRestGoesOn();
    }
}
