package io.rollcall.signature;

import static io.rollcall.signature.RejectionReason.SIGNATURE_MISMATCH;
import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.Secret;
import io.rollcall.cluster.Sha256;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What the sender of a signature that does not match is told, to compare it with what they signed.
class MismatchTest {
    private static final String PATH = "https://mrs.example.com" + Sample.CLUSTER_PATH + "iam-sync-user";

    @Test
    void aMismatchShowsWhatTheServerWouldHaveSigned() {
        Sample.Draft post = Sample.post(Sample.SIGNER);
        post.body = "{}";
        assertThat(shown(post))
                .isEqualTo("POST|" + Sample.CLUSTER_PATH + "iam-sync-user/||host:mrs.example.com"
                        + "|user-agent:huaweicloud-usdk-java/3.0|x-project-id:" + Sample.PROJECT
                        + "|x-sdk-date:20260104T000000Z||host;user-agent;x-project-id;x-sdk-date|"
                        + Sha256.hex("{}"));
    }

    @Test
    void theHostThatTheServerSawIsShown() {
        assertThat(shown(Sample.get(Sample.V11_SIGNER).set("Host", "127.0.0.1:8470")))
                .contains("|host:127.0.0.1:8470|");
    }

    @Test
    void whatIsShownHoldsNoSecretAndNoControlCharacter() {
        Map<String, String> headers = Map.of(
                "X-Auth-Token", "the-token",
                "X-Security-Token", "the-session",
                "Cookie", "the-cookie",
                "X-Api-Key", "the-key",
                "X-Note", "a\tb");
        Sample.Draft draft = Sample.signed(Sample.SIGNER, "POST", PATH, headers, "");
        draft.path += "\u0007\u5f20";
        assertThat(shown(draft))
                .contains("x-auth-token:***", "x-security-token:***", "cookie:***", "x-api-key:***", "x-note:a?b")
                .doesNotContain("the-")
                .matches("[\\x20-\\x7e]*");
    }

    @Test
    void whatIsShownIsBounded() {
        Sample.Draft draft = Sample.signed(Sample.SIGNER, "GET", PATH, Map.of("X-Long", "y".repeat(50_000)), "");
        assertThat(shown(draft)).hasSize(CanonicalRequest.MOST_SHOWN + 3).endsWith("yyy...");
    }

    @Test
    void anUnknownKeyIsToldTheSame() {
        SignatureVerifier verifier = Sample.verifierAt(Sample.NOW);
        var presented = (SignatureVerifier.Presented)
                verifier.parse(Sample.post(Sample.SIGNER).request());
        assertThat(verifier.refuseUnknownKey(presented)).isEqualTo(verifier.verify(presented, Secret.of("wrong")));
    }

    @Test
    void whatIsNoSignatureIsToldItsReasonAlone() {
        Sample.Draft draft = Sample.post(Sample.SIGNER).remove("User-Agent");
        assertThat(Sample.verifierAt(Sample.NOW).parse(draft.request()))
                .isEqualTo(new SignatureVerifier.Rejected(RejectionReason.SIGNED_HEADER_MISSING));
    }

    @Test
    void aBodyOfNullMayHaveBeenSignedAsNoBody() {
        Sample.Draft draft = Sample.signed(Sample.SIGNER, "POST", PATH, Sample.HEADERS, "");
        draft.body = "null";
        assertThat(Sample.outcome(draft)).isEqualTo(Sample.ACCESS_KEY);
        draft.body = "null ";
        assertThat(Sample.outcome(draft)).isEqualTo(SIGNATURE_MISMATCH);
    }

    @Test
    void anEmptyBodyThatWasAnnouncedAsUnsignedMayHaveBeenHashed() {
        Map<String, String> headers = Map.of("X-Sdk-Content-Sha256", "UNSIGNED-PAYLOAD");
        Sample.Draft draft = Sample.signed(Sample.SIGNER, "GET", PATH, headers, "");
        assertThat(Sample.outcome(draft)).isEqualTo(Sample.ACCESS_KEY);
        draft.body = "{}";
        assertThat(Sample.outcome(draft)).isEqualTo(SIGNATURE_MISMATCH);
    }

    private static String shown(Sample.Draft draft) {
        SignatureVerifier verifier = Sample.verifierAt(Sample.NOW);
        var presented = (SignatureVerifier.Presented) verifier.parse(draft.request());
        return verifier.refuseUnknownKey(presented).canonicalRequest();
    }
}
