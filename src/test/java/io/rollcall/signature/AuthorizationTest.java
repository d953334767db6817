package io.rollcall.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizationTest {
    private static final String HEX = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private static final String PLAIN = "SDK-HMAC-SHA256 Access=AK, SignedHeaders=host;x-sdk-date, Signature=" + HEX;
    private static final String DERIVED =
            "V11-HMAC-SHA256 Credential=AK/20260104/cn-north-4/mrs, SignedHeaders=host;x-sdk-date, Signature=" + HEX;

    @Test
    void bothFormsAreRead() {
        List<String> names = List.of("host", "x-sdk-date");
        assertThat(Authorization.parse(PLAIN)).hasValue(new Authorization("AK", new Scheme.SdkHmac(), names, HEX));
        assertThat(Authorization.parse(DERIVED))
                .hasValue(new Authorization("AK", new Scheme.V11("20260104", "cn-north-4", "mrs"), names, HEX));
    }

    @Test
    void whatIsReadIsWrittenTheSame() {
        assertThat(Authorization.parse(PLAIN).map(Authorization::format)).hasValue(PLAIN);
        assertThat(Authorization.parse(DERIVED).map(Authorization::format)).hasValue(DERIVED);
    }

    @Test
    void blanksAroundThePartsAndUpperCaseDigitsAreTolerated() {
        String loose = "SDK-HMAC-SHA256    Access=AK ,SignedHeaders=host;x-sdk-date  ,   Signature="
                + HEX.replace('a', 'A') + " ";
        assertThat(Authorization.parse(loose)).isEqualTo(Authorization.parse(PLAIN));
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAIN, DERIVED})
    void aTruncatedValueIsNeverRead(String whole) {
        for (int length = 0; length < whole.length(); length++) {
            String cut = whole.substring(0, length);
            assertThat(Authorization.isSupported(cut)
                            && Authorization.parse(cut).isPresent())
                    .as(cut)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SDK-HMAC-SHA256 ",
                "SDK-HMAC-SHA256 ,,",
                "SDK-HMAC-SHA256 Access=, SignedHeaders=host, Signature=$",
                "SDK-HMAC-SHA256 Access=A K, SignedHeaders=host, Signature=$",
                "SDK-HMAC-SHA256 Access=A/K, SignedHeaders=host, Signature=$",
                "SDK-HMAC-SHA256 Access=\u00c4K, SignedHeaders=host, Signature=$",
                "SDK-HMAC-SHA256 access=AK, SignedHeaders=host, Signature=$",
                "SDK-HMAC-SHA256 Access =AK, SignedHeaders=host, Signature=$",
                "SDK-HMAC-SHA256 Access=AK, Access=AK, SignedHeaders=host, Signature=$",
                "SDK-HMAC-SHA256 Access=AK, SignedHeaders=host, SignedHeaders=host, Signature=$",
                "SDK-HMAC-SHA256 Access=AK, SignedHeaders=host, Signature=$, Signature=$",
                "SDK-HMAC-SHA256 Access=AK, Access=AK, Signature=$",
                "SDK-HMAC-SHA256 SignedHeaders=host, Access=AK, Signature=$",
                "SDK-HMAC-SHA256 SignedHeaders=host, Signature=$",
                "SDK-HMAC-SHA256 Access=AK, Signature=$",
                "SDK-HMAC-SHA256 Access=AK, SignedHeaders=host",
                "SDK-HMAC-SHA256 Access=AK, SignedHeaders=, Signature=$",
                "SDK-HMAC-SHA256 Access=AK, SignedHeaders=host;, Signature=$",
                "SDK-HMAC-SHA256 Access=AK, SignedHeaders=host;;x-sdk-date, Signature=$",
                "SDK-HMAC-SHA256 Access=AK, SignedHeaders=host;host, Signature=$",
                "SDK-HMAC-SHA256 Access=AK, SignedHeaders=x-sdk-date;host, Signature=$",
                "SDK-HMAC-SHA256 Access=AK, SignedHeaders=Host;x-sdk-date, Signature=$",
                "SDK-HMAC-SHA256 Access=AK, SignedHeaders=ho st, Signature=$",
                "SDK-HMAC-SHA256 Access=AK, SignedHeaders=host:x, Signature=$",
                "SDK-HMAC-SHA256 Access=AK, SignedHeaders=host, Signature=$0",
                "SDK-HMAC-SHA256 Access=AK, SignedHeaders=host, Signature=g$",
                "SDK-HMAC-SHA256 Access=AK, SignedHeaders=host, Signature=xyz",
                "SDK-HMAC-SHA256 Credential=AK/20260104/r/s, SignedHeaders=host, Signature=$",
                "V11-HMAC-SHA256 Access=AK, SignedHeaders=host, Signature=$",
                "V11-HMAC-SHA256 Credential=AK, SignedHeaders=host, Signature=$",
                "V11-HMAC-SHA256 Credential=AK/20260104/r, SignedHeaders=host, Signature=$",
                "V11-HMAC-SHA256 Credential=AK/20260104/r/s/t, SignedHeaders=host, Signature=$",
                "V11-HMAC-SHA256 Credential=AK/2026010/r/s, SignedHeaders=host, Signature=$",
                "V11-HMAC-SHA256 Credential=AK/2026-1-4/r/s, SignedHeaders=host, Signature=$",
                "V11-HMAC-SHA256 Credential=AK/20260104//s, SignedHeaders=host, Signature=$",
                "V11-HMAC-SHA256 Credential=AK/20260104/r/, SignedHeaders=host, Signature=$",
                "V11-HMAC-SHA256 Credential=/20260104/r/s, SignedHeaders=host, Signature=$"
            })
    void missingDoubledOrMisplacedPartsAreNotRead(String value) {
        assertThat(Authorization.parse(value.replace("$", HEX))).isEmpty();
    }

    @Test
    void theSizesAreBounded() {
        assertThat(Authorization.parse(PLAIN.replace("AK", "A".repeat(128)))).isPresent();
        assertThat(Authorization.parse(PLAIN.replace("AK", "A".repeat(129)))).isEmpty();
        assertThat(Authorization.parse(DERIVED.replace("/mrs", "/" + "m".repeat(65))))
                .isEmpty();
        String manyNames = PLAIN.replace("x-sdk-date", "x" + "y".repeat(Authorization.MAXIMUM_LENGTH));
        assertThat(Authorization.parse(manyNames)).isEmpty();
    }
}
