package io.rollcall.document;

import io.rollcall.cluster.Text;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The usual parse functions of a [Section]. Their messages never repeat the value.
public final class Values {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

    private Values() {}

    /// A text with a number of characters (code points) in a range, without control characters.
    public static Function<String, String> text(int shortest, int longest) {
        return value -> {
            int length = Text.length(value);
            if (length < shortest || length > longest) {
                throw new IllegalArgumentException(
                        "must have " + shortest + " to " + longest + " characters, but has " + length);
            }
            if (!Text.isPlain(value)) {
                throw new IllegalArgumentException("holds a control character");
            }
            return value;
        };
    }

    /// `true` or `false`.
    public static boolean flag(String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("must be true or false");
        };
    }

    /// A whole number in a range.
    public static Function<String, Integer> number(int least, int most) {
        return value -> {
            try {
                int number = Integer.parseInt(value);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Reported below, together with the range.
            }
            throw new IllegalArgumentException("must be a whole number from " + least + " to " + most);
        };
    }

    /// A time with its unit, like `500ms`, `60s`, `5m`, `1h`, in a range.
    public static Function<String, Duration> duration(Duration least, Duration most) {
        return value -> {
            Matcher matcher = DURATION.matcher(value);
            if (matcher.matches()) {
                long count = Long.parseLong(matcher.group(1));
                Duration duration = switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(count);
                    case "s" -> Duration.ofSeconds(count);
                    case "m" -> Duration.ofMinutes(count);
                    case "h" -> Duration.ofHours(count);
                    default -> Duration.ofDays(count);
                };
                if (duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0) {
                    return duration;
                }
            }
            throw new IllegalArgumentException("must be a time like 500ms, 60s, 5m, 1h or 90d, from "
                    + least.toSeconds() + "s to " + most.toSeconds() + "s");
        };
    }

    /// An address of HTTP or HTTPS without a query.
    ///
    /// @param otherwise what is said about any other text
    public static Function<String, URI> url(String otherwise) {
        return urlWithQuery(otherwise).andThen(url -> {
            if (url.getRawQuery() != null) {
                throw new IllegalArgumentException(otherwise);
            }
            return url;
        });
    }

    /// An address of HTTP or HTTPS, which may have a query.
    ///
    /// @param otherwise what is said about any other text
    public static Function<String, URI> urlWithQuery(String otherwise) {
        return value -> {
            try {
                URI url = new URI(value);
                if (Set.of("http", "https").contains(String.valueOf(url.getScheme()))
                        && url.getHost() != null
                        && url.getRawUserInfo() == null
                        && url.getRawFragment() == null) {
                    return url;
                }
            } catch (URISyntaxException e) {
                // Reported below; the value itself may hold a secret.
            }
            throw new IllegalArgumentException(otherwise);
        };
    }

    /// One of the constants, written in lower case with hyphens: `ALL_PROJECTS` is `all-projects`.
    public static <E extends Enum<E>> Function<String, E> oneOf(Class<E> type) {
        TreeMap<String, E> known = new TreeMap<>();
        for (E constant : type.getEnumConstants()) {
            known.put(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
        }
        return value -> {
            E found = known.get(value);
            if (found == null) {
                throw new IllegalArgumentException(
                        "must be one of " + String.join(", ", known.keySet()) + suggestion(value, known.keySet()));
            }
            return found;
        };
    }

    /// A text that did not occur before; it is remembered from now on.
    ///
    /// @param what what must be unique, for people; the value is no secret
    public static Function<String, String> unique(Set<String> seen, String what) {
        return value -> {
            if (!seen.add(value)) {
                throw new IllegalArgumentException("the " + what + " '" + excerpt(value) + "' is there twice");
            }
            return value;
        };
    }

    /// The beginning of a text that may be longer than people want to read.
    public static String excerpt(String value) {
        return Text.shortened(value, 64);
    }

    /// ` (did you mean X?)` when one of the known words is close to the given one, else nothing.
    public static String suggestion(String word, Collection<String> known) {
        return nearest(word, known)
                .map(near -> " (did you mean '" + near + "'?)")
                .orElse("");
    }

    /// The known word that was probably meant: the same except for letter case and at most two typing mistakes, or
    /// one in a short word.
    public static Optional<String> nearest(String word, Collection<String> known) {
        String best = null;
        int least = Integer.MAX_VALUE;
        for (String candidate : known) {
            int allowed = Math.min(word.length(), candidate.length()) > 4 ? 2 : 1;
            if (Math.abs(word.length() - candidate.length()) <= allowed) {
                int distance = distance(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
                if (distance <= allowed && distance < least) {
                    best = candidate;
                    least = distance;
                }
            }
        }
        return Optional.ofNullable(best);
    }

    /// Insertions, deletions, replacements and swaps of neighbours.
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        Arrays.setAll(d[0], j -> j);
        for (int i = 1; i <= a.length(); i++) {
            d[i][0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(replace, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
