package io.rollcall.manager.kerberos;

import com.unboundid.ldap.sdk.LDAPConnection;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.manager.LdapTarget;
import io.rollcall.manager.ManagerFixture;
import io.rollcall.manager.Slapd;
import io.rollcall.manager.layout.GroupLayout;
import io.rollcall.sync.password.PasswordTargetContract;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.ProvisioningTarget;
import io.rollcall.sync.provisioning.ProvisioningTargetContract;
import io.rollcall.sync.provisioning.UserRef;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/// The contracts of a Manager, on a real directory and a real realm.
class SecuredContractIT {
    private static Slapd slapd;
    private static Kdc kdc;

    @BeforeAll
    static void start() {
        slapd = Slapd.start(GroupLayout.RFC2307BIS);
        kdc = Kdc.startOn(slapd);
    }

    @AfterAll
    static void stop() {
        kdc.close();
        slapd.close();
    }

    private static SecuredTarget secured(ClusterId cluster) {
        return new SecuredTarget(new LdapTarget(cluster, slapd.settings()), new KerberosRealm(kdc.settings(cluster)));
    }

    @Nested
    class OfChanges extends ProvisioningTargetContract {
        @Override
        protected void prepare() throws Exception {
            try (LDAPConnection admin = slapd.admin()) {
                for (String ou : List.of("Peoples", "Groups", "Roles")) {
                    ManagerFixture.deleteTree(admin, "ou=" + ou + "," + Slapd.BASE);
                }
                ManagerFixture.fill(admin, slapd.settings().layout());
            }
        }

        @Override
        protected SecuredTarget open(ClusterId cluster) {
            return secured(cluster);
        }
    }

    @Nested
    class OfPasswords extends PasswordTargetContract<SecuredTarget> {
        @Override
        protected SecuredTarget open(ClusterId cluster) {
            return secured(cluster);
        }

        @Override
        protected void make(ProvisioningTarget manager, UserRef user) throws UnavailableException {
            super.make(manager, user);
            apply(manager, new Change.CreatePrincipal(user));
        }

        @Override
        protected void remove(ProvisioningTarget manager, UserRef user) throws UnavailableException {
            apply(manager, new Change.DeletePrincipal(user));
            super.remove(manager, user);
        }

        @Override
        protected boolean letsIn(UserRef user, Secret password) {
            return ManagerFixture.letsIn(slapd.settings(), user, password);
        }
    }
}
