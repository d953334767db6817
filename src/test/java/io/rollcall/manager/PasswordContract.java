package io.rollcall.manager;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.Secret;
import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.sync.password.PasswordTargetContract;
import io.rollcall.sync.provisioning.UserRef;

/// The contract of passwords on a directory, where a person is let in who can bind.
abstract class PasswordContract extends PasswordTargetContract<LdapTarget> {
    abstract LdapSettings settings();

    @Override
    protected LdapTarget open(ClusterId cluster) {
        return new LdapTarget(cluster, settings());
    }

    @Override
    protected boolean letsIn(UserRef user, Secret password) {
        return ManagerFixture.letsIn(settings(), user, password);
    }

    LDAPConnection connect(UserRef user, Secret password) throws LDAPException {
        return ManagerFixture.connect(settings(), user, password);
    }
}
