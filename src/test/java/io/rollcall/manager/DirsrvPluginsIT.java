package io.rollcall.manager;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/// The contract on a 389 Directory Server that keeps `memberOf` and gives numbers by itself.
@TestInstance(Lifecycle.PER_CLASS)
class DirsrvPluginsIT extends ProvisioningTargetContract {
    private Dirsrv dirsrv;

    @BeforeAll
    void start() {
        dirsrv = Dirsrv.startWithPlugins();
    }

    @AfterAll
    void stop() {
        dirsrv.close();
    }

    @AfterEach
    void memberOfIsMember() throws Exception {
        try (LDAPConnection admin = admin()) {
            MemberOf.assertRight(admin);
        }
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

    @Override
    void prepare() throws Exception {
        try (LDAPConnection admin = admin()) {
            for (String ou : List.of("Peoples", "Groups", "Roles")) {
                deleteTree(admin, "ou=" + ou + "," + LdapSettings.DEFAULT_BASE);
            }
            fill(admin, settings().layout());
        }
    }
}
