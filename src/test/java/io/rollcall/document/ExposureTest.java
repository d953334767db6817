package io.rollcall.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExposureTest {
    @TempDir
    Path folder;

    private Path secret;

    @BeforeEach
    void open() throws Exception {
        mode(folder, "rwxr-xr-x");
        secret = Files.writeString(folder.resolve("secret"), "s");
    }

    private static void mode(Path file, String mode) throws Exception {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @ParameterizedTest
    @CsvSource({
        "rw-------, NONE",
        "r--------, NONE",
        "rw----r--, READ",
        "rw-r--r--, READ",
        "rw-----w-, WRITTEN",
        "rw-rw----, WRITTEN",
        "rw-rw-rw-, WRITTEN"
    })
    void whatOthersMayDoIsTold(String mode, Exposure expected) throws Exception {
        mode(secret, mode);
        assertThat(Exposure.of(secret)).isEqualTo(expected);
    }

    /// As a service's secrets are usually kept from the service itself: root's, read by its group.
    @Test
    void theGroupMayReadAFileOfRoots() throws Exception {
        mode(secret, "rw-r-----");
        boolean ofRoot = Files.getOwner(secret).getName().equals("root");
        assertThat(Exposure.of(secret)).isEqualTo(ofRoot ? Exposure.NONE : Exposure.READ);
    }

    @Test
    void aFolderThatNoOtherUserCanEnterProtectsItsFiles() throws Exception {
        mode(secret, "rw-rw-rw-");
        mode(folder, "rwx------");
        assertThat(Exposure.of(secret)).isEqualTo(Exposure.NONE);
    }

    /// As a Kubernetes volume has them, whose links lead to folders that are exchanged as a whole.
    @Test
    void aLinkIsFollowedToItsEnd() throws Exception {
        Path data = Files.createDirectory(folder.resolve("..data"));
        Path real = Files.writeString(data.resolve("secret"), "s");
        mode(real, "rw-r--r--");
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("..data/secret"));
        assertThat(Exposure.of(link)).isEqualTo(Exposure.READ);
        mode(real, "rw-------");
        assertThat(Exposure.of(link)).isEqualTo(Exposure.NONE);
    }

    @Test
    void theProblemSaysWhatToRunAndReadingCanBeAllowedButNotWriting() throws Exception {
        mode(secret, "rw-r--r--");
        assertThat(Exposure.problem(secret, false))
                .hasValue("the file " + secret + " holds a secret and can be read by others: chmod 600 " + secret);
        assertThat(Exposure.problem(secret, true)).isEmpty();
        mode(secret, "rw-r--rw-");
        assertThat(Exposure.problem(secret, true)).isPresent();
        assertThat(Exposure.of(folder.resolve("nowhere"))).isEqualTo(Exposure.NONE);
    }
}
