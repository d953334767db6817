package io.rollcall.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// OpenLDAP's own `ldapadd` and `ldapmodify`, one program, fed with an LDIF file that says what differs. It finds
/// nothing out by itself, and so takes no part where nothing has changed.
record LdapAdd(Path folder) implements Peer {
    @Override
    public String name() {
        return "ldapadd";
    }

    @Override
    public Optional<String> absent(World world, String test) {
        return test.startsWith("unchanged") || test.equals("removed-held")
                ? Optional.of("it compares nothing")
                : Optional.empty();
    }

    @Override
    public Cost write(Directory directory, Changes changes) throws Exception {
        Path file = folder.resolve("changes.ldif");
        Job.ldif(changes, file);
        Program.Ended ended = Program.run(
                folder,
                List.of(
                        "ldapmodify",
                        "-x",
                        "-H",
                        "ldap://127.0.0.1:" + directory.slapd().port(),
                        "-D",
                        directory.account(),
                        "-w",
                        Slapd.PASSWORD,
                        "-f",
                        file.toString()));
        return new Cost(ended.millis(), ended.cpuMillis(), ended.peakMebibytes());
    }

    @Override
    public Cost verify(Directory directory, Dump wanted) {
        throw new UnsupportedOperationException();
    }
}
