package io.rollcall.tls;

import io.rollcall.cluster.Secret;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The files by which a server proves its identity. All are PEM and are read again when they change.
///
/// @param certificate the server's own first, then the intermediate ones up to the authority that clients know
/// @param key PKCS #8
/// @param password of the key; null if it is not encrypted
/// @param clientAuthority the authority of clients' certificates; null if none are requested
/// @param clientRequired whether a client without a certificate is refused; ignored without an authority
public record ServerFiles(
        Path certificate,
        Path key,
        @Nullable Secret password,
        @Nullable Path clientAuthority,
        boolean clientRequired) {}
