package io.rollcall.ops;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/// Which program this is.
///
/// @param version of the release
/// @param commit of the sources, shortened; `unknown` when they were no clone
/// @param java the version of the runtime
public record Build(String version, String commit, String java) {
    private static final String UNKNOWN = "unknown";

    /// This program, from the manifest of its jar.
    public static Build own() {
        String version = Optional.ofNullable(Build.class.getPackage().getImplementationVersion())
                .orElse("not from a jar");
        return new Build(version, commitOfJar(), Runtime.version().toString());
    }

    private static String commitOfJar() {
        CodeSource source = Build.class.getProtectionDomain().getCodeSource();
        if (source == null) {
            return UNKNOWN;
        }
        try (JarFile jar =
                new JarFile(Path.of(new URI(source.getLocation().toString())).toFile())) {
            Manifest manifest = jar.getManifest();
            return Optional.ofNullable(manifest)
                    .map(known -> known.getMainAttributes().getValue("Rollcall-Commit"))
                    .orElse(UNKNOWN);
        } catch (IOException | URISyntaxException | IllegalArgumentException e) {
            // A folder of classes, as in tests.
            return UNKNOWN;
        }
    }
}
