package io.rollcall.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalRequestTest {
    @ParameterizedTest
    @CsvSource({
        "'', /",
        "/, /",
        "/v2/p, /v2/p/",
        "/v2/p/, /v2/p/",
        "/v2/p//, /v2/p//",
        "/a:b@c/*~+, /a%3Ab%40c/%2A~%2B/",
        "/a%2fb, /a%252fb/"
    })
    void thePathIsEncodedAsItIsWrittenAndEndsWithASlash(String path, String canonical) {
        assertThat(CanonicalRequest.uri(path)).isEqualTo(canonical);
    }

    @Test
    void anEncodedPathMayHaveBeenSignedBeforeItWasEncoded() {
        assertThat(CanonicalRequest.uris("/a%20b%2fc")).containsExactly("/a%2520b%252fc/", "/a%20b%2Fc/");
        assertThat(CanonicalRequest.uris("/%E5%BC%A0")).containsExactly("/%25E5%25BC%25A0/", "/%E5%BC%A0/");
    }

    @Test
    void noTextBelongsToTwoDifferentPaths() {
        assertThat(CanonicalRequest.uris("/a%2520b")).containsExactly("/a%252520b/");
        assertThat(CanonicalRequest.uris("/a%2Fb")).doesNotContainAnyElementsOf(CanonicalRequest.uris("/a/b"));
        assertThat(CanonicalRequest.uris("/a%zz")).containsExactly("/a%25zz/", "/a%zz/");
    }

    @ParameterizedTest
    @CsvSource({
        "b=2&a=1, a=1&b=2",
        "a=2&a=1, a=2&a=1",
        "a-b=1&a=2, a=2&a-b=1",
        "flag, flag=",
        "flag=, flag=",
        "a=1&&b=2&, a=1&b=2",
        "a=b=c, a=b%3Dc",
        "n%61me=%7e%2a*~, name=~%2A%2A~",
        "a=x+y, a=x%2By",
        "a=%e5%bc%a0, a=%E5%BC%A0",
        "a=%2, a=%2",
        "a=%zz, a=%zz"
    })
    void theQueryIsSortedAndBroughtToOneSpelling(String query, String canonical) {
        assertThat(CanonicalRequest.of("GET", "/", query, new TreeMap<>(), "hash"))
                .isEqualTo("GET\n/\n" + canonical + "\n\n\nhash");
    }
}
