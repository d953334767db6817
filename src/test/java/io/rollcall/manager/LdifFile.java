package io.rollcall.manager;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/// A file below `docs/ldap`, loaded as an administrator would: with `ldapmodify`, byte for byte.
final class LdifFile {
    private LdifFile() {}

    static void load(String name, URI server, String login, String password) throws IOException, InterruptedException {
        Path file = Path.of("docs/ldap", name).toAbsolutePath();
        Process process = new ProcessBuilder(List.of(
                        "ldapmodify",
                        "-a",
                        "-x",
                        "-H",
                        server.toString(),
                        "-D",
                        login,
                        "-w",
                        password,
                        "-f",
                        file.toString()))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
