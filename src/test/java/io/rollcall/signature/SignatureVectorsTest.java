package io.rollcall.signature;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.Sha256;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The contract's test vectors, which the official SDK's own classes produced.
class SignatureVectorsTest {
    private static final String EMPTY_HASH = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @Test
    void theBodiesHaveTheDocumentedHashes() {
        assertThat(Sha256.hex(Sample.POST_BODY))
                .isEqualTo("778428260d32638aaf1580d61741f711e712b731805b4ac742b545ffe17824f8");
        assertThat(Sha256.hex(new byte[0])).isEqualTo(EMPTY_HASH);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, iam-sync-user, f034b3d39e9ba96a9c6796422ae24f5794fc64fffcdf663411b274a7f455a3e7",
        "GET, iam-sync, 0f91ca0219123086a6b50a2c0c70d0c86a358c20a7eab00f8021891f7ddc29eb"
    })
    void theCanonicalRequestsHaveTheDocumentedHashes(String method, String tail, String hash) {
        Map<String, String> headers = Map.of(
                "host", "mrs.example.com",
                "user-agent", "huaweicloud-usdk-java/3.0",
                "x-project-id", Sample.PROJECT,
                "x-sdk-date", "20260104T000000Z");
        String body = method.equals("POST") ? Sample.POST_BODY : "";
        String canonical = CanonicalRequest.of(
                method, CanonicalRequest.uri(Sample.CLUSTER_PATH + tail), "", new TreeMap<>(headers), Sha256.hex(body));
        assertThat(Sha256.hex(canonical)).isEqualTo(hash);
    }

    @Test
    void theSignaturesAreTheDocumentedOnes() {
        assertSignature(Sample.post(Sample.SIGNER), "e4f74710225d2eb56d6fe4185a7a6693dc54c84fd5c2c7e3d3c09cd0f17c9467");
        assertSignature(Sample.get(Sample.SIGNER), "adeab5ac19267a452e30f07fa22f7c0432d586d2b2d9acb416dbb2152a981576");
        assertSignature(
                Sample.post(Sample.V11_SIGNER), "0a02eb55c775bdf115188fb63dd54168b8e427d807bb5b5eea49bb434b5694c2");
        assertSignature(
                Sample.get(Sample.V11_SIGNER), "b881fdaf1a7aef40ece16af19323c951fd2f1f1f57bdeeec28a74abaebaaf9d1");
        assertSignature(
                Sample.signed(
                        Sample.SIGNER,
                        "GET",
                        "https://iam.example.com/v3/users?name=a%20b%2A~%2F%2B%E4%B8%AD&domain_id=d1",
                        Map.of(),
                        ""),
                "296d225e3b48f10aab5abe43f4c07cf4afd2bf7ca9dcab9527fbb14e0cf5281a");
    }

    @Test
    void theAuthorizationHeaderHasTheDocumentedForm() {
        assertThat(Sample.get(Sample.SIGNER).get("Authorization"))
                .isEqualTo(
                        "SDK-HMAC-SHA256 Access=AKEXAMPLE0001, SignedHeaders=host;user-agent;x-project-id;x-sdk-date,"
                                + " Signature=adeab5ac19267a452e30f07fa22f7c0432d586d2b2d9acb416dbb2152a981576");
        assertThat(Sample.get(Sample.V11_SIGNER).get("Authorization"))
                .startsWith("V11-HMAC-SHA256 Credential=AKEXAMPLE0001/20260104/cn-north-4/mrs, SignedHeaders=host;");
    }

    private static void assertSignature(Sample.Draft draft, String signature) {
        assertThat(draft.get("Authorization")).endsWith(", Signature=" + signature);
        assertThat(Sample.outcome(draft)).isEqualTo(Sample.ACCESS_KEY);
    }
}
