package io.rollcall.signature;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The parts of one `Authorization` header value, each checked for its form.
///
/// @param signedHeaders lower-case names in ascending order, none twice
/// @param signature     64 lower-case hexadecimal digits
record Authorization(String accessKey, Scheme scheme, List<String> signedHeaders, String signature) {
    /// Longer than any real one; bounds the work that an unauthenticated sender can cause.
    static final int MAXIMUM_LENGTH = 4096;

    private static final int MAXIMUM_ACCESS_KEY = 128;
    private static final int MAXIMUM_SCOPE_PART = 64;

    static boolean isSupported(String value) {
        return value.startsWith(Scheme.SDK_HMAC + " ") || value.startsWith(Scheme.V11_HMAC + " ");
    }

    /// Reads a value whose algorithm [#isSupported(String)]. Blanks around the three parts are tolerated; a part
    /// that is missing, doubled, truncated or out of place gives an empty result.
    static Optional<Authorization> parse(String value) {
        if (value.length() > MAXIMUM_LENGTH) {
            return Optional.empty();
        }
        int blank = value.indexOf(' ');
        String[] parts = value.substring(blank + 1).split(",", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        boolean derived = value.startsWith(Scheme.V11_HMAC);
        String credential = part(parts[0], derived ? "Credential=" : "Access=");
        String names = part(parts[1], "SignedHeaders=");
        String signature = part(parts[2], "Signature=");
        String[] scope = credential.split("/", -1);
        List<String> signedHeaders = List.of(names.split(";", -1));
        if (scope.length != (derived ? 4 : 1)
                || !isAccessKey(scope[0])
                || !areNames(signedHeaders)
                || signature.length() != 64
                || !signature.chars().allMatch(c -> c < 0x80 && Character.digit(c, 16) >= 0)) {
            return Optional.empty();
        }
        if (derived && !(isDay(scope[1]) && isScopePart(scope[2]) && isScopePart(scope[3]))) {
            return Optional.empty();
        }
        Scheme scheme = derived ? new Scheme.V11(scope[1], scope[2], scope[3]) : new Scheme.SdkHmac();
        return Optional.of(new Authorization(scope[0], scheme, signedHeaders, signature.toLowerCase(Locale.ROOT)));
    }

    /// The value as a client sends it.
    String format() {
        return scheme.algorithm() + " " + scheme.credential(accessKey) + ", SignedHeaders="
                + String.join(";", signedHeaders) + ", Signature=" + signature;
    }

    private static String part(String text, String label) {
        String trimmed = text.strip();
        return trimmed.startsWith(label) ? trimmed.substring(label.length()) : "";
    }

    /// Comma and slash end a part of the header, so they cannot be in a key.
    static boolean isAccessKey(String text) {
        return !text.isEmpty()
                && text.length() <= MAXIMUM_ACCESS_KEY
                && text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ',' && c != '/');
    }

    static boolean isScopePart(String text) {
        return !text.isEmpty()
                && text.length() <= MAXIMUM_SCOPE_PART
                && text.chars().allMatch(c -> c < 0x80 && (Character.isLetterOrDigit(c) || "-_.".indexOf(c) >= 0));
    }

    private static boolean isDay(String text) {
        return text.length() == 8 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean areNames(List<String> names) {
        String previous = "";
        for (String name : names) {
            // Ascending order also excludes the empty and the doubled name.
            if (name.compareTo(previous) <= 0 || !name.chars().allMatch(Authorization::isNameCharacter)) {
                return false;
            }
            previous = name;
        }
        return true;
    }

    private static boolean isNameCharacter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }
}
