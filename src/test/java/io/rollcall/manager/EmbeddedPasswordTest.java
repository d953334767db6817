package io.rollcall.manager;

import static io.rollcall.manager.EmbeddedDirectoryTest.BIND_DN;
import static io.rollcall.manager.EmbeddedDirectoryTest.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.manager.embedded.EmbeddedDirectory;
import io.rollcall.sync.password.PasswordOutcome.Initialized;
import io.rollcall.sync.provisioning.SampleChanges;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// First passwords in the embedded directory, which has no operation for them and no policy.
class EmbeddedPasswordTest extends PasswordContract {
    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init") // JUnit prepares every test.
    private EmbeddedDirectory directory;

    @Override
    LdapSettings settings() {
        return directory.settings();
    }

    @BeforeEach
    @Override
    protected void makeAccounts() throws Exception {
        start();
        super.makeAccounts();
    }

    private void start() throws IOException {
        directory = EmbeddedDirectory.start(folder, 0, LdapSettings.DEFAULT_BASE, BIND_DN, PASSWORD);
    }

    @AfterEach
    @Override
    protected void removeAccounts() throws Exception {
        super.removeAccounts();
        directory.close();
    }

    @Test
    void itCannotDemandAnotherOne() throws Exception {
        assertThat(target.setPassword(ALICE, FIRST)).isEqualTo(Initialized.inDirectory(false));
    }

    @Test
    void noFileHoldsThePasswordAndItOutlivesARestart() throws Exception {
        target.setPassword(ALICE, FIRST);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                assertThat(Files.readString(file)).doesNotContain(FIRST.reveal());
            }
        }
        target.close();
        directory.close();
        start();
        target = open(SampleChanges.CLUSTER);
        assertThat(letsIn(ALICE, FIRST)).isTrue();
    }
}
