package io.rollcall.signature;

import static io.rollcall.signature.RejectionReason.BODY_NOT_SIGNED;
import static io.rollcall.signature.RejectionReason.OTHER_HOST;
import static io.rollcall.signature.RejectionReason.OTHER_SCOPE;
import static io.rollcall.signature.RejectionReason.REPLAYED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a signature that is right must have been made for.
class SignatureRulesTest {
    private static final String UPDATE = "https://mrs.example.com" + Sample.CLUSTER_PATH + "iam-sync-user";
    private static final Map<String, String> UNSIGNED = Map.of("X-Sdk-Content-Sha256", "UNSIGNED-PAYLOAD");

    private Instant now = Sample.NOW;

    private SignatureVerifier verifier(SignatureRules rules) {
        return new SignatureVerifier(() -> now, SignatureVerifier.DEFAULT_MAXIMUM_SKEW, rules);
    }

    private static Object outcome(SignatureVerifier verifier, Sample.Draft draft, boolean encrypted) {
        return switch (verifier.parse(draft.request(), encrypted)) {
            case SignatureVerifier.Rejected rejected -> rejected.reason();
            case SignatureVerifier.Presented presented -> Sample.outcome(verifier.verify(presented, Sample.SECRET));
        };
    }

    private static Object outcome(SignatureVerifier verifier, Sample.Draft draft) {
        return outcome(verifier, draft, true);
    }

    @ParameterizedTest
    @CsvSource({"xx-evil-1,obs", "-,.", "cn-north-4,iam"})
    void aKeyThatWasDerivedForAnotherServiceIsRefused(String region, String service) {
        RequestSigner signer = RequestSigner.v11(Sample.ACCESS_KEY, Sample.SECRET, region, service);
        assertThat(outcome(verifier(SignatureRules.STANDARD), Sample.post(signer)))
                .isEqualTo(OTHER_SCOPE);
    }

    @Test
    void aKeyThatWasDerivedForAnotherRegionIsRefusedWhereTheRegionIsKnown() {
        RequestSigner other = RequestSigner.v11(Sample.ACCESS_KEY, Sample.SECRET, "eu-west-1", "mrs");
        SignatureVerifier anywhere = verifier(SignatureRules.STANDARD);
        assertThat(outcome(anywhere, Sample.post(other))).isEqualTo(Sample.ACCESS_KEY);
        SignatureVerifier here = verifier(SignatureRules.STANDARD.withRegion("cn-north-4"));
        assertThat(outcome(here, Sample.post(other))).isEqualTo(OTHER_SCOPE);
        assertThat(outcome(here, Sample.post(Sample.V11_SIGNER))).isEqualTo(Sample.ACCESS_KEY);
        assertThat(outcome(here, Sample.post(Sample.SIGNER))).isEqualTo(Sample.ACCESS_KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mrs.example.com", "MRS.example.com", "mrs.example.com:8443"})
    void aSignedHostMustBeOneOfTheServersNames(String host) {
        SignatureVerifier named = verifier(SignatureRules.STANDARD.withHosts(List.of("mrs.Example.com", "[::1]:8470")));
        assertThat(outcome(named, signedFor("https://" + host))).isEqualTo(Sample.ACCESS_KEY);
        assertThat(outcome(named, signedFor("https://[::1]:8470"))).isEqualTo(Sample.ACCESS_KEY);
        assertThat(outcome(named, signedFor("https://[::1]:8471"))).isEqualTo(OTHER_HOST);
        assertThat(outcome(named, signedFor("https://mrs.other-region.example.com")))
                .isEqualTo(OTHER_HOST);
    }

    private static Sample.Draft signedFor(String origin) {
        return Sample.signed(
                Sample.SIGNER, "POST", origin + Sample.CLUSTER_PATH + "iam-sync-user", Sample.HEADERS, "{}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "DELETE"})
    void aBodyThatChangesSomethingMustBeSignedWhereItCanBeChangedOnTheWay(String method) {
        Sample.Draft draft = signedWithoutBody(method, "{}");
        SignatureVerifier standard = verifier(SignatureRules.STANDARD);
        assertThat(outcome(standard, draft, false)).isEqualTo(BODY_NOT_SIGNED);
        assertThat(outcome(standard, draft, true)).isEqualTo(Sample.ACCESS_KEY);
    }

    @ParameterizedTest
    @EnumSource
    void theRuleForBodiesThatAreNotSignedIsConfiguration(SignatureRules.UnsignedBodies rule) {
        Sample.Draft draft = signedWithoutBody("POST", "{}");
        SignatureVerifier verifier = verifier(SignatureRules.STANDARD.withUnsignedBodies(rule));
        assertThat(outcome(verifier, draft, false))
                .isEqualTo(rule == SignatureRules.UnsignedBodies.ALWAYS ? (Object) Sample.ACCESS_KEY : BODY_NOT_SIGNED);
        assertThat(outcome(verifier, draft, true))
                .isEqualTo(rule == SignatureRules.UnsignedBodies.NEVER ? BODY_NOT_SIGNED : (Object) Sample.ACCESS_KEY);
    }

    @Test
    void noBodyNeedsNoSignature() {
        SignatureVerifier strict =
                verifier(SignatureRules.STANDARD.withUnsignedBodies(SignatureRules.UnsignedBodies.NEVER));
        assertThat(outcome(strict, signedWithoutBody("POST", ""), false)).isEqualTo(Sample.ACCESS_KEY);
        assertThat(outcome(strict, signedWithoutBody("GET", ""), false)).isEqualTo(Sample.ACCESS_KEY);
    }

    /// As the PHP SDK does it.
    private static Sample.Draft signedWithoutBody(String method, String body) {
        Sample.Draft draft = Sample.signed(Sample.SIGNER, method, UPDATE, UNSIGNED, "");
        // Our signer hashes the body; so the signature is made anew, over what is announced.
        SortedMap<String, String> headers = new TreeMap<>(Map.of(
                "host", draft.get("Host"),
                "x-sdk-date", draft.get("X-Sdk-Date"),
                "x-sdk-content-sha256", "UNSIGNED-PAYLOAD"));
        String canonical =
                CanonicalRequest.of(method, CanonicalRequest.uri(draft.path), "", headers, "UNSIGNED-PAYLOAD");
        Scheme scheme = new Scheme.SdkHmac();
        String date = draft.get("X-Sdk-Date");
        String signature =
                Scheme.signature(scheme.key(Sample.ACCESS_KEY, Sample.SECRET), scheme.stringToSign(date, canonical));
        draft.set("Authorization", draft.get("Authorization").replaceFirst("Signature=.*", "Signature=" + signature));
        draft.body = body;
        return draft;
    }

    @Test
    void aWritingCallThatIsSentAgainLaterIsRefusedWhereThatIsAskedFor() {
        SignatureVerifier once = verifier(SignatureRules.STANDARD.withoutReplays());
        Sample.Draft draft = Sample.post(Sample.SIGNER);
        assertThat(outcome(once, draft)).isEqualTo(Sample.ACCESS_KEY);
        now = now.plusSeconds(3);
        assertThat(outcome(once, draft)).isEqualTo(REPLAYED);
        now = now.plus(Duration.ofMinutes(14));
        assertThat(outcome(once, draft)).isEqualTo(REPLAYED);
        Sample.Draft other = Sample.post(Sample.V11_SIGNER);
        assertThat(outcome(once, other)).isEqualTo(Sample.ACCESS_KEY);
    }

    @Test
    void theSameCallOfTwoThreadsInOneSecondIsNoReplay() {
        SignatureVerifier once = verifier(SignatureRules.STANDARD.withoutReplays());
        Sample.Draft draft = Sample.post(Sample.SIGNER);
        assertThat(outcome(once, draft)).isEqualTo(Sample.ACCESS_KEY);
        now = now.plusMillis(1_900);
        assertThat(outcome(once, draft)).isEqualTo(Sample.ACCESS_KEY);
    }

    @Test
    void aReadingCallMayBeSentAgain() {
        SignatureVerifier once = verifier(SignatureRules.STANDARD.withoutReplays());
        assertThat(outcome(once, Sample.get(Sample.SIGNER))).isEqualTo(Sample.ACCESS_KEY);
        now = now.plusSeconds(60);
        assertThat(outcome(once, Sample.get(Sample.SIGNER))).isEqualTo(Sample.ACCESS_KEY);
    }

    @Test
    void onlyRightSignaturesAreRemembered() {
        SignatureVerifier once = verifier(SignatureRules.STANDARD.withoutReplays());
        Sample.Draft draft = Sample.post(Sample.SIGNER);
        var presented = (SignatureVerifier.Presented) once.parse(draft.request());
        once.refuseUnknownKey(presented);
        now = now.plusSeconds(60);
        assertThat(outcome(once, draft)).isEqualTo(Sample.ACCESS_KEY);
    }

    @Test
    void whatIsRememberedHasALimitAndALife() {
        Replays replays = new Replays(Duration.ofMinutes(30), 10);
        for (int i = 0; i < 100; i++) {
            assertThat(replays.isReplay("signature " + i, now)).isFalse();
        }
        assertThat(replays.remembered()).isLessThanOrEqualTo(11);
        assertThat(replays.isReplay("signature 99", now.plusSeconds(10))).isTrue();
        assertThat(replays.isReplay("another", now.plus(Duration.ofMinutes(31))))
                .isFalse();
        assertThat(replays.remembered()).isEqualTo(1);
    }

    @Test
    void whatCannotBeInASignatureIsNoRule() {
        assertThatIllegalArgumentException().isThrownBy(() -> SignatureRules.STANDARD.withRegion("a/b"));
    }
}
