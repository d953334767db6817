package io.rollcall.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.huaweicloud.sdk.core.auth.AKSKSigner;
import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.auth.DerivedAKSKSigner;
import com.huaweicloud.sdk.core.http.HttpMethod;
import com.huaweicloud.sdk.core.http.HttpRequest;
import io.rollcall.cluster.Sha256;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The official SDK's own signers produce what we verify, sent through the URL parser of its HTTP client.
class OfficialSdkSignatureTest {
    private static final String ENDPOINT = "http://127.0.0.1:8080";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    POST   | {"is_all_sync":true}
                    POST   | {"user_names":["张三","😀","\u00e9"]}
                    POST   |
                    DELETE | {"user_names":["user1"]}
                    DELETE |
                    GET    |
                    PUT    | not JSON at all
                    """)
    void itsRequestsAreVerified(String method, @Nullable String body) {
        assertVerified(request(method, Sample.CLUSTER_PATH + "iam-sync-user", body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "", "a b", "*~/+中", "a=b&c", "%41%", "100%25", "'\"<>;:@!$()[]", "😀"})
    void oddQueryValuesAreVerified(String value) {
        assertVerified(request("GET", "/v2/operations", null)
                .addQueryParam("marker", List.of(value, "x", value))
                .addQueryParam("limit", List.of("10"))
                .addQueryParam("a-b", List.of("1"))
                .addQueryParam("A", List.of("2"))
                .addQueryParam("empty", List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/v2",
                "/v2/",
                "/v2/a b",
                "/v2/张三/x",
                "/v2/a%20b",
                "/v2/a%2fb",
                "/v2/a%252fb",
                "/v2/a:b@c,d;e=f+g&h!i$j'k(l)m*n~o",
                "/v2/\"<>^`{}|",
                "/v2//x"
            })
    void oddPathsAreVerified(String path) {
        assertVerified(request("GET", path, null));
    }

    @Test
    void temporaryCredentialsAndExtraHeadersAreVerified() {
        assertVerified(request("POST", "/v2/p", "{}")
                .addHeader("X-Security-Token", "gQpjbi1ub3J0aC00//=+")
                .addHeader("X-Language", "zh-cn")
                .addHeader("x_ignored", "1"));
    }

    @Test
    void aHashThatTheSdkWasGivenIsVerified() {
        assertVerified(request("POST", "/v2/p", "{}")
                .addHeader("X-Sdk-Content-Sha256", Sha256.hex("{}").toUpperCase(Locale.ROOT)));
        assertVerified(request("POST", "/v2/p", "{}").addHeader("X-Sdk-Content-Sha256", "UNSIGNED-PAYLOAD"));
    }

    @Test
    void ourSignerSignsLikeTheSdk() {
        HttpRequest request = request("POST", "/v2/p", Sample.POST_BODY).build();
        Map<String, String> ours = Sample.SIGNER.sign(
                "POST",
                URI.create(ENDPOINT + "/v2/p"),
                Map.of("X-Project-Id", Sample.PROJECT),
                Sample.POST_BODY.getBytes(UTF_8),
                Sample.NOW);
        assertThat(AKSKSigner.getInstance().sign(request, credentials()))
                .containsEntry("Authorization", ours.get("Authorization"));
    }

    private static HttpRequest.HttpRequestBuilder request(String method, String path, @Nullable String body) {
        HttpRequest.HttpRequestBuilder builder = HttpRequest.newBuilder()
                .withEndpoint(ENDPOINT)
                .withPath(path)
                .withMethod(HttpMethod.valueOf(method))
                .addHeader("X-Sdk-Date", "20260104T000000Z")
                .addHeader("X-Project-Id", Sample.PROJECT)
                .withContentType("application/json;charset=UTF-8");
        return body == null ? builder : builder.withBodyAsString(body);
    }

    private static BasicCredentials credentials() {
        BasicCredentials credentials =
                new BasicCredentials().withAk(Sample.ACCESS_KEY).withSk(Sample.SECRET.reveal());
        credentials.withDerivedPredicate(_ -> true).processDerivedAuthParams("mrs", "cn-north-4");
        return credentials;
    }

    private static void assertVerified(HttpRequest.HttpRequestBuilder builder) {
        HttpRequest request = builder.build();
        Map<String, String> plain = AKSKSigner.getInstance().sign(request, credentials());
        Map<String, String> derived = DerivedAKSKSigner.getInstance().sign(request, credentials());
        assertThat(plain.get("Authorization")).startsWith("SDK-HMAC-SHA256 ");
        assertThat(derived.get("Authorization")).startsWith("V11-HMAC-SHA256 ");
        assertThat(Sample.outcome(received(request, plain))).as("plain").isEqualTo(Sample.ACCESS_KEY);
        assertThat(Sample.outcome(received(request, derived))).as("derived").isEqualTo(Sample.ACCESS_KEY);
    }

    /// The request line as the SDK's HTTP client writes it.
    private static Sample.Draft received(HttpRequest request, Map<String, String> signature) {
        HttpUrl url = HttpUrl.get(request.getUrl().toString());
        String body = request.getBodyAsString();
        Sample.Draft draft = new Sample.Draft(
                request.getMethod().name(), url.encodedPath(), url.encodedQuery(), body == null ? "" : body);
        request.getHeaders().forEach((name, values) -> draft.set(name, values.getFirst()));
        signature.forEach(draft::set);
        return draft;
    }
}
