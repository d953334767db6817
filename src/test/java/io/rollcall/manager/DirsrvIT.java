package io.rollcall.manager;

import static io.rollcall.sync.provisioning.SampleChanges.newGroup;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import io.rollcall.manager.connection.LdapSettings;
import java.io.IOException;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/// The contract on a real 389 Directory Server, which knows neither the assertion nor the permissive modify
/// control, and takes half the request size of OpenLDAP.
class DirsrvIT {
    @Nested
    class AsInstalled extends OnDirsrv {
        AsInstalled() {
            super(Dirsrv::start);
        }

        @Test
        void aGroupLargerThanOneRequestIsCreatedWhole() throws Exception {
            String[] members =
                    IntStream.range(0, 45_000).mapToObj("user%05d"::formatted).toArray(String[]::new);

            given(newGroup("everybody", 30_001, members));

            assertThat(readGroup("everybody").members()).hasSize(45_000);
        }
    }

    /// It keeps `memberOf`, and gives numbers to entries that have none.
    @Nested
    class WithPlugins extends OnDirsrv {
        WithPlugins() {
            super(Dirsrv::startWithPlugins);
        }

        @AfterEach
        void memberOfIsMember() throws Exception {
            try (LDAPConnection admin = admin()) {
                MemberOf.assertRight(admin);
            }
        }
    }

    @TestInstance(Lifecycle.PER_CLASS)
    abstract static class OnDirsrv extends LdapTargetContract {
        private final Supplier<Dirsrv> server;
        private Dirsrv dirsrv;

        OnDirsrv(Supplier<Dirsrv> server) {
            this.server = server;
        }

        @BeforeAll
        void start() {
            dirsrv = server.get();
        }

        @AfterAll
        void stop() {
            dirsrv.close();
        }

        @Override
        LdapSettings settings() {
            return dirsrv.settings();
        }

        @Override
        LDAPConnection admin() throws LDAPException {
            return dirsrv.admin();
        }

        @Override
        void crash() {
            dirsrv.kill();
        }

        @Override
        void restart() throws IOException {
            dirsrv.restart();
        }
    }
}
