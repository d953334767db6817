package io.rollcall.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import io.rollcall.config.LogSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/// Sets up the log. Libraries log only warnings and errors, with few exceptions; the lines of this program are
/// constant phrases with keys and values.
public final class Logging {
    private Logging() {}

    public static void toStandardError(LogSettings settings) {
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setTarget("System.err");
        set(settings, appender);
    }

    public static void toFile(LogSettings settings, Path file) {
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setFile(file.toString());
        set(settings, appender);
    }

    private static void set(LogSettings settings, OutputStreamAppender<ILoggingEvent> appender) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        appender.setContext(context);
        appender.setEncoder(encoder(settings.format(), context));
        appender.start();
        ch.qos.logback.classic.Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(appender);
        // Helidon writes to java.util.logging; its lines go to the same log.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        // The code that used a broken connection logs the failure, once.
        context.getLogger("com.zaxxer.hikari.pool.ProxyConnection").setLevel(Level.ERROR);
        // What fails there is said once, and not for each batch (tracing.otel.ToldExporter).
        context.getLogger("io.opentelemetry.exporter").setLevel(Level.OFF);
        context.getLogger("io.rollcall").setLevel(Level.toLevel(settings.level().name()));
    }

    static Encoder<ILoggingEvent> encoder(LogSettings.Format format, LoggerContext context) {
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setLayout(
                switch (format) {
                    case TEXT -> new TextLayout();
                    case LOGFMT -> new LogfmtLayout();
                    case JSON -> new BoundedJson();
                });
        encoder.start();
        return encoder;
    }
}
