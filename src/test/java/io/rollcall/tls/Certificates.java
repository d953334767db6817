package io.rollcall.tls;

import java.io.IOException;
import java.nio.file.Path;

/// Certificates and keys in a folder, under a name each.
public record Certificates(Path folder) {
    /// Writes a new one of that name.
    public Certificates make(String name) throws IOException {
        ThrowAwayCertificate.write(certificate(name), key(name));
        return this;
    }

    public Path certificate(String name) {
        return folder.resolve(name + ".pem");
    }

    public Path key(String name) {
        return folder.resolve(name + "-key.pem");
    }

    /// A server of that name that asks for no certificates.
    public ServerFiles server(String name) {
        return new ServerFiles(certificate(name), key(name), null, null, false);
    }
}
