package io.rollcall.signature;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// The one form of `X-Sdk-Date`: `yyyyMMdd'T'HHmmss'Z'`, in UTC.
final class SdkDate {
    private static final String FORM = "00000000T000000Z";
    private static final DateTimeFormatter FORMATTER =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private SdkDate() {}

    static String format(Instant time) {
        return FORMATTER.format(time);
    }

    /// By hand: a formatter also reads signs and other scripts' digits, and reports through an exception.
    static Optional<Instant> parse(String text) {
        if (text.length() != FORM.length()) {
            return Optional.empty();
        }
        for (int i = 0; i < FORM.length(); i++) {
            char c = text.charAt(i);
            if (FORM.charAt(i) == '0' ? c < '0' || c > '9' : c != FORM.charAt(i)) {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(LocalDateTime.of(
                            number(text, 0, 4),
                            number(text, 4, 6),
                            number(text, 6, 8),
                            number(text, 9, 11),
                            number(text, 11, 13),
                            number(text, 13, 15))
                    .toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            // A thirteenth month and the like; the digits alone cannot tell.
            return Optional.empty();
        }
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }
}
