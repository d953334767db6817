package io.rollcall.api;

import static io.rollcall.api.ApiFixture.BASE;
import static io.rollcall.api.ApiFixture.OTHER_CLUSTER;
import static io.rollcall.api.ApiFixture.OTHER_PROJECT;
import static io.rollcall.api.ApiFixture.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.api.error.Problems;
import io.rollcall.api.request.PasswordRules;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UserName;
import io.rollcall.policy.SystemPolicies;
import io.rollcall.sync.password.PasswordOutcome;
import io.rollcall.sync.provisioning.MemoryTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/// The call that gives an account its first password (docs/decisions/0040-initial-passwords.md).
class PasswordTest {
    private static final String GIVEN = "Break-1n the given one";

    @AutoClose
    private ApiFixture api;

    @BeforeEach
    void synchronizeAlice() {
        MapIdentitySource iam = ApiFixture.people()
                .user("alice")
                .user("bob")
                .group("crowd", List.of("alice"), SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS));
        api = ApiFixture.start(iam).work();
        assertThat(api.admin().post(USERS, "{\"user_names\":[\"alice\"]}").status())
                .isEqualTo(202);
        api.awaitIdle();
    }

    private Reply post(String name, String body) {
        return api.admin().post(path(name), body);
    }

    private static String path(String name) {
        return BASE + "/iam-sync/accounts/" + name + "/password";
    }

    private static String giving(String password) {
        return "{\"password\":\"" + password + "\"}";
    }

    @Test
    void aPasswordIsMadeAndAnsweredOnce() {
        Reply reply = post("alice", "{}");
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        String password = reply.json().path("password").asText();
        assertThat(password).hasSize(20).matches("[A-Za-z0-9].*[a-z].*");
        assertThat(reply.json().path("user_name").asText()).isEqualTo("alice");
        assertThat(reply.json().path("must_change").asBoolean()).isTrue();
        assertThat(reply.json().path("set_in")).map(JsonNode::asText).containsExactly("directory");
        assertThat(reply.json().path("must_change_in")).map(JsonNode::asText).containsExactly("directory");
        assertThat(reply.header("cache-control")).isEqualTo("no-store");
        assertThat(api.target().password("alice")).contains(Secret.of(password));

        Reply again = post("alice", "");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.body()).contains("12000054").doesNotContain(password);
        assertThat(api.target().password("alice")).contains(Secret.of(password));
    }

    @Test
    void theAnswerTellsTheDirectoryFromTheRealm() {
        api.target().initialized =
                PasswordOutcome.Initialized.inDirectory(false).andInRealm();

        Reply reply = post("alice", "{}");

        assertThat(reply.json().path("must_change").asBoolean()).isTrue();
        assertThat(reply.json().path("set_in")).map(JsonNode::asText).containsExactly("directory", "realm");
        assertThat(reply.json().path("must_change_in")).map(JsonNode::asText).containsExactly("realm");

        api.target().initialized = PasswordOutcome.Initialized.inDirectory(false);
        Reply none = post("alice", "{\"reset\":true}");
        assertThat(none.json().path("must_change").asBoolean()).isFalse();
        assertThat(none.json().path("must_change_in").isEmpty()).isTrue();
    }

    @Test
    void aGivenPasswordIsTakenAndNotRepeated() {
        Reply reply = post("alice", giving(GIVEN));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).doesNotContain(GIVEN);
        assertThat(api.target().password("alice")).contains(Secret.of(GIVEN));
    }

    @Test
    void onlyAnExplicitResetReplacesAPassword() {
        post("alice", giving(GIVEN));
        assertThat(post("alice", "{\"reset\":false,\"password\":\"An0ther one\"}")
                        .status())
                .isEqualTo(409);
        assertThat(post("alice", "{\"reset\":true,\"password\":\"An0ther one\"}")
                        .status())
                .isEqualTo(200);
        assertThat(api.target().password("alice")).contains(Secret.of("An0ther one"));
    }

    @Test
    void theAuditSaysWhoGaveWhomAPasswordAndNotWhich() {
        post("alice", giving(GIVEN));

        Reply audit = api.admin().get(BASE + "/iam-sync/audit?limit=1000");

        assertThat(audit.body().lines().filter(line -> line.contains("\"event\":\"password\"")))
                .singleElement()
                .asString()
                .contains("\"name\":\"alice\"", "\"initialized\":true", "\"user_name\":\"admin\"")
                .doesNotContain(GIVEN);
    }

    @Test
    void synchronizingAgainDoesNotTouchAPassword() {
        post("alice", giving(GIVEN));
        api.admin().post(USERS, "{\"is_all_sync\":true}");
        api.awaitIdle();
        assertThat(api.target().password("alice")).contains(Secret.of(GIVEN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bob", "nobody", "foreign", "ALICE", "alice%20", "%2e%2e", "%25zz", "alice%2fx"})
    void whoWasNotSynchronizedHasNoPasswordToSet(String name) {
        api.target().addForeign("foreign");
        Reply reply = post(name, "{\"reset\":true}");
        assertThat(reply.status()).as(reply.body()).isEqualTo(404);
        assertThat(reply.json().path("error_code").asText()).isEqualTo("12000002");
        assertThat(api.target().password("foreign")).isEmpty();
    }

    @Test
    void anAccountOfAnotherClusterIsUnknown() {
        String path = "/v2/" + OTHER_PROJECT + "/clusters/" + OTHER_CLUSTER + "/iam-sync/accounts/alice/password";
        assertThat(api.admin().post(path, "{}").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sh0rt !",
                "Long1 long long long long long long long",
                "no-upper1case",
                "Only Three Kinds",
                "n0n-ASCII \u00fcber",
                "C0ntrol\\u0000 x",
                ""
            })
    void aPasswordThatBreaksARuleIsRefusedWithoutBeingRepeated(String password) {
        Reply reply = post("alice", giving(password));
        assertThat(reply.status()).as(reply.body()).isEqualTo(400);
        assertThat(reply.json().path("error_code").asText()).isEqualTo("12000002");
        assertThat(reply.json().path("error_msg").asText()).contains("password ");
        if (!password.isEmpty()) {
            assertThat(reply.body()).doesNotContain(password);
        }
        assertThat(api.target().password("alice")).isEmpty();
    }

    @Test
    void theNameAndItsReverseAreNoPasswords() {
        assertThat(post("Al1ce-Smith", giving("Al1ce-Smith")).status()).isEqualTo(400);
        assertThat(post("Al1ce-Smith", giving("HTIMs-EC1la")).status()).isEqualTo(400);
    }

    @Test
    void everyProblemIsNamedAtOnce() {
        Reply reply = post("a%00", "{\"password\":7,\"reset\":\"yes\"}");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains("user_name ");
        Reply body = post("alice", "{\"password\":7,\"reset\":\"yes\"}");
        assertThat(body.body()).contains("password must be a string").contains("reset must be true or false");
        Reply rules = post("alice", giving("short"));
        assertThat(rules.body()).contains("8 to 32").contains("at least 4 of");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"x\"", "{", "{} {}", "{\"password\":\"a\",\"password\":\"b\"}", "{\"password\":["})
    void aBodyThatIsNoSoundObjectIsRefused(String body) {
        assertThat(post("alice", body).status()).isEqualTo(400);
    }

    @Test
    void whoMayOnlyReadMayNotSetPasswords() {
        Reply reply = api.as("viewer").post(path("alice"), "{}");
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.body()).contains("mrs:cluster:initializePassword");
    }

    @Test
    void aRefusalOfTheManagerIsPassedOnWithoutThePassword() {
        Reply reply = post("alice", giving(MemoryTarget.REFUSED));
        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.body()).contains("The Manager refused the password: not '***'");
        assertThat(post("alice", giving(GIVEN)).status()).isEqualTo(200);
    }

    @Test
    void aManagerThatIsAwayIsSaidAtOnce() {
        api.target().goAway(true);
        Reply reply = post("alice", "{}");
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.json().path("error_code").asText()).isEqualTo("12000163");
    }

    @Test
    void aPasswordIsNeitherLoggedNorStored() throws IOException {
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                lines.add(event.getFormattedMessage() + event.getKeyValuePairs());
            }
        };
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        appender.setContext(root.getLoggerContext());
        appender.start();
        Level before = root.getLevel();
        root.setLevel(Level.TRACE);
        root.addAppender(appender);
        String made;
        try {
            post("alice", giving("break-in"));
            post("alice", giving(GIVEN));
            made = post("alice", "{\"reset\":true}").json().path("password").asText();
        } finally {
            root.detachAppender(appender);
            root.setLevel(before);
        }
        assertThat(lines)
                .anyMatch(line -> line.contains("password initialized") && line.contains("user_name=\"alice\""));
        assertThat(lines).noneMatch(line -> line.contains(GIVEN) || line.contains(made) || line.contains("break-in"));
        try (Stream<Path> files = Files.list(api.folder())) {
            for (Path file : files.toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain(GIVEN)
                        .doesNotContain(made);
            }
        }
    }

    @Test
    void aThousandMadePasswordsKeepAllRulesAndDiffer() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            String password = PasswordRules.generate().reveal();
            Problems problems = new Problems();
            PasswordRules.check(password, new UserName("alice"), problems);
            assertThat(problems.isEmpty()).as(password).isTrue();
            assertThat(seen.add(password)).isTrue();
        }
    }
}
