package io.rollcall.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.jar.Attributes;
import org.junit.jupiter.api.Test;

class BuildTest {
    private static Build with(String commit) {
        Attributes manifest = new Attributes();
        manifest.put(Attributes.Name.IMPLEMENTATION_VERSION, "1.2.3");
        manifest.putValue("Rollcall-Commit", commit);
        return Build.of(manifest);
    }

    @Test
    void theManifestSaysVersionAndCommit() {
        assertThat(with("0123456789ab").title()).isEqualTo("rollcall 1.2.3");
        assertThat(with("0123456789ab").origin()).isEqualTo("0123456789ab");
    }

    @Test
    void changesThatAreNotCommittedAreSaid() {
        assertThat(with("0123456789ab+").origin()).isEqualTo("0123456789ab, and changes that are not committed");
    }

    @Test
    void sourcesWithoutGitHaveNoCommit() {
        assertThat(with("unknown").origin()).isEqualTo("unknown (built without git)");
    }

    @Test
    void withoutAJarThereIsNeither() {
        assertThat(Build.of(new Attributes()).title()).isEqualTo("rollcall (not from a jar)");
        assertThat(Build.of(new Attributes()).commit()).isEqualTo("unknown");
    }
}
