package io.rollcall.iam.keystone;

import io.rollcall.Waiting;
import io.rollcall.access.AccessKey;
import io.rollcall.access.CallerSource;
import io.rollcall.access.CallerSourceContract;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.Secret;
import io.rollcall.iam.keystone.KeystoneSettings.Credentials;
import io.rollcall.sync.rules.Entitlements;
import io.rollcall.sync.source.IdentitySource;
import io.rollcall.sync.source.IdentitySourceContract;
import io.rollcall.sync.source.SampleIam;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/// The contracts of an IAM, on a real Keystone.
class KeystoneContractIT {
    private static final Map<String, String> USERS = new HashMap<>();
    private static final Map<String, String> GROUPS = new HashMap<>();

    @AutoClose
    private static Keystone keystone;

    private static Credentials.Password reader;
    private static String project;
    private static String other;

    @BeforeAll
    static void start() {
        keystone = Keystone.start();
        reader = keystone.reader();
        project = keystone.project("here");
        other = keystone.project("there");
        List.of("MRS FullAccess", "MRS ReadOnlyAccess", "MRS CommonOperations", "analyst")
                .forEach(role -> keystone.create("role", Map.of("name", role)));
        List.of("alice", "bob", "carol").forEach(name -> USERS.put(name, keystone.user(name)));
        keystone.change("user", userId("carol"), Map.of("enabled", false));
        make("admins", "alice", "carol");
        make("analysts", "alice", "bob");
        make("readers", "bob");
        make("outsiders", "bob");
        make("empty");
        make("idle", "alice");
        keystone.grantGroup(project, groupId("admins"), "MRS FullAccess");
        keystone.grantGroup(other, groupId("outsiders"), "MRS FullAccess");
        keystone.grantGroup(project, groupId("empty"), "MRS CommonOperations");
        keystone.grant("domains/" + Keystone.DOMAIN + "/groups/" + groupId("readers"), "MRS ReadOnlyAccess");
        keystone.put("/v3/OS-INHERIT/domains/" + Keystone.DOMAIN + "/groups/" + groupId("analysts") + "/roles/"
                + keystone.idOf("role", "analyst") + "/inherited_to_projects");
        keystone.ec2(userId("alice"), project, "AK-alice", "SK-alice", "");
    }

    private static void make(String group, String... members) {
        String[] ids = Stream.of(members).map(KeystoneContractIT::userId).toArray(String[]::new);
        GROUPS.put(group, keystone.group(group, ids));
    }

    private static String userId(String name) {
        return Objects.requireNonNull(USERS.get(name));
    }

    private static String groupId(String name) {
        return Objects.requireNonNull(GROUPS.get(name));
    }

    @Nested
    class OfIdentities extends IdentitySourceContract {
        @Override
        protected SampleIam open() throws Exception {
            return new SampleKeystone();
        }
    }

    @Nested
    class OfCallers extends CallerSourceContract {
        @Override
        protected SampleIam open() throws Exception {
            return new SampleKeystone();
        }
    }

    /// The account of them all, which is put right again behind each test: a new one takes long.
    private static final class SampleKeystone implements SampleIam {
        private final FakeTime time = new FakeTime();
        private final KeystoneIdentitySource source;
        private final List<Runnable> repairs = new ArrayList<>();
        private String token = "";
        private Instant disturbed = Instant.EPOCH;

        SampleKeystone() throws Exception {
            source = KeystoneIdentitySource.open(
                    keystone.settings(reader, Map.of("analyst", KeystoneSettings.CUSTOM)),
                    Entitlements.documented()::concern,
                    time,
                    time);
        }

        @Override
        public IdentitySource source() {
            return source;
        }

        @Override
        public CallerSource callers() {
            return source;
        }

        @Override
        public ProjectId project() {
            return new ProjectId(project);
        }

        @Override
        public ProjectId otherProject() {
            return new ProjectId(other);
        }

        @Override
        public IamId user(String name) {
            return new IamId(userId(name));
        }

        @Override
        public IamId group(String name) {
            return new IamId(groupId(name));
        }

        @Override
        public Secret token() {
            if (token.isEmpty()) {
                token = keystone.issue("alice", project);
            }
            return Secret.of(token);
        }

        @Override
        public Optional<AccessKey> key() {
            return Optional.of(new AccessKey("AK-alice", Secret.of("SK-alice"), user("alice"), project()));
        }

        @Override
        public void renameUser(String name, String now) {
            change("user", userId(name), Map.of("name", now), Map.of("name", name));
        }

        @Override
        public void renameGroup(String name, String now) {
            change("group", groupId(name), Map.of("name", now), Map.of("name", name));
        }

        @Override
        public void disable(String user) {
            change("user", userId(user), Map.of("enabled", false), Map.of("enabled", true));
        }

        private void change(String what, String id, Map<String, Object> now, Map<String, Object> before) {
            keystone.change(what, id, now);
            disturbed = Instant.now();
            repairs.add(() -> keystone.change(what, id, before));
        }

        @Override
        public void removeMember(String group, String user) {
            String membership = "/v3/groups/" + groupId(group) + "/users/" + userId(user);
            keystone.delete(membership);
            disturbed = Instant.now();
            repairs.add(() -> keystone.put(membership));
        }

        @Override
        public void revokeToken() {
            keystone.revoke(token);
        }

        @Override
        public Instant later() {
            time.of(Duration.ofMinutes(2));
            return time.instant();
        }

        @Override
        public void close() {
            source.close();
            repairs.forEach(Runnable::run);
            // Keystone takes back all tokens of that user that are of that second, later ones of it as well.
            Waiting.until("the second is over", () -> Instant.now().getEpochSecond() > disturbed.getEpochSecond());
        }
    }
}
