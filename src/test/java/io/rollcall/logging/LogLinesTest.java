package io.rollcall.logging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rollcall.config.LogSettings;
import io.rollcall.operation.model.OperationId;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.KeyValuePair;

/// What unauthenticated clients send, and servers answer, stays within the log line about it.
class LogLinesTest {
    private static final String FORGED = "2026-11-26T00:00:00.000Z INFO  password initialized user_id=\"u-owner\"";

    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();

    private String logged(LogSettings.Format format, String message, String value, @Nullable Throwable cause) {
        Encoder<ILoggingEvent> encoder = Logging.encoder(format, context);
        LoggingEvent event = new LoggingEvent(
                LogLinesTest.class.getName(), context.getLogger("io.rollcall.test"), Level.WARN, message, cause, null);
        event.addKeyValuePair(new KeyValuePair("text", value));
        return new String(encoder.encode(event), UTF_8);
    }

    private static List<String> lines(String log) {
        return log.lines().toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r", "\u2028", "\u2029", "\u0085", "\u000b", "\f"})
    void nothingThatAStrangerSendsBeginsALine(String end) {
        String text = "broken" + end + FORGED;
        IOException cause = new IOException(text, new IllegalStateException(text));
        cause.addSuppressed(new IOException(text));
        for (LogSettings.Format format : LogSettings.Format.values()) {
            String log = logged(format, text, text, cause);
            assertThat(log).endsWith("\n");
            List<String> more = lines(log).subList(1, lines(log).size());
            if (format != LogSettings.Format.TEXT) {
                assertThat(more).isEmpty();
            } else {
                assertThat(more).isNotEmpty().allMatch(line -> line.startsWith("    "));
                assertThat(log.codePoints()
                                .filter(c -> c != '\n' && (Character.isISOControl(c) || c == 0x2028 || c == 0x2029)))
                        .isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(LogSettings.Format.class)
    void aLineOfATraceHasItsId(LogSettings.Format format) {
        String id = "0af7651916cd43dd8448eb211c80319c";
        assertThat(logged(format, "said", "text", null)).doesNotContain("trace_id");
        MDC.put("trace_id", id);
        try {
            assertThat(logged(format, "said", "text", null))
                    .contains(
                            switch (format) {
                                case TEXT -> " text=\"text\" trace_id=\"" + id + "\"";
                                case LOGFMT -> " text=text trace_id=" + id;
                                case JSON -> "\"text\":\"text\",\"trace_id\":\"" + id + "\"";
                            });
        } finally {
            MDC.remove("trace_id");
        }
    }

    @Test
    void nothingTurnsATextAround() {
        assertThat(logged(LogSettings.Format.TEXT, "said", "\u202egnp.exe\u200b", new IOException("\u202e")))
                .doesNotContain("\u202e", "\u200b")
                .contains("text=\"?gnp.exe?\"");
    }

    @ParameterizedTest
    @EnumSource(LogSettings.Format.class)
    void nothingFillsADisk(LogSettings.Format format) throws Exception {
        String much = "x".repeat(1_000_000);
        String log = logged(format, "said", much, new IOException(much, new IOException(much)));
        assertThat(log.length()).isLessThan(100_000);
        assertThat(lines(log)).allMatch(line -> line.length() < 70_000);
        if (format == LogSettings.Format.JSON) {
            JsonNode line = new ObjectMapper().readTree(log);
            assertThat(line.path("message").asText()).isEqualTo("said");
            assertThat(line.path("exception").asText()).contains("java.io.IOException: xxx");
        }
    }

    @Test
    void aLineIsATimeALevelAPhraseAndKeysWithValues() {
        assertThat(logged(LogSettings.Format.TEXT, "operation finished", "a b", null))
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(Z|[+-]\\d\\d:\\d\\d) WARN  "
                        + "operation finished text=\"a b\"\n");
    }

    private LoggingEvent event(String message) {
        LoggingEvent event = new LoggingEvent(
                LogLinesTest.class.getName(), context.getLogger("io.rollcall.test"), Level.INFO, message, null, null);
        event.setInstant(Instant.parse("2026-11-27T10:00:00.123Z"));
        return event;
    }

    @Test
    void jsonIsFlatAndItsValuesKeepTheirTypes() throws Exception {
        LoggingEvent event = event("operation planned");
        event.addKeyValuePair(new KeyValuePair("operation", new OperationId("0123456789abcdef0123456789abcdef")));
        event.addKeyValuePair(new KeyValuePair("changes", 12));
        event.addKeyValuePair(new KeyValuePair("seconds", 1.5));
        event.addKeyValuePair(new KeyValuePair("held", true));
        event.addKeyValuePair(new KeyValuePair("reason", null));
        event.addKeyValuePair(new KeyValuePair("level", "forged"));
        event.addKeyValuePair(new KeyValuePair("changes", 13));
        String line =
                new String(Logging.encoder(LogSettings.Format.JSON, context).encode(event), UTF_8);
        assertThat(line).startsWith("""
                {"time":"2026-11-27T10:00:00.123Z","level":"info","message":"operation planned","operation":"0123456789abcdef0123456789abcdef",\
                "changes":12,"seconds":1.5,"held":true,"reason":"null","logger":"io.rollcall.test","thread":\
                """.strip());
        assertThat(new ObjectMapper().readTree(line).path("changes").isInt()).isTrue();
    }

    @Test
    void logfmtQuotesWhatNeedsIt() {
        LoggingEvent event = event("operation planned");
        event.addKeyValuePair(new KeyValuePair("changes", 12));
        event.addKeyValuePair(new KeyValuePair("reason", "a \"b\"\n\\ c=d"));
        event.addKeyValuePair(new KeyValuePair("empty", ""));
        assertThat(new String(
                        Logging.encoder(LogSettings.Format.LOGFMT, context).encode(event), UTF_8))
                .isEqualTo("time=2026-11-27T10:00:00.123Z level=info msg=\"operation planned\" changes=12"
                        + " reason=\"a \\\"b\\\"\\n\\\\ c=d\" empty=\"\"\n");
    }
}
