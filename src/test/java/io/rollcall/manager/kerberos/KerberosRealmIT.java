package io.rollcall.manager.kerberos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import io.rollcall.manager.Slapd;
import io.rollcall.manager.layout.GroupLayout;
import io.rollcall.sync.provisioning.ChangeOutcome.Applied;
import io.rollcall.sync.provisioning.Checkpoint;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/// The contract on a real MIT realm, with its database in files and in a directory.
class KerberosRealmIT {
    @Nested
    @TestInstance(Lifecycle.PER_CLASS)
    class WithFiles extends KerberosRealmContract {
        private Kdc kdc;

        @BeforeAll
        void start() {
            kdc = Kdc.start();
        }

        @AfterAll
        void stop() {
            kdc.close();
        }

        @Override
        Kdc kdc() {
            return kdc;
        }
    }

    @Nested
    @TestInstance(Lifecycle.PER_CLASS)
    class WithADirectory extends KerberosRealmContract {
        private Slapd slapd;
        private Kdc kdc;

        @BeforeAll
        void start() {
            slapd = Slapd.start(GroupLayout.RFC2307BIS);
            kdc = Kdc.startOn(slapd);
        }

        @AfterAll
        void stop() {
            kdc.close();
            slapd.close();
        }

        @Override
        Kdc kdc() {
            return kdc;
        }

        @Test
        void aDirectoryThatIsAwayMakesTheRealmUnavailableUntilItIsBack() throws Exception {
            List<UserName> names = List.of(new UserName("without a directory"));
            try (KerberosRealm realm = new KerberosRealm(kdc.settings())) {
                realm.check();
                slapd.kill();
                try {
                    assertThatThrownBy(() -> realm.create(names, Checkpoint.OPEN))
                            .isInstanceOf(UnavailableException.class);
                } finally {
                    slapd.restart();
                }
                assertThat(realm.create(names, Checkpoint.OPEN)).containsExactly(new Applied());
                assertThat(realm.delete(names, Checkpoint.OPEN)).containsExactly(new Applied());
            }
        }
    }
}
