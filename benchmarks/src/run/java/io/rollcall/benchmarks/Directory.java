package io.rollcall.benchmarks;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import com.unboundid.ldif.LDIFReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// One database of a server: a Manager's directory.
record Directory(Slapd slapd, String name) {
    private static final String USUAL = "dc=hadoop,dc=com";

    String base() {
        return "dc=" + name + ",dc=com";
    }

    /// Who may do everything.
    String administrator() {
        return "cn=admin," + base();
    }

    /// Who Rollcall, the floor and the peers are.
    String account() {
        return "cn=rollcall," + base();
    }

    /// A connection of the service account.
    LDAPConnection connect() throws LDAPException {
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setResponseTimeoutMillis(600_000);
        options.setUseTCPNoDelay(true);
        return new LDAPConnection(options, "127.0.0.1", slapd.port(), account(), Slapd.PASSWORD);
    }

    /// Adds the suffix, the service account, and what a Manager's directory holds by itself.
    void fill(Path managerBase) throws LDAPException, LDIFException, IOException {
        try (LDAPConnection admin = new LDAPConnection("127.0.0.1", slapd.port(), administrator(), Slapd.PASSWORD)) {
            admin.add("dn: " + base(), "objectClass: top", "objectClass: domain", "dc: " + name);
            admin.add(
                    "dn: " + account(),
                    "objectClass: organizationalRole",
                    "objectClass: simpleSecurityObject",
                    "cn: rollcall",
                    "userPassword: " + Slapd.PASSWORD);
            String text = Files.readString(managerBase).replace(USUAL, base());
            try (LDIFReader reader = new LDIFReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))) {
                for (Entry entry = reader.readEntry(); entry != null; entry = reader.readEntry()) {
                    admin.add(entry);
                }
            }
        }
    }
}
