package io.rollcall.manager;

import io.rollcall.Programs;
import java.net.URI;
import java.nio.file.Path;

/// A file below `docs/ldap`, loaded as an administrator would: with `ldapmodify`, byte for byte.
final class LdifFile {
    private LdifFile() {}

    static void load(String name, URI server, String login, String password) {
        Path file = Path.of("docs/ldap", name).toAbsolutePath();
        Programs.output(
                "ldapmodify", "-a", "-x", "-H", server.toString(), "-D", login, "-w", password, "-f", file.toString());
    }
}
