package io.rollcall.signature;

import static io.rollcall.signature.RejectionReason.BODY_HASH_MISMATCH;
import static io.rollcall.signature.RejectionReason.CLOCK_SKEW;
import static io.rollcall.signature.RejectionReason.DATE_MALFORMED;
import static io.rollcall.signature.RejectionReason.DATE_NOT_SIGNED;
import static io.rollcall.signature.RejectionReason.MALFORMED;
import static io.rollcall.signature.RejectionReason.MISSING;
import static io.rollcall.signature.RejectionReason.OTHER_SCOPE;
import static io.rollcall.signature.RejectionReason.SCOPE_MISMATCH;
import static io.rollcall.signature.RejectionReason.SIGNATURE_MISMATCH;
import static io.rollcall.signature.RejectionReason.SIGNED_HEADER_MISSING;
import static io.rollcall.signature.RejectionReason.SIGNED_HEADER_REPEATED;
import static io.rollcall.signature.RejectionReason.UNSUPPORTED_ALGORITHM;
import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.Secret;
import io.rollcall.cluster.Sha256;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureVerifierTest {
    private final Sample.Draft post = Sample.post(Sample.SIGNER);
    private final Sample.Draft derived = Sample.post(Sample.V11_SIGNER);

    @Test
    void anUnchangedRequestIsVerified() {
        assertThat(Sample.outcome(post)).isEqualTo(Sample.ACCESS_KEY);
        assertThat(Sample.outcome(derived)).isEqualTo(Sample.ACCESS_KEY);
    }

    @Test
    void theAccessKeyIsKnownBeforeTheSecretIs() {
        assertThat(Sample.verifierAt(Sample.NOW).parse(post.request()))
                .isInstanceOfSatisfying(
                        SignatureVerifier.Presented.class,
                        presented -> assertThat(presented.accessKey()).isEqualTo(Sample.ACCESS_KEY));
    }

    @Test
    void whatDoesNotChangeTheMeaningDoesNotMatter() {
        post.path += "/";
        Map<String, List<String>> reversed = new LinkedHashMap<>();
        post.headers
                .sequencedEntrySet()
                .reversed()
                .forEach(entry -> reversed.put(
                        entry.getKey().toUpperCase(Locale.ROOT),
                        entry.getValue().stream()
                                .map(value -> "  " + value + " \t")
                                .toList()));
        post.headers.clear();
        post.headers.putAll(reversed);
        post.set("Accept", "*/*").set("Content-Type", "application/json");
        assertThat(Sample.outcome(post)).isEqualTo(Sample.ACCESS_KEY);
    }

    @Test
    void aChangedBodyPathMethodQueryHeaderOrSecretIsRejected() {
        post.body = post.body.replace("false", "true");
        assertThat(Sample.outcome(post)).isEqualTo(SIGNATURE_MISMATCH);
        Sample.Draft path = Sample.post(Sample.SIGNER);
        path.path = path.path.replace("iam-sync-user", "iam-sync-users");
        assertThat(Sample.outcome(path)).isEqualTo(SIGNATURE_MISMATCH);
        Sample.Draft method = Sample.post(Sample.SIGNER);
        method.method = "DELETE";
        assertThat(Sample.outcome(method)).isEqualTo(SIGNATURE_MISMATCH);
        Sample.Draft query = Sample.post(Sample.SIGNER);
        query.query = "a=1";
        assertThat(Sample.outcome(query)).isEqualTo(SIGNATURE_MISMATCH);
        Sample.Draft header = Sample.post(Sample.SIGNER).set("X-Project-Id", "another");
        assertThat(Sample.outcome(header)).isEqualTo(SIGNATURE_MISMATCH);
        Sample.Draft key = Sample.post(Sample.SIGNER).replaceInAuthorization("AKEXAMPLE0001", "AKEXAMPLE0002");
        assertThat(Sample.outcome(key)).isEqualTo(SIGNATURE_MISMATCH);
        RequestSigner wrong = RequestSigner.sdkHmac(Sample.ACCESS_KEY, Secret.of("wrong"));
        assertThat(Sample.outcome(Sample.post(wrong))).isEqualTo(SIGNATURE_MISMATCH);
    }

    @Test
    void aDerivedSignatureIsBoundToItsKeyDayRegionAndService() {
        assertThat(Sample.outcome(derived.replaceInAuthorization("/cn-north-4/", "/cn-north-1/")))
                .isEqualTo(SIGNATURE_MISMATCH);
        assertThat(Sample.outcome(Sample.post(Sample.V11_SIGNER).replaceInAuthorization("/mrs,", "/iam,")))
                .isEqualTo(OTHER_SCOPE);
        SignatureVerifier verifier = Sample.verifierAt(Sample.NOW);
        Sample.Draft other = Sample.post(Sample.V11_SIGNER).replaceInAuthorization("=AKEX", "=BKEX");
        var presented = (SignatureVerifier.Presented) verifier.parse(other.request());
        assertThat(Sample.outcome(verifier.verify(presented, Sample.SECRET))).isEqualTo(SIGNATURE_MISMATCH);
        assertThat(Sample.outcome(Sample.post(Sample.V11_SIGNER).replaceInAuthorization("/20260104/", "/20260105/")))
                .isEqualTo(SCOPE_MISMATCH);
    }

    @Test
    void anUnknownKeyIsRefusedLikeAWrongSecret() {
        SignatureVerifier verifier = Sample.verifierAt(Sample.NOW);
        var presented = (SignatureVerifier.Presented) verifier.parse(post.request());
        assertThat(verifier.refuseUnknownKey(presented))
                .isEqualTo(verifier.verify(presented, Secret.of("wrong")))
                .extracting(SignatureVerifier.Rejected::reason)
                .isEqualTo(SIGNATURE_MISMATCH);
    }

    @Test
    void theClockMayBeOffByFifteenMinutesEitherWay() {
        for (long sign : new long[] {1, -1}) {
            assertThat(Sample.outcomeAfter(post, Duration.ofSeconds(sign * (14 * 60 + 59))))
                    .isEqualTo(Sample.ACCESS_KEY);
            assertThat(Sample.outcomeAfter(post, Duration.ofSeconds(sign * (15 * 60))))
                    .isEqualTo(Sample.ACCESS_KEY);
            assertThat(Sample.outcomeAfter(post, Duration.ofSeconds(sign * (15 * 60 + 1))))
                    .isEqualTo(CLOCK_SKEW);
        }
        assertThat(Sample.outcome(post.set("X-Sdk-Date", "99991231T235959Z"))).isEqualTo(CLOCK_SKEW);
        assertThat(Sample.outcome(post.set("X-Sdk-Date", "00000101T000000Z"))).isEqualTo(CLOCK_SKEW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-01-04T00:00:00Z",
                "20260104T000000",
                "20260104T000000z",
                "20260104 000000Z",
                "20261304T000000Z",
                "20260230T000000Z",
                "20260104T240000Z",
                "20260104T000060Z",
                "+2260104T000000Z",
                "-0260104T000000Z",
                "20260104T000000ZZ",
                "Sun, 04 Jan 2026 00:00:00 GMT"
            })
    void aDateOfAnotherFormIsRejected(String date) {
        assertThat(Sample.outcome(post.set("X-Sdk-Date", date))).isEqualTo(DATE_MALFORMED);
    }

    @Test
    void theDateMustBeSigned() {
        assertThat(Sample.outcome(post.replaceInAuthorization(";x-sdk-date", "")))
                .isEqualTo(DATE_NOT_SIGNED);
    }

    @Test
    void aSignedHeaderMustBeThereOnce() {
        assertThat(Sample.outcome(post.remove("User-Agent"))).isEqualTo(SIGNED_HEADER_MISSING);
        Sample.Draft repeated = Sample.post(Sample.SIGNER);
        repeated.headers.put("x-project-id", List.of("another"));
        assertThat(Sample.outcome(repeated)).isEqualTo(SIGNED_HEADER_REPEATED);
        Sample.Draft same = Sample.post(Sample.SIGNER);
        same.headers.put("X-Project-Id", List.of(Sample.PROJECT, Sample.PROJECT));
        assertThat(Sample.outcome(same)).isEqualTo(SIGNED_HEADER_REPEATED);
    }

    @Test
    void aSignedHeaderWithALineBreakIsRejected() {
        assertThat(Sample.outcome(post.set("User-Agent", "curl\nx-project-id:p")))
                .isEqualTo(MALFORMED);
        assertThat(Sample.outcome(post.set("User-Agent", "curl\n"))).isEqualTo(MALFORMED);
    }

    @Test
    void withoutOneAuthorizationOfAKnownAlgorithmThereIsNothingToVerify() {
        assertThat(Sample.outcome(Sample.post(Sample.SIGNER).remove("Authorization")))
                .isEqualTo(MISSING);
        post.headers.put("authorization", List.of(post.get("Authorization")));
        assertThat(Sample.outcome(post)).isEqualTo(MALFORMED);
        for (String value : List.of("", "  ", "SDK-HMAC-SHA256 Access=AK", "V11-HMAC-SHA256 x")) {
            assertThat(Sample.outcome(Sample.post(Sample.SIGNER).set("Authorization", value)))
                    .isEqualTo(MALFORMED);
        }
        for (String algorithm : List.of("SDK-HMAC-SM3", "SDK-SM2-SM3", "SDK-ECDSA-P256-SHA256", "sdk-hmac-sha256")) {
            assertThat(Sample.outcome(Sample.post(Sample.SIGNER).replaceInAuthorization("SDK-HMAC-SHA256", algorithm)))
                    .isEqualTo(UNSUPPORTED_ALGORITHM);
        }
        assertThat(Sample.outcome(Sample.post(Sample.SIGNER).set("Authorization", "Bearer x")))
                .isEqualTo(UNSUPPORTED_ALGORITHM);
    }

    @Test
    void aTruncatedAuthorizationIsRejectedAtEveryLength() {
        for (Sample.Draft draft : List.of(post, derived)) {
            String whole = draft.get("Authorization");
            for (int length = 0; length < whole.length(); length++) {
                assertThat(Sample.outcome(draft.set("Authorization", whole.substring(0, length))))
                        .isIn(MALFORMED, UNSUPPORTED_ALGORITHM);
            }
        }
    }

    @Test
    void anAnnouncedBodyHashMustBeThatOfTheBody() {
        String hash = Sha256.hex(post.body);
        assertThat(Sample.outcome(post.set("X-Sdk-Content-Sha256", hash))).isEqualTo(Sample.ACCESS_KEY);
        for (String wrong : List.of("", "x", Sha256.hex(new byte[0]))) {
            assertThat(Sample.outcome(post.set("X-Sdk-Content-Sha256", wrong))).isEqualTo(BODY_HASH_MISMATCH);
        }
        post.headers.put("X-Sdk-Content-Sha256", List.of(hash, hash));
        assertThat(Sample.outcome(post)).isEqualTo(BODY_HASH_MISMATCH);
    }

    @Test
    void anUnsignedPayloadMustBeAnnouncedInASignedHeader() {
        var parsed = Sample.verifierAt(Sample.NOW)
                .parse(post.set("X-Sdk-Content-Sha256", "UNSIGNED-PAYLOAD").request(), true);
        assertThat(parsed).isEqualTo(new SignatureVerifier.Rejected(BODY_HASH_MISMATCH));
    }

    @ParameterizedTest
    @EnumSource
    void everyReasonSpeaksBothLanguages(RejectionReason reason) {
        assertThat(reason.english()).matches("[\\x20-\\x7e]{10,80}");
        assertThat(reason.chinese()).containsPattern("\\p{IsHan}");
    }
}
