package io.rollcall.api;

import static io.rollcall.api.ApiFixture.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// What a request leaves in the log: who, what and how it ended, and nothing that its sender wrote.
class LoggingTest {
    private static final String MARK = "line\\nbreak-in";

    private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            events.add(event);
        }
    };
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.rollcall.api");

    @BeforeEach
    void listen() {
        appender.setContext(logger.getLoggerContext());
        appender.start();
        logger.setLevel(Level.DEBUG);
        logger.addAppender(appender);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(appender);
        logger.setLevel(null);
    }

    @Test
    void nothingThatASenderChoseIsLogged() {
        try (ApiFixture api = ApiFixture.start(ApiFixture.people())) {
            api.admin().post(USERS, "{\"user_names\":[\"break-in\"],\"x\":\"" + MARK + "\"}");
            api.admin().post(USERS, "{\"user_names\":[\"" + MARK + "\"]}");
            api.admin().post(USERS, "{break-in");
            api.admin().get("/break-in");
            api.admin().get("/v2/break-in%0a/clusters/break-in%0d/iam-sync?break-in=1");
            ApiClient.signing(api.port(), "break-in", "wrong").get(USERS);
            api.anonymous().send("GET", USERS, new byte[0], Map.of("X-Auth-Token", "break-in"), false);
            RawHttp.exchange(api.port(), "GET /break-in%zz HTTP/1.1\r\nHost: break-in\r\n\r\n");
        }
        assertThat(events).isNotEmpty();
        assertThat(texts()).noneMatch(text -> text.contains("break-in"));
    }

    @Test
    void everyAnswerIsNotedWithItsRequestId() {
        try (ApiFixture api = ApiFixture.start(ApiFixture.people())) {
            Reply reply = api.anonymous().get(USERS);
            assertThat(texts())
                    .anyMatch(text -> text.contains("request_id=" + reply.header("x-request-id"))
                            && text.contains("operation=ShowSyncIamUser")
                            && text.contains("status=401"));
        }
    }

    @Test
    void aDefectIsLoggedOnceWithItsCauseAndARequestId() {
        try (ApiFixture api = ApiFixture.start(ApiFixture.people())) {
            api.iam().breakDown(true);
            Reply reply = api.admin().get(USERS);
            List<ILoggingEvent> errors = events.stream()
                    .filter(event -> event.getLevel() == Level.ERROR)
                    .toList();
            assertThat(errors).hasSize(1);
            assertThat(errors.getFirst().getThrowableProxy()).isNotNull();
            assertThat(text(errors.getFirst())).contains("request_id=" + reply.header("x-request-id"));
        }
    }

    private List<String> texts() {
        return events.stream().map(LoggingTest::text).toList();
    }

    private static String text(ILoggingEvent event) {
        String pairs = Stream.ofNullable(event.getKeyValuePairs())
                .flatMap(List::stream)
                .map(pair -> " " + pair.key + "=" + pair.value)
                .collect(Collectors.joining());
        String cause = event.getThrowableProxy() == null
                ? ""
                : event.getThrowableProxy().getClassName()
                        + event.getThrowableProxy().getMessage();
        return event.getFormattedMessage() + pairs + cause;
    }
}
