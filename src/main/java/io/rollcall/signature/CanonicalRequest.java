package io.rollcall.signature;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The text that both sides hash: one spelling for everything that is signed.
///
/// Two different requests must never have the same text, or a signature of one would be valid for the other. What
/// no client can have signed (a character outside ASCII, a `%` without two digits after it) is therefore left as
/// it is: the text then matches no signature.
final class CanonicalRequest {
    /// In characters. An ordinary canonical request has 500.
    static final int MOST_SHOWN = 4096;

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private CanonicalRequest() {}

    static String of(
            String method, String uri, String rawQuery, SortedMap<String, String> signedHeaders, String bodyHash) {
        StringBuilder text = new StringBuilder(512);
        text.append(method).append('\n').append(uri).append('\n');
        text.append(query(rawQuery)).append('\n');
        signedHeaders.forEach(
                (name, value) -> text.append(name).append(':').append(value).append('\n'));
        text.append('\n').append(String.join(";", signedHeaders.keySet()));
        return text.append('\n').append(bodyHash).toString();
    }

    /// The same text for the sender, as the documented gateway shows it: on one line, with `|` for each line
    /// break. Credentials in it are replaced by `***`, and the text is cut to [#MOST_SHOWN].
    static String shown(
            String method, String uri, String rawQuery, SortedMap<String, String> signedHeaders, String bodyHash) {
        SortedMap<String, String> harmless = new TreeMap<>(signedHeaders);
        harmless.replaceAll((name, value) -> isSecret(name) ? "***" : value);
        String text = of(method, uri, rawQuery, harmless, bodyHash).replace('\n', '|');
        StringBuilder safe = new StringBuilder(text.length());
        text.chars().limit(MOST_SHOWN).forEach(c -> safe.append(c < ' ' || c > 0x7e ? '?' : (char) c));
        return text.length() > MOST_SHOWN ? safe.append("...").toString() : safe.toString();
    }

    private static boolean isSecret(String header) {
        return header.contains("token")
                || header.contains("auth")
                || header.contains("cookie")
                || header.contains("secret")
                || header.contains("password")
                || header.contains("key");
    }

    /// The path as a client signs it when the path was given in this spelling: a `%` is itself encoded.
    static String uri(String rawPath) {
        return withSlash(encode(rawPath, true, false));
    }

    /// Every path that a client may have signed before it sent `rawPath`.
    ///
    /// The official SDK signs the path it was given, and its HTTP client afterwards encodes what a request line
    /// cannot hold. So `%20` on the wire was signed as `%2520` if the caller wrote it encoded, and as `%20` if
    /// the caller wrote a blank. The second reading is left out for a path with `%25`: then no text belongs to
    /// both readings, and no signature fits two paths that mean different things.
    static List<String> uris(String rawPath) {
        if (rawPath.indexOf('%') < 0 || rawPath.contains("%25")) {
            return List.of(uri(rawPath));
        }
        return List.of(uri(rawPath), withSlash(encode(rawPath, true, true)));
    }

    private static String withSlash(String path) {
        return path.endsWith("/") ? path : path + "/";
    }

    /// Parameters sorted by encoded name; those of the same name keep their order.
    private static String query(String rawQuery) {
        if (rawQuery.isEmpty()) {
            return "";
        }
        List<Map.Entry<String, String>> parameters = new ArrayList<>();
        for (String parameter : rawQuery.split("&", -1)) {
            if (!parameter.isEmpty()) {
                int equals = parameter.indexOf('=');
                String name = equals < 0 ? parameter : parameter.substring(0, equals);
                String value = equals < 0 ? "" : parameter.substring(equals + 1);
                parameters.add(Map.entry(encode(name, false, true), encode(value, false, true)));
            }
        }
        parameters.sort(Map.Entry.comparingByKey(Comparator.naturalOrder()));
        StringBuilder text = new StringBuilder(rawQuery.length() + 16);
        for (var parameter : parameters) {
            text.append(text.isEmpty() ? "" : "&")
                    .append(parameter.getKey())
                    .append('=')
                    .append(parameter.getValue());
        }
        return text.toString();
    }

    /// Percent-encodes all but the unreserved characters of RFC 3986.
    ///
    /// @param path    keep `/`
    /// @param encoded what is already percent-encoded is brought to one spelling instead of being encoded again
    private static String encode(String text, boolean path, boolean encoded) {
        StringBuilder result = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%' && encoded) {
                if (i + 2 < text.length() && isHex(text.charAt(i + 1)) && isHex(text.charAt(i + 2))) {
                    int octet = HexFormat.fromHexDigits(text, i + 1, i + 3);
                    append(result, octet, isUnreserved(octet));
                    i += 2;
                } else {
                    result.append(c);
                }
            } else {
                append(result, c, isUnreserved(c) || (path && c == '/') || c > 0x7f);
            }
        }
        return result.toString();
    }

    private static void append(StringBuilder result, int c, boolean asIs) {
        if (asIs) {
            result.append((char) c);
        } else {
            result.append('%').append(HEX.toHighHexDigit(c)).append(HEX.toLowHexDigit(c));
        }
    }

    private static boolean isUnreserved(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '_'
                || c == '.'
                || c == '~';
    }

    private static boolean isHex(char c) {
        return HexFormat.isHexDigit(c);
    }
}
