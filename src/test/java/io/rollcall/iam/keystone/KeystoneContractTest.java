package io.rollcall.iam.keystone;

import io.rollcall.access.AccessKey;
import io.rollcall.access.CallerSource;
import io.rollcall.access.CallerSourceContract;
import io.rollcall.cluster.Secret;
import io.rollcall.iam.keystone.KeystoneSettings.Kind;
import io.rollcall.sync.rules.Entitlements;
import io.rollcall.sync.source.IdentitySource;
import io.rollcall.sync.source.IdentitySourceContract;
import io.rollcall.sync.source.SampleIam;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

/// The contracts of an IAM, on servers that answer as Keystone and as Huawei Cloud do.
class KeystoneContractTest {
    @Nested
    class OfIdentitiesInKeystone extends IdentitySourceContract {
        @Override
        protected SampleIam open() throws Exception {
            return new SampleStub(Kind.KEYSTONE);
        }
    }

    @Nested
    class OfIdentitiesInHuaweiCloud extends IdentitySourceContract {
        @Override
        protected SampleIam open() throws Exception {
            return new SampleStub(Kind.HUAWEI);
        }
    }

    @Nested
    class OfCallersInKeystone extends CallerSourceContract {
        @Override
        protected SampleIam open() throws Exception {
            return new SampleStub(Kind.KEYSTONE);
        }
    }

    @Nested
    class OfCallersInHuaweiCloud extends CallerSourceContract {
        @Override
        protected SampleIam open() throws Exception {
            return new SampleStub(Kind.HUAWEI);
        }
    }

    private static final class SampleStub implements SampleIam {
        private final Kind kind;
        private final FakeTime time = new FakeTime();
        private final IamStub iam;
        private final KeystoneIdentitySource source;

        SampleStub(Kind kind) throws Exception {
            this.kind = kind;
            iam = IamStub.start(kind)
                    .user("alice")
                    .user("bob")
                    .user("carol", false)
                    .group("admins", "alice", "carol")
                    .group("analysts", "alice", "bob")
                    .group("readers", "bob")
                    .group("outsiders", "bob")
                    .group("empty")
                    .group("idle", "alice")
                    .systemRole("full", "MRS FullAccess")
                    .systemRole("common", "MRS CommonOperations")
                    .systemRole("read", "MRS ReadOnlyAccess")
                    .customRole("own", "analyst", "mrs:job:submit")
                    .assign("admins", "full")
                    .assign("analysts", "own", "domain", IamStub.ACCOUNT, true)
                    .assign("readers", "read", "domain", IamStub.ACCOUNT, false)
                    .assign("outsiders", "full", "project", IamStub.OTHER_PROJECT, false)
                    .assign("empty", "common")
                    .token(TOKEN, "alice", IamStub.PROJECT, "2026-01-05T00:00:00.000000Z");
            iam.key("AK-alice", "SK-alice", "alice");
            source = KeystoneIdentitySource.open(iam.settings(), Entitlements.documented()::concern, time, time);
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
        public Optional<AccessKey> key() {
            return switch (kind) {
                case KEYSTONE ->
                    Optional.of(new AccessKey("AK-alice", Secret.of("SK-alice"), user("alice"), project()));
                case HUAWEI -> Optional.empty();
            };
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
            iam.removeMember(group, user);
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
            time.of(Duration.ofMinutes(2));
            return time.instant();
        }

        @Override
        public void close() {
            source.close();
            iam.close();
        }
    }
}
