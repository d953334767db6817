package io.rollcall.manager.kerberos;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.Progress;
import io.rollcall.manager.connection.Timeouts;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/// A process that holds a realm open until it is killed: prints the id of its `kadmin` and waits.
final class RealmHolder {
    private RealmHolder() {}

    public static void main(String[] args) throws Exception {
        RealmSettings settings = RealmSettings.of(
                Kdc.REALM, Path.of(args[0]), Kdc.ADMINISTRATOR, Path.of(args[1]), new ClusterId("c1"), Timeouts.NEARBY);
        try (KerberosRealm realm = new KerberosRealm(settings)) {
            realm.list(Progress.NONE);
            System.out.println(realm.child().pid().orElseThrow());
            while (true) {
                LockSupport.park();
            }
        }
    }
}
