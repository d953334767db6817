package io.rollcall.config;

import io.rollcall.signature.SignatureRules;
import io.rollcall.tls.ServerFiles;
import java.util.Optional;

/// What strangers meet where the API is served.
///
/// @param tls empty for clear text
/// @param insecure whether clear text is served beyond this machine, because whoever configured it said so
/// @param management where health and metrics are served
/// @param signatures what a signature must have been made for
public record ServingSettings(
        Optional<ServerFiles> tls, boolean insecure, ListenAddress management, SignatureRules signatures) {
    /// On this machine alone.
    public static final ServingSettings DEFAULT =
            new ServingSettings(Optional.empty(), false, new ListenAddress("127.0.0.1", 0), SignatureRules.STANDARD);
}
