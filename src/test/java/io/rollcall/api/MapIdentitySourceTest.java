package io.rollcall.api;

import io.rollcall.access.CallerSource;
import io.rollcall.access.CallerSourceContract;
import io.rollcall.policy.Policy;
import io.rollcall.policy.Statement;
import io.rollcall.policy.SystemPolicies;
import io.rollcall.sync.source.IdentitySource;
import io.rollcall.sync.source.IdentitySourceContract;
import io.rollcall.sync.source.SampleIam;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Nested;

/// The contracts of an IAM, on the one in memory that other tests put in the place of a real one.
class MapIdentitySourceTest {
    @Nested
    class OfIdentities extends IdentitySourceContract {
        @Override
        protected SampleIam open() {
            return new SampleMap();
        }
    }

    @Nested
    class OfCallers extends CallerSourceContract {
        @Override
        protected SampleIam open() {
            return new SampleMap();
        }
    }

    private static final class SampleMap implements SampleIam {
        private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
        private static final Policy FULL = SystemPolicies.named(SystemPolicies.FULL_ACCESS);

        private final MapIdentitySource iam = new MapIdentitySource()
                .project("p1")
                .project("p2")
                .user("alice")
                .user("bob")
                .user("carol", false)
                .group("admins", List.of("alice", "carol"))
                .group(
                        "analysts",
                        List.of("alice", "bob"),
                        new Policy.CustomPolicy("analyst", List.of(Statement.allow("mrs:job:submit"))))
                .group("readers", List.of("bob"), SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS))
                .group("outsiders", List.of("bob"))
                .group("empty", List.of())
                .group("idle", List.of("alice"))
                .grant("admins", "p1", FULL)
                .grant("outsiders", "p2", FULL)
                .grant("empty", "p1", SystemPolicies.named(SystemPolicies.COMMON_OPERATIONS))
                .key("AK-alice", "SK-alice", "alice")
                .token(TOKEN, "alice", "p1", NOW.plusSeconds(3600));

        @Override
        public IdentitySource source() {
            return iam;
        }

        @Override
        public CallerSource callers() {
            return iam;
        }

        @Override
        public void renameUser(String name, String now) {
            iam.renameUser(name, now);
        }

        @Override
        public void renameGroup(String name, String now) {
            iam.renameGroup(name, now);
        }

        @Override
        public void removeMember(String group, String user) {
            iam.leave(group, user);
        }

        @Override
        public void disable(String user) {
            iam.user(user, false);
        }

        @Override
        public void revokeToken() {
            iam.revoke(TOKEN);
        }

        @Override
        public Instant later() {
            return NOW;
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
