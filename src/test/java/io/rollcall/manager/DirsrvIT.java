package io.rollcall.manager;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/// The contract on a real 389 Directory Server, which knows neither the assertion nor the permissive modify
/// control, and takes half the request size of OpenLDAP.
@TestInstance(Lifecycle.PER_CLASS)
class DirsrvIT extends ProvisioningTargetContract {
    private Dirsrv dirsrv;

    @BeforeAll
    void start() {
        dirsrv = Dirsrv.start();
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

    @Override
    void prepare() throws Exception {
        try (LDAPConnection admin = admin()) {
            for (String ou : List.of("Peoples", "Groups", "Roles")) {
                deleteTree(admin, "ou=" + ou + "," + LdapSettings.DEFAULT_BASE);
            }
            fill(admin, settings().layout());
        }
    }

    @Test
    void aGroupLargerThanOneRequestIsCreatedWhole() throws Exception {
        String[] members =
                IntStream.range(0, 45_000).mapToObj("user%05d"::formatted).toArray(String[]::new);

        given(newGroup("everybody", 30_001, members));

        assertThat(readGroup("everybody").members()).hasSize(45_000);
    }
}
