package io.rollcall.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestSignerTest {
    @Test
    void thePortIsSignedAsTheClientSendsIt() {
        Sample.Draft standard = Sample.signed(Sample.SIGNER, "GET", "https://mrs.example.com:443/v2", Map.of(), "");
        assertThat(Sample.outcome(standard.set("Host", "mrs.example.com"))).isEqualTo(Sample.ACCESS_KEY);
        Sample.Draft other = Sample.signed(Sample.SIGNER, "GET", "http://127.0.0.1:8080/v2", Map.of(), "");
        assertThat(Sample.outcome(other.set("Host", "127.0.0.1:8080"))).isEqualTo(Sample.ACCESS_KEY);
    }

    @Test
    void contentTypeAndNamesWithUnderscoreAreNotSigned() {
        Map<String, String> headers = Map.of("Content-Type", "application/json", "x_trace", "1", "X-Language", "zh-cn");
        assertThat(Sample.SIGNER
                        .sign("GET", URI.create("http://localhost"), headers, new byte[0], Sample.NOW)
                        .get("Authorization"))
                .contains("SignedHeaders=host;x-language;x-sdk-date,");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost",
                "http://localhost/",
                "http://localhost/a%20b/%2F/%25?q=%25+x&&y",
                "http://localhost/\u5f20\u4e09?name=\u5f20"
            })
    void whatIsSignedIsVerified(String uri) {
        for (RequestSigner signer : new RequestSigner[] {Sample.SIGNER, Sample.V11_SIGNER}) {
            Sample.Draft draft = Sample.signed(signer, "GET", URI.create(uri).toASCIIString(), Map.of(), "\u5f20");
            assertThat(Sample.outcome(draft)).isEqualTo(Sample.ACCESS_KEY);
        }
    }

    @Test
    void whatCannotBeSentIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> RequestSigner.sdkHmac("a,b", Sample.SECRET));
        assertThatIllegalArgumentException().isThrownBy(() -> RequestSigner.v11("AK", Sample.SECRET, "", "mrs"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sample.signed(Sample.SIGNER, "GET", "http://h/", Map.of("X-A", "1\n2"), ""));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sample.signed(Sample.SIGNER, "GET", "http://h/", Map.of("X-Sdk-Date", "x"), ""));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sample.SIGNER.sign("GET", URI.create("/v2"), Map.of(), new byte[0], Sample.NOW));
    }
}
