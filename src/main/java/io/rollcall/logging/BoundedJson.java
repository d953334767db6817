package io.rollcall.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.rollcall.cluster.Text;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/// A log of flat JSON objects, one a line: `time` (RFC 3339, UTC), `level`, `message`, the keys of the line, which
/// keep the types of their values, `trace_id` where it is known, and `logger`, `thread` and `exception` behind
/// them. JSON escapes line ends, so no text can begin a line of its own; every value is cut where it is too long,
/// so no message fills a disk. Thread-safe.
final class BoundedJson extends LayoutBase<ILoggingEvent> {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int LONGEST_MESSAGE = 8_192;
    private static final int LONGEST_VALUE = 4_096;
    private static final int LONGEST_CAUSE = 16_384;
    private static final int MOST_PAIRS = 30;

    @Override
    public String doLayout(ILoggingEvent event) {
        StringWriter line = new StringWriter(256);
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("time", event.getInstant().toString());
            json.writeStringField("level", event.getLevel().toString().toLowerCase(Locale.ROOT));
            json.writeStringField("message", Text.shortened(event.getFormattedMessage(), LONGEST_MESSAGE));
            Set<String> used = new HashSet<>(Set.of("time", "level", "message", "logger", "thread", "exception"));
            List<KeyValuePair> pairs = event.getKeyValuePairs() == null ? List.of() : event.getKeyValuePairs();
            for (KeyValuePair pair : pairs.subList(0, Math.min(MOST_PAIRS, pairs.size()))) {
                // A key that is there already keeps its first value: JSON with a key twice is read in many ways.
                if (used.add(pair.key)) {
                    json.writeFieldName(pair.key);
                    write(json, pair.value);
                }
            }
            for (Map.Entry<String, String> field : event.getMDCPropertyMap().entrySet()) {
                if (used.add(field.getKey())) {
                    json.writeStringField(field.getKey(), field.getValue());
                }
            }
            json.writeStringField("logger", event.getLoggerName());
            json.writeStringField("thread", event.getThreadName());
            IThrowableProxy thrown = event.getThrowableProxy();
            if (thrown != null) {
                json.writeStringField("exception", Text.shortened(ThrowableProxyUtil.asString(thrown), LONGEST_CAUSE));
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.append('\n').toString();
    }

    private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof Integer || value instanceof Long) {
            json.writeNumber(((Number) value).longValue());
        } else if (value instanceof Double number && Double.isFinite(number)) {
            json.writeNumber(number);
        } else {
            json.writeString(Text.shortened(String.valueOf(value), LONGEST_VALUE));
        }
    }
}
