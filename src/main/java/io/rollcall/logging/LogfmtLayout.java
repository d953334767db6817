package io.rollcall.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import io.rollcall.cluster.Text;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.slf4j.event.KeyValuePair;

/// A log of `key=value` lines (logfmt), for people and for collectors alike. Each entry is one line: the line ends
/// of an exception are written as `\n`. Values with blanks are quoted. Thread-safe.
final class LogfmtLayout extends LayoutBase<ILoggingEvent> {
    private static final int LONGEST_VALUE = 4_096;
    private static final int LONGEST_CAUSE = 16_384;
    private static final int MOST_PAIRS = 30;
    private static final Pattern PLAIN = Pattern.compile("[^\\s\"=\\\\\\p{Cntrl}\\p{Cf}\\u2028\\u2029\\u0085]+");
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029\\u0085]");

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(256);
        line.append("time=").append(event.getInstant());
        append(line, "level", event.getLevel().toString().toLowerCase(Locale.ROOT), LONGEST_VALUE);
        append(line, "msg", event.getFormattedMessage(), LONGEST_VALUE);
        List<KeyValuePair> pairs = event.getKeyValuePairs() == null ? List.of() : event.getKeyValuePairs();
        for (KeyValuePair pair : pairs.subList(0, Math.min(MOST_PAIRS, pairs.size()))) {
            append(line, pair.key, String.valueOf(pair.value), LONGEST_VALUE);
        }
        event.getMDCPropertyMap().forEach((key, value) -> append(line, key, value, LONGEST_VALUE));
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            append(line, "exception", ThrowableProxyUtil.asString(thrown), LONGEST_CAUSE);
        }
        return line.append('\n').toString();
    }

    private static void append(StringBuilder line, String key, String value, int longest) {
        String text = Text.shortened(value, longest);
        line.append(' ').append(key).append('=');
        if (PLAIN.matcher(text).matches()) {
            line.append(text);
            return;
        }
        String escaped = text.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\r\n", "\\n")
                .replace("\n", "\\n")
                .replace("\t", "\\t");
        line.append('"').append(UNSEEN.matcher(escaped).replaceAll("?")).append('"');
    }
}
