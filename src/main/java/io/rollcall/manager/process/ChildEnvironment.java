package io.rollcall.manager.process;

import java.util.Map;
import java.util.Set;

/// The environment of programs that this server starts: paths and the language, and none of the secrets that the
/// configuration reads from there.
public final class ChildEnvironment {
    private static final Set<String> KEPT =
            Set.of("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR", "LD_LIBRARY_PATH");
    private static final Set<String> KEPT_BEGINNINGS = Set.of("LC_", "KRB5");

    private ChildEnvironment() {}

    /// Removes all other variables.
    ///
    /// @param environment of a program that is going to be started
    public static void reduce(Map<String, String> environment) {
        environment
                .keySet()
                .removeIf(
                        name -> !KEPT.contains(name) && KEPT_BEGINNINGS.stream().noneMatch(name::startsWith));
    }
}
