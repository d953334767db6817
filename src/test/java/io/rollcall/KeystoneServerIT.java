package io.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.api.ApiClient;
import io.rollcall.api.Reply;
import io.rollcall.iam.keystone.Keystone;
import io.rollcall.iam.keystone.KeystoneSettings.Credentials;
import io.rollcall.manager.Slapd;
import io.rollcall.manager.layout.GroupLayout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/// The whole way with real servers at both ends: a real Keystone says who there is and who calls, and OpenLDAP is
/// the Manager's directory.
class KeystoneServerIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @AutoClose
    private static Keystone keystone;

    private static Credentials.Password reader;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        keystone = Keystone.start();
        reader = keystone.reader();
        keystone.create("role", Map.of("name", "MRS FullAccess"));
        keystone.create("role", Map.of("name", "analyst"));
    }

    private IamServer serve(Keystone from, String project, String manager) throws Exception {
        return serve(from, Keystone.DOMAIN, "", project, manager);
    }

    /// @param domain that of the people
    /// @param more a further line of the configuration of Keystone
    private IamServer serve(Keystone from, String domain, String more, String project, String manager)
            throws Exception {
        return IamServer.start(
                folder,
                project,
                """
                  keystone:
                    url: %s
                    domain: %s
                    password: {user: %s, user_domain: %s, password: %s}
                    roles: {analyst: custom}
                    %s
                """.formatted(from.url(), domain, reader.user(), reader.userDomain(), Keystone.PASSWORD, more),
                manager);
    }

    @Test
    void theFiveOperationsKeepADirectoryTrueToKeystoneByItsTokens() throws Exception {
        String project = keystone.project("whole");
        String boss = keystone.user("whole-boss");
        String ann = keystone.user("whole-ann");
        String ben = keystone.user("whole-ben");
        String cleo = keystone.user("whole-cleo");
        String dan = keystone.user("whole-dan");
        keystone.change("user", cleo, Map.of("enabled", false));
        String admins = keystone.group("whole-admins", boss);
        String analysts = keystone.group("whole-analysts", ann, ben, cleo);
        String visitors = keystone.group("whole-visitors", dan, ben);
        keystone.group("whole-idle", dan);
        keystone.grantGroup(project, admins, "MRS FullAccess");
        keystone.grantGroup(project, analysts, "analyst");
        keystone.grantGroup(project, visitors, "MRS FullAccess");
        String token = keystone.issue("whole-boss", project);

        try (Slapd slapd = Slapd.start(GroupLayout.RFC2307BIS)) {
            CrashWorld.fill(slapd);
            ManagerView before = view(slapd);
            try (IamServer server = serve(keystone, project, manager(slapd))) {
                assertCompleted(server.synchronize(token));
                ManagerView now = view(slapd);
                assertThat(added(before, now))
                        .containsExactlyInAnyOrder("whole-boss", "whole-ann", "whole-ben", "whole-dan");
                assertThat(now.groups().get("whole-analysts")).containsExactly("whole-ann", "whole-ben");
                assertThat(now.groups().get("whole-visitors")).containsExactly("whole-ben", "whole-dan");
                assertThat(now.groups()).doesNotContainKey("whole-idle");
                assertThat(holders(before, now, "Manager_administrator"))
                        .containsExactly("whole-admins", "whole-visitors");
                assertThat(holders(before, now, "Manager_viewer"))
                        .containsExactly("whole-admins", "whole-analysts", "whole-visitors");
                assertThat(server.get(token, "/iam-sync-user").body())
                        .isEqualTo("{\"user_names\":[\"whole-ann\",\"whole-ben\",\"whole-boss\",\"whole-dan\"],"
                                + "\"group_names\":[\"whole-admins\",\"whole-analysts\",\"whole-visitors\"]}");
                server.awaitSynchronous(token, true);

                // Drift is noticed, and so is its end.
                keystone.change("user", ann, Map.of("enabled", false));
                server.awaitSynchronous(token, false);
                keystone.change("user", ann, Map.of("enabled", true));
                server.awaitSynchronous(token, true);

                keystone.change("group", analysts, Map.of("name", "whole-science"));
                keystone.change("user", ben, Map.of("name", "whole-benjamin"));
                keystone.delete("/v3/users/" + dan);
                keystone.delete("/v3/groups/" + visitors + "/users/" + ben);
                keystone.change("user", cleo, Map.of("enabled", true));
                server.awaitSynchronous(token, false);
                assertCompleted(server.synchronize(token));
                now = view(slapd);
                assertThat(added(before, now))
                        .containsExactlyInAnyOrder("whole-boss", "whole-ann", "whole-benjamin", "whole-cleo");
                assertThat(now.groups()).doesNotContainKey("whole-analysts");
                assertThat(now.groups().get("whole-science"))
                        .containsExactly("whole-ann", "whole-benjamin", "whole-cleo");
                assertThat(now.groups().get("whole-visitors")).as("emptied").isEmpty();
                server.awaitSynchronous(token, true);

                Reply cancelled = server.call(
                        token, "DELETE", "/iam-sync-user", "{\"group_names\":[\"whole-science\",\"whole-visitors\"]}");
                assertThat(cancelled.status()).isEqualTo(202);
                server.awaitIdle(token);
                now = view(slapd);
                assertThat(added(before, now)).containsExactly("whole-boss");
                assertThat(now.groups()).doesNotContainKeys("whole-science", "whole-visitors");

                Reply named = server.call(token, "POST", "/iam-sync-user", "{\"user_names\":[\"whole-cleo\"]}");
                assertThat(named.status()).isEqualTo(202);
                server.awaitIdle(token);
                assertThat(view(slapd).groups().get("whole-science")).containsExactly("whole-cleo");
            }
        }
    }

    /// The usual layout where people come from a company's directory: their domain holds no projects.
    @Test
    void peopleOfOneDomainUseAProjectOfAnotherAndCallersMayBeOfAThird() throws Exception {
        String corp = keystone.create("domain", Map.of("name", "corp"));
        String robots = keystone.create("domain", Map.of("name", "robots"));
        String project = keystone.project("apart");
        String ann = keystone.user("apart-ann", corp);
        String ben = keystone.user("apart-ben", corp);
        String robot = keystone.user("apart-robot", robots);
        String stranger = keystone.user("apart-stranger", robots);
        String team = keystone.create("group", Map.of("name", "apart-team", "domain_id", corp));
        String all = keystone.create("group", Map.of("name", "apart-all", "domain_id", corp));
        for (String one : Set.of(ann, ben)) {
            keystone.put("/v3/groups/" + all + "/users/" + one);
        }
        keystone.put("/v3/groups/" + team + "/users/" + ann);
        keystone.grantGroup(project, team, "MRS FullAccess");
        // On all projects of the projects' domain.
        keystone.put("/v3/OS-INHERIT/domains/" + Keystone.DOMAIN + "/groups/" + all + "/roles/"
                + keystone.idOf("role", "analyst") + "/inherited_to_projects");
        keystone.grantUser(project, robot, "MRS FullAccess");
        keystone.grantUser(project, stranger, "member");
        String token = keystone.issueById(ann, project);

        try (IamServer server = serve(keystone, corp, "project_domain: " + Keystone.DOMAIN, project, EMBEDDED)) {
            assertCompleted(server.synchronize(token));
            assertThat(server.get(token, "/iam-sync-user").body())
                    .isEqualTo("{\"user_names\":[\"apart-ann\",\"apart-ben\"],"
                            + "\"group_names\":[\"apart-all\",\"apart-team\"]}");
            server.awaitSynchronous(token, true);

            String ofRobot = keystone.issueById(robot, project);
            assertThat(server.get(ofRobot, "/iam-sync").status()).isEqualTo(200);
            assertCompleted(server.synchronize(ofRobot));
            assertRefused(server.get(keystone.issueById(stranger, project), "/iam-sync"), 403, "12000136");
        }
    }

    @Test
    void aProjectOfADomainThatIsNotConfiguredIsSaidToBeOne() throws Exception {
        String corp = keystone.create("domain", Map.of("name", "corp-alone"));
        String project = keystone.project("alone");
        String ann = keystone.user("alone-ann", corp);
        keystone.grantUser(project, ann, "MRS FullAccess");
        String token = keystone.issueById(ann, project);
        // The domain of the people is that of the projects where nothing else is said.
        try (IamServer server = serve(keystone, corp, "", project, EMBEDDED)) {
            Reply reply = server.get(token, "/iam-sync");
            assertRefused(reply, 403, "APIGW.0302");
            assertThat(reply.body()).contains("is in a domain of the IAM whose projects this server does not serve");
        }
    }

    private static void assertCompleted(JsonNode operation) {
        assertThat(operation.path("state").asText()).as("%s", operation).isEqualTo("completed");
    }

    private static ManagerView view(Slapd slapd) {
        return ManagerView.byLdapsearch(slapd.url().toString(), Slapd.ADMIN_DN, Slapd.PASSWORD);
    }

    private static Set<String> added(ManagerView before, ManagerView now) {
        Set<String> added = new TreeSet<>(now.people());
        added.removeAll(before.people());
        return added;
    }

    private static Set<String> holders(ManagerView before, ManagerView now, String role) {
        Set<String> added = new TreeSet<>(now.roles().getOrDefault(role, Set.of()));
        added.removeAll(before.roles().getOrDefault(role, Set.of()));
        return added;
    }

    private static String manager(Slapd slapd) {
        return "{ldap: {servers: [\"%s\"], base_dn: \"%s\", bind_dn: \"%s\", bind_password: %s}}"
                .formatted(slapd.url(), Slapd.BASE, Slapd.SERVICE_DN, Slapd.PASSWORD);
    }

    private static final String EMBEDDED = "{embedded: {bind_password: a-directory-password}}";

    @Test
    void tokensThatAreNotForThisProjectOrNoLongerCountDoNotPass() throws Exception {
        String project = keystone.project("refused");
        String elsewhere = keystone.project("refused-elsewhere");
        String boss = keystone.user("refused-boss");
        String other = keystone.user("refused-other");
        String admins = keystone.group("refused-admins", boss);
        keystone.grantGroup(project, admins, "MRS FullAccess");
        keystone.grantGroup(elsewhere, admins, "MRS FullAccess");
        String others = keystone.group("refused-others", other);
        keystone.grantGroup(project, others, "member");
        keystone.grant("domains/" + Keystone.DOMAIN + "/groups/" + others, "member");
        String good = keystone.issue("refused-boss", project);
        String revoked = keystone.issue("refused-boss", project);
        keystone.revoke(revoked);
        String ofDisabled = keystone.issue("refused-other", project);

        try (IamServer server = serve(keystone, project, EMBEDDED)) {
            assertThat(server.get(good, "/iam-sync").status()).isEqualTo(200);
            assertRefused(server.get(revoked, "/iam-sync"), 401, "APIGW.0301");
            assertRefused(server.get("gAAAAABmade-up", "/iam-sync"), 401, "APIGW.0301");
            assertRefused(server.get(keystone.issueUnscoped("refused-boss"), "/iam-sync"), 401, "APIGW.0301");
            assertRefused(server.get(keystone.issueForDomain("refused-other"), "/iam-sync"), 401, "APIGW.0301");
            assertRefused(server.get(keystone.issue("refused-boss", elsewhere), "/iam-sync"), 403, "APIGW.0302");
            assertRefused(server.get(ofDisabled, "/iam-sync"), 403, "12000136");
            assertRefused(
                    server.call(ofDisabled, "POST", "/iam-sync-user", "{\"is_all_sync\": true}"), 403, "12000136");
            keystone.change("user", other, Map.of("enabled", false));
            String late = keystone.issue("refused-boss", project);
            assertThat(server.get(late, "/iam-sync").status()).isEqualTo(200);
            assertThat(server.get(good, "/iam-sync").status()).isEqualTo(200);
        }
    }

    @Test
    void expiredTokensAreToldApartFromWrongOnes() throws Exception {
        try (Keystone hasty = Keystone.start("[token]\nexpiration = 8\n")) {
            hasty.reader();
            hasty.create("role", Map.of("name", "MRS FullAccess"));
            String project = hasty.project("hasty");
            String group = hasty.group("hasty-group", hasty.user("hasty-user"));
            hasty.grantGroup(project, group, "MRS FullAccess");
            try (IamServer server = serve(hasty, project, EMBEDDED)) {
                String unseen = hasty.issue("hasty-user", project);
                String seen = hasty.issue("hasty-user", project);
                Waiting.until(
                        "the token expires",
                        TIMEOUT,
                        () -> server.get(seen, "/iam-sync").status() == 401);
                assertRefused(server.get(seen, "/iam-sync"), 401, "APIGW.0307");
                assertRefused(server.get(unseen, "/iam-sync"), 401, "APIGW.0307");
                // The server's own token has been renewed by now.
                Waiting.until(
                        "a new one passes",
                        TIMEOUT,
                        () -> server.get(hasty.issue("hasty-user", project), "/iam-sync")
                                        .status()
                                == 200);
            }
        }
    }

    /// Three such requests once stopped all synchronizations, and every caller who was not remembered. The
    /// server in front of Keystone takes 65,535 bytes of headers as Debian has it, and 4,096 as it comes.
    @ParameterizedTest
    @CsvSource({"65535, 65200", "65535, 32700", "4096, 5000"})
    void aTokenThatKeystoneCannotTakeIsRefusedAndStopsNobodyElse(int headerBytes, int length) throws Exception {
        try (Keystone small = Keystone.start("", headerBytes)) {
            small.reader();
            small.create("role", Map.of("name", "MRS FullAccess"));
            String project = small.project("long");
            String group = small.group("long-group", small.user("long-user"));
            small.grantGroup(project, group, "MRS FullAccess");
            try (IamServer server = serve(small, project, EMBEDDED)) {
                for (int i = 0; i < 4; i++) {
                    assertRefused(server.get(i + "x".repeat(length - 1), "/iam-sync"), 401, "APIGW.0301");
                }
                String honest = small.issue("long-user", project);
                assertThat(server.get(honest, "/iam-sync").status()).isEqualTo(200);
                assertCompleted(server.synchronize(honest));
            }
        }
    }

    private static void assertRefused(Reply reply, int status, String code) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.errorCode()).isEqualTo(code);
    }

    @Test
    void callersByAccessKeyAreCheckedWithTheSecretOfKeystoneWhichIsWrittenNowhere() throws Exception {
        String project = keystone.project("keys");
        String user = keystone.user("keys-user");
        keystone.grantGroup(project, keystone.group("keys-group", user), "MRS FullAccess");
        keystone.ec2(user, project, "AK-keys", "SK-keys-never-written", "");
        String token = keystone.issue("keys-user", project);
        Logger root = (Logger) LoggerFactory.getLogger("io.rollcall");
        root.setLevel(Level.DEBUG);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        root.addAppender(log);
        try (IamServer server = serve(keystone, project, EMBEDDED)) {
            String path = "/v2/" + project + "/clusters/c1";
            ApiClient right = ApiClient.signing(server.url().getPort(), "AK-keys", "SK-keys-never-written");
            assertThat(right.post(path + "/iam-sync-user", "{\"user_names\":[\"keys-user\"]}")
                            .status())
                    .isEqualTo(202);
            server.awaitIdle(token);
            assertThat(right.get(path + "/iam-sync-user").body()).contains("keys-user");
            ApiClient wrong = ApiClient.signing(server.url().getPort(), "AK-keys", "SK-guessed");
            assertRefused(wrong.get(path + "/iam-sync"), 401, "APIGW.0301");
            ApiClient unknown = ApiClient.signing(server.url().getPort(), "AK-unknown", "SK-guessed");
            assertRefused(unknown.get(path + "/iam-sync"), 401, "APIGW.0301");
        } finally {
            root.detachAppender(log);
            root.setLevel(null);
        }
        assertThat(log.list).extracting(ILoggingEvent::getMessage).contains("operation accepted");
        assertThat(log.list)
                .extracting(event -> event.getFormattedMessage() + event.getKeyValuePairs() + event.getThrowableProxy())
                .noneMatch(
                        line -> line.contains("SK-keys") || line.contains(token) || line.contains(Keystone.PASSWORD));
        assertThat(filesWith("SK-keys-never-written")).isEmpty();
        assertThat(filesWith(token)).isEmpty();
        assertThat(filesWith("keys-user"))
                .as("it is looked for in the right place")
                .isNotEmpty();
    }

    private Stream<Path> filesWith(String text) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
            return files
                    .filter(Files::isRegularFile)
                    .filter(file -> {
                        try {
                            return Files.readString(file, StandardCharsets.ISO_8859_1)
                                    .contains(text);
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    })
                    .toList()
                    .stream();
        }
    }
}
