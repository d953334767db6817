package io.rollcall.tls;

import io.rollcall.cluster.Secret;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The files by which a server proves who it is. All are PEM and are read again when they change.
///
/// @param certificate the server's own first, then those in between it and the authority that clients know
/// @param key PKCS #8
/// @param password of the key; null if it is not encrypted
/// @param clientAuthority who vouches for clients that show a certificate; null if none is asked for
/// @param clientRequired whether a client without a certificate is turned away; of no meaning without an authority
public record ServerFiles(
        Path certificate,
        Path key,
        @Nullable Secret password,
        @Nullable Path clientAuthority,
        boolean clientRequired) {}
