package io.rollcall.config;

import io.rollcall.signature.SignatureRules;
import io.rollcall.tls.ServerFiles;
import java.util.Optional;

/// How the API is served.
///
/// @param tls empty for clear text
/// @param insecure whether clear text is served beyond this machine, because the configuration allows it
/// @param management where health and metrics are served
/// @param signatures what a signature must be valid for
public record ServingSettings(
        Optional<ServerFiles> tls, boolean insecure, ListenAddress management, SignatureRules signatures) {
    /// For this machine only.
    public static final ServingSettings DEFAULT =
            new ServingSettings(Optional.empty(), false, new ListenAddress("127.0.0.1", 0), SignatureRules.STANDARD);
}
