package io.rollcall.ops;

import java.io.IOException;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/// Which program this is.
///
/// @param version of the release
/// @param commit of the sources, shortened, with a `+` when they had changes that were not committed; `unknown`
///     when
///     they were built without git
/// @param java the version of the runtime
public record Build(String version, String commit, String java) {
    private static final String UNKNOWN = "unknown";
    private static final Build OWN = of(mainAttributes());

    /// This program, from the manifest of its jar, which is read once.
    public static Build own() {
        return OWN;
    }

    static Build of(Attributes manifest) {
        return new Build(
                Optional.ofNullable(manifest.getValue(Attributes.Name.IMPLEMENTATION_VERSION))
                        .orElse("(not from a jar)"),
                Optional.ofNullable(manifest.getValue("Rollcall-Commit")).orElse(UNKNOWN),
                Runtime.version().toString());
    }

    /// The class path is the jar that was started. A class from one of the JVM's caches does not know its place.
    private static Attributes mainAttributes() {
        try (JarFile jar = new JarFile(System.getProperty("java.class.path"))) {
            return Optional.ofNullable(jar.getManifest())
                    .map(Manifest::getMainAttributes)
                    .orElseGet(Attributes::new);
        } catch (IOException e) {
            // Folders of classes, as in tests.
            return new Attributes();
        }
    }

    /// The name and the version: `rollcall 1.2.3`
    public String title() {
        return "rollcall " + version;
    }

    /// The commit in words.
    public String origin() {
        if (commit.equals(UNKNOWN)) {
            return "unknown (built without git)";
        }
        return commit.endsWith("+")
                ? commit.substring(0, commit.length() - 1) + ", and changes that are not committed"
                : commit;
    }
}
