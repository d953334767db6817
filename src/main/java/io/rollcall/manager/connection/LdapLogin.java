package io.rollcall.manager.connection;

import com.unboundid.ldap.sdk.DN;
import io.rollcall.cluster.Secret;
import java.nio.file.Path;

/// The identity of this service in the directory, and how it proves it. It must be allowed to read and write below
/// the base, and to read without a size limit.
public sealed interface LdapLogin {
    /// A name and a password.
    ///
    /// @param dn as the directory knows it
    /// @param password never empty: a bind without a password is an anonymous one to many servers
    record Password(String dn, Secret password) implements LdapLogin {
        public Password {
            if (dn.isBlank() || !DN.isValidDN(dn)) {
                throw new IllegalArgumentException("'" + dn + "' is not a DN");
            }
            if (password.reveal().isEmpty()) {
                throw new IllegalArgumentException("the bind password is empty");
            }
        }
    }

    /// A client certificate (SASL EXTERNAL, RFC 4422): only over TLS. The server maps the certificate's subject to
    /// an entry of the directory.
    ///
    /// @param certificate PEM, the service's own certificate first, then the intermediate ones up to the CA
    /// @param key PEM, the private key in PKCS #8 without a passphrase
    record Certificate(Path certificate, Path key) implements LdapLogin {}
}
