package io.rollcall.logging;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.rollcall.cluster.Text;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/// A log of JSON objects, one a line. JSON escapes line ends, so no text can begin a line of its own; a line that
/// is too long is cut, so that no message fills a disk. Thread-safe.
final class BoundedJson extends JsonEncoder {
    /// For one line, in bytes.
    static final int LONGEST = 64 * 1024;

    private static final int LONGEST_VALUE = 1_024;

    private final LoggerContext loggers;

    BoundedJson(LoggerContext context) {
        this.loggers = context;
        setContext(context);
        setWithFormattedMessage(false);
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        byte[] line = super.encode(event);
        return line.length <= LONGEST ? line : super.encode(shortened(event));
    }

    private LoggingEvent shortened(ILoggingEvent event) {
        LoggingEvent shorter = new LoggingEvent(
                Logger.FQCN,
                loggers.getLogger(event.getLoggerName()),
                event.getLevel(),
                Text.shortened(event.getMessage(), LONGEST_VALUE),
                null,
                null);
        shorter.setInstant(event.getInstant());
        shorter.setThreadName(event.getThreadName());
        List<KeyValuePair> pairs = event.getKeyValuePairs() == null ? List.of() : event.getKeyValuePairs();
        pairs.stream()
                .limit(20)
                .forEach(pair -> shorter.addKeyValuePair(new KeyValuePair(
                        Text.shortened(pair.key, LONGEST_VALUE),
                        Text.shortened(String.valueOf(pair.value), LONGEST_VALUE))));
        if (event.getThrowableProxy() != null) {
            shorter.addKeyValuePair(new KeyValuePair(
                    "cause",
                    event.getThrowableProxy().getClassName() + ": "
                            + Text.shortened(
                                    String.valueOf(event.getThrowableProxy().getMessage()), LONGEST_VALUE)));
        }
        return shorter;
    }
}
