package io.rollcall.sync.provisioning;

import static io.rollcall.sync.provisioning.SampleChanges.HDFS;
import static io.rollcall.sync.provisioning.SampleChanges.LAUNCHER;
import static io.rollcall.sync.provisioning.SampleChanges.VIEWER;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.Secret;
import io.rollcall.sync.password.PasswordTargetContract;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.TargetGroup;
import io.rollcall.sync.target.TargetRole;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;

/// The contracts of a Manager, on the one in memory that other tests put in the place of a real one.
class MemoryTargetTest {
    @Nested
    class Alone extends OfChanges {
        Alone() {
            super(false);
        }
    }

    @Nested
    class WithARealm extends OfChanges {
        WithARealm() {
            super(true);
        }
    }

    abstract static class OfChanges extends ProvisioningTargetContract {
        private final MemoryTarget directory = new MemoryTarget("in memory");

        OfChanges(boolean secured) {
            if (secured) {
                directory.secure();
            }
        }

        @Override
        protected void prepare() {
            directory.arrive(LocalDate.now(ZoneOffset.UTC));
            directory.put(new Account(HDFS, null, 2_001, 10_000, ""));
            directory.put(new TargetGroup(LAUNCHER, null, 10_001, "", Set.of(HDFS)));
            directory.put(new TargetRole(VIEWER, Set.of(), Set.of(HDFS)));
        }

        @Override
        protected MemoryTarget open(ClusterId cluster) {
            return directory.as(cluster);
        }
    }

    @Nested
    class OfPasswords extends PasswordTargetContract<MemoryTarget> {
        private final MemoryTarget directory = new MemoryTarget("in memory");

        @Override
        protected MemoryTarget open(ClusterId cluster) {
            return directory.as(cluster);
        }

        @Override
        protected boolean letsIn(UserRef user, Secret password) {
            return directory.password(user.name().value()).equals(Optional.of(password));
        }
    }
}
