package io.rollcall;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The manual pages say what the help says.
class ManPagesTest {
    @TempDir
    Path folder;

    private final Map<String, String> pages = ManPages.pages();

    private String page(String name) {
        return Objects.requireNonNull(pages.get(name), name);
    }

    @Test
    void everyCommandHasAPage() {
        assertThat(pages).containsKey("rollcall.1");
        for (String command : Main.COMMANDS) {
            assertThat(pages).containsKey("rollcall-" + command + ".1");
            assertThat(page("rollcall.1")).contains("rollcall\\-" + command + "(1)");
        }
        assertThat(pages).containsKey("rollcall-account-password.1");
    }

    @Test
    void aPageHasTheOptionsOfItsCommandWithTheirMeaningsAndDefaults() {
        assertThat(page("rollcall-serve.1"))
                .contains(".SH SYNOPSIS\n.nf\nrollcall serve")
                .contains("\\fB\\-\\-config=FILE\\fR\nThe configuration, a YAML file")
                .contains("\\fB\\-h, \\-\\-help\\fR");
        assertThat(page("rollcall-health.1")).contains("of the management listener (http://127.0.0.1:8471/ready)");
    }

    @Test
    void noTextIsTakenForARequestOfRoff() {
        pages.forEach((name, page) -> page.lines()
                .filter(line -> line.startsWith(".") || line.startsWith("'"))
                .forEach(line -> assertThat(line).as(name).matches("\\.(TH|SH|TP|nf|fi)( .*)?")));
    }

    @Test
    void groffHasNothingToSayAboutThem() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/groff")), "groff is not installed");
        ManPages.main(new String[] {folder.toString()});
        List<String> command = new ArrayList<>(List.of("/usr/bin/groff", "-man", "-Tutf8", "-ww", "-z"));
        pages.keySet().forEach(name -> command.add(folder.resolve(name).toString()));
        Process groff = new ProcessBuilder(command).redirectErrorStream(true).start();
        assertThat(new String(groff.getInputStream().readAllBytes(), UTF_8)).isEmpty();
        assertThat(groff.waitFor()).isZero();
    }
}
