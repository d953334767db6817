package io.rollcall.benchmarks;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;

/// An account as the YAML file that Rollcall reads, with two callers who own the account.
final class IamFile {
    static final String PROJECT = "p1";
    /// Who asks for synchronizations.
    static final String CALLER = "token-of-the-caller";
    /// Who releases what the guard holds.
    static final String RELEASER = "token-of-the-releaser";

    private IamFile() {}

    /// Replaces the file in one step, with an age at which a reader takes it for complete.
    static void write(Account account, Path file) throws IOException {
        Path fresh = file.resolveSibling("iam.next");
        try (BufferedWriter out = Files.newBufferedWriter(fresh)) {
            out.write("""
                    domain: {id: d1, name: acme}
                    projects: [{id: %1$s, name: region-1}]
                    tokens:
                      - {token: %2$s, user: caller, project: %1$s}
                      - {token: %3$s, user: releaser, project: %1$s}
                    users:
                      - {id: u-caller, name: caller, enabled: true, domain_owner: true}
                      - {id: u-releaser, name: releaser, enabled: true, domain_owner: true}
                    """.formatted(PROJECT, CALLER, RELEASER));
            for (Account.User user : account.users.values()) {
                out.write("  - {id: %s, name: %s, enabled: true, description: \"%s\"}\n"
                        .formatted(user.id(), user.name(), user.description()));
            }
            out.write("groups:\n");
            for (Account.Group group : account.groups) {
                out.write("  - {id: %s, name: %s, grants: [{policy: MRS ReadOnlyAccess, on: domain}], members: [%s]}\n"
                        .formatted(group.id(), group.name(), String.join(", ", group.members())));
            }
        }
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
        Files.setLastModifiedTime(fresh, FileTime.from(Instant.now().minusSeconds(10)));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
