package io.rollcall.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import io.rollcall.cluster.Text;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.slf4j.event.KeyValuePair;

/// A log of lines for people: the time, the level, a phrase, and keys with their values. The text of a request, a
/// name or the message of a server can neither begin a line of its own, nor reverse the direction of text, nor
/// fill a disk. The lines of an exception are indented, so that each entry begins with the only line that begins
/// with a time. Thread-safe.
final class TextLayout extends LayoutBase<ILoggingEvent> {
    /// For one line, in characters.
    static final int LONGEST = 8_192;

    private static final int LONGEST_CAUSE = 64 * 1024;
    private static final String INDENT = "    ";
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029\\u0085]");
    private static final Pattern LINE_END = Pattern.compile("\\R");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT)
            .withZone(ZoneId.systemDefault());

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(256);
        line.append(event.getFormattedMessage());
        List<KeyValuePair> pairs = event.getKeyValuePairs() == null ? List.of() : event.getKeyValuePairs();
        for (KeyValuePair pair : pairs) {
            line.append(' ').append(pair.key).append("=\"").append(pair.value).append('"');
        }
        event.getMDCPropertyMap()
                .forEach((key, value) ->
                        line.append(' ').append(key).append("=\"").append(value).append('"'));
        StringBuilder all = new StringBuilder(256);
        all.append(TIME.format(event.getInstant()))
                .append(' ')
                .append(String.format(Locale.ROOT, "%-5s", event.getLevel()))
                .append(' ')
                .append(harmless(line.toString()))
                .append(System.lineSeparator());
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            appendCause(all, ThrowableProxyUtil.asString(thrown));
        }
        return all.toString();
    }

    private static void appendCause(StringBuilder all, String text) {
        for (String line : LINE_END.split(text.substring(0, Math.min(LONGEST_CAUSE, text.length())))) {
            all.append(INDENT).append(harmless(line.replace("\t", INDENT))).append(System.lineSeparator());
        }
    }

    private static String harmless(String text) {
        return UNSEEN.matcher(Text.shortened(text, LONGEST)).replaceAll("?");
    }
}
