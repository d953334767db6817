package io.rollcall.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.LDAPConnection;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.manager.connection.LdapLogin;
import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.manager.layout.GroupLayout;
import io.rollcall.sync.provisioning.ChangeOutcome.Applied;
import io.rollcall.sync.provisioning.Checkpoint;
import io.rollcall.sync.provisioning.SampleChanges;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientCertificateIT {
    @TempDir
    Path folder;

    @Test
    void whoHasTheCertificateNeedsNoPassword() throws Exception {
        Certificate own = Certificate.of("CN=localhost");
        Certificate client = Certificate.of("CN=rollcall-client");
        own.write(folder, "ca");
        client.write(folder, "client");
        Certificate.of("CN=rollcall-client").write(folder, "stranger");
        try (Slapd slapd = Slapd.start(GroupLayout.RFC2307BIS)) {
            slapd.useCertificates(own, client, "cn=rollcall-client");
            try (LDAPConnection admin = slapd.admin()) {
                ManagerFixture.fill(admin, slapd.settings().layout());
            }
            try (LdapTarget target = target(slapd, "client")) {
                assertThat(target.apply(List.of(SampleChanges.account("ann", 20_001)), Checkpoint.OPEN))
                        .containsExactly(new Applied());
                assertThat(target.read(Progress.NONE).ownedAccounts()).hasSize(1);
            }
            try (LdapTarget stranger = target(slapd, "stranger")) {
                assertThatThrownBy(stranger::check).isInstanceOf(UnavailableException.class);
            }
        }
    }

    private LdapTarget target(Slapd slapd, String name) {
        return new LdapTarget(
                SampleChanges.CLUSTER,
                ManagerFixture.impatient(new LdapSettings(
                        List.of(URI.create("ldap://localhost:" + slapd.url().getPort())),
                        Slapd.BASE,
                        new LdapLogin.Certificate(folder.resolve(name + ".pem"), folder.resolve(name + "-key.pem")),
                        true,
                        folder.resolve("ca.pem"),
                        slapd.settings().layout())));
    }
}
