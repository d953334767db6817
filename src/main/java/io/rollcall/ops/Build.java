package io.rollcall.ops;

import java.io.IOException;
import java.util.Optional;
import java.util.jar.JarFile;

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

    /// The class path is the jar that was started. A class from one of the JVM's caches does not know its place.
    private static String commitOfJar() {
        try (JarFile jar = new JarFile(System.getProperty("java.class.path"))) {
            return Optional.ofNullable(jar.getManifest())
                    .map(known -> known.getMainAttributes().getValue("Rollcall-Commit"))
                    .orElse(UNKNOWN);
        } catch (IOException e) {
            // Folders of classes, as in tests.
            return UNKNOWN;
        }
    }
}
