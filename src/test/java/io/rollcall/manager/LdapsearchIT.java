package io.rollcall.manager;

import static io.rollcall.manager.EmbeddedDirectoryTest.BIND_DN;
import static io.rollcall.manager.EmbeddedDirectoryTest.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.Programs;
import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.manager.embedded.EmbeddedDirectory;
import io.rollcall.sync.provisioning.ChangeOutcome.Applied;
import io.rollcall.sync.provisioning.Checkpoint;
import io.rollcall.sync.provisioning.SampleChanges;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The embedded directory as the ordinary command line tool of OpenLDAP sees it.
class LdapsearchIT {
    @TempDir
    Path folder;

    @Test
    void anOrdinaryLdapsearchShowsAnAccountAndItsGroup() throws Exception {
        try (EmbeddedDirectory directory =
                        EmbeddedDirectory.start(folder, 0, LdapSettings.DEFAULT_BASE, BIND_DN, PASSWORD);
                LdapTarget target = new LdapTarget(SampleChanges.CLUSTER, directory.settings())) {
            assertThat(target.apply(
                            List.of(
                                    SampleChanges.account("ann", 20_001),
                                    SampleChanges.newGroup("data", 30_001, "ann")),
                            Checkpoint.OPEN))
                    .allMatch(Applied.class::isInstance);

            assertThat(ldapsearch(directory, "(|(uid=ann)(cn=data))"))
                    .contains(
                            "dn: uid=ann,ou=Peoples,dc=hadoop,dc=com",
                            "uidNumber: 20001",
                            "labeledURI: urn:rollcall:cluster-1:user:u-ann",
                            "dn: cn=data,ou=Groups,dc=hadoop,dc=com",
                            "member: uid=ann,ou=Peoples,dc=hadoop,dc=com");
        }
    }

    private static List<String> ldapsearch(EmbeddedDirectory directory, String filter) {
        return Programs.output(
                        "ldapsearch",
                        "-x",
                        "-LLL",
                        "-o",
                        "ldif-wrap=no",
                        "-H",
                        directory.url().toString(),
                        "-D",
                        BIND_DN,
                        "-w",
                        PASSWORD.reveal(),
                        "-b",
                        LdapSettings.DEFAULT_BASE,
                        filter)
                .lines()
                .toList();
    }
}
