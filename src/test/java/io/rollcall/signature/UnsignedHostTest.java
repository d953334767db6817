package io.rollcall.signature;

import static io.rollcall.signature.RejectionReason.SIGNATURE_MISMATCH;
import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.Sha256;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `Host` is verified where it is signed, by either algorithm, and not demanded: the Go and the PHP SDK and
/// Terraform's client never sign it.
class UnsignedHostTest {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHostThatIsNotSignedIsNotDemanded(boolean derived) {
        Sample.Draft draft = withoutHost(derived);
        assertThat(Sample.outcome(draft)).isEqualTo(Sample.ACCESS_KEY);
        assertThat(Sample.outcome(draft.set("Host", "proxy.example.com"))).isEqualTo(Sample.ACCESS_KEY);
        assertThat(Sample.outcome(draft.remove("Host"))).isEqualTo(Sample.ACCESS_KEY);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHostThatIsSignedIsVerified(boolean derived) {
        Sample.Draft draft = Sample.post(derived ? Sample.V11_SIGNER : Sample.SIGNER);
        assertThat(Sample.outcome(draft.set("Host", "proxy.example.com"))).isEqualTo(SIGNATURE_MISMATCH);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSignedHostCannotBeTakenOutOfASignature(boolean derived) {
        Sample.Draft draft = Sample.post(derived ? Sample.V11_SIGNER : Sample.SIGNER);
        assertThat(Sample.outcome(draft.replaceInAuthorization("host;", ""))).isEqualTo(SIGNATURE_MISMATCH);
    }

    private static Sample.Draft withoutHost(boolean derived) {
        Scheme scheme = derived ? new Scheme.V11("20260104", "cn-north-4", "mrs") : new Scheme.SdkHmac();
        String date = SdkDate.format(Sample.NOW);
        Sample.Draft draft = new Sample.Draft("POST", Sample.CLUSTER_PATH + "iam-sync-user", null, Sample.POST_BODY);
        SortedMap<String, String> signed = new TreeMap<>();
        signed.put("user-agent", "huaweicloud-usdk-go/3.0");
        signed.put("x-sdk-date", date);
        signed.forEach(draft::set);
        String canonical =
                CanonicalRequest.of("POST", CanonicalRequest.uri(draft.path), "", signed, Sha256.hex(Sample.POST_BODY));
        String signature =
                Scheme.signature(scheme.key(Sample.ACCESS_KEY, Sample.SECRET), scheme.stringToSign(date, canonical));
        draft.set("Host", "mrs.example.com");
        return draft.set(
                "Authorization",
                new Authorization(Sample.ACCESS_KEY, scheme, List.copyOf(signed.keySet()), signature).format());
    }
}
