package io.rollcall.manager.kerberos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rollcall.cluster.Progress;
import io.rollcall.cluster.UnavailableException;
import java.nio.file.Files;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A real realm that locks its administrators after three failures.
class AdministratorLoginIT {
    @AutoClose
    private Kdc kdc;

    @BeforeEach
    void start() {
        kdc = Kdc.start();
        kdc.console("addpol -maxfailure 3 -failurecountinterval 0 -lockoutduration 900s adm");
        kdc.console("modprinc -policy adm +requires_preauth " + Kdc.ADMINISTRATOR);
    }

    @Test
    void aKeytabWithAnOldKeyIsPresentedOnceAndANewOneAtOnce() throws Exception {
        try (KerberosRealm realm = new KerberosRealm(kdc.settings())) {
            kdc.console("cpw -randkey " + Kdc.ADMINISTRATOR);
            for (int i = 0; i < 5; i++) {
                UnavailableException refusal =
                        catchThrowableOfType(UnavailableException.class, () -> realm.list(Progress.NONE));
                assertThat(refusal)
                        .hasMessageContaining("rollcall/admin@HADOOP.COM with the keytab " + kdc.keytab())
                        .hasMessageContaining("make a new keytab");
                assertThat(refusal.lasting()).isTrue();
                assertThat(catchThrowableOfType(UnavailableException.class, realm::check))
                        .isNotNull();
            }

            Files.delete(kdc.keytab());
            kdc.console("ktadd -norandkey -k " + kdc.keytab() + " " + Kdc.ADMINISTRATOR);
            assertThat(realm.list(Progress.NONE)).as("it is not locked").isNotNull();
        }
    }

    @Test
    void anAdministratorThatIsLockedIsSaidToBeSo() {
        kdc.console("modprinc -allow_tix " + Kdc.ADMINISTRATOR);
        try (KerberosRealm realm = new KerberosRealm(kdc.settings())) {
            assertThat(catchThrowableOfType(UnavailableException.class, () -> realm.list(Progress.NONE)))
                    .hasMessageContaining("it is locked there");
        }
    }
}
