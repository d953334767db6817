package io.rollcall.sync.password;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/// What became of a password that was to be set.
public sealed interface PasswordOutcome {
    /// It is good from now on.
    ///
    /// @param setIn where; each place keeps a password of its own from now on
    /// @param mustChangeIn those of them that took the demand for another one at the first use; some directories
    ///     know no such thing
    record Initialized(Set<PasswordPlace> setIn, Set<PasswordPlace> mustChangeIn) implements PasswordOutcome {
        public Initialized {
            if (!setIn.containsAll(mustChangeIn)) {
                throw new IllegalArgumentException("a change can only be demanded where the password is set");
            }
            setIn = inOrder(setIn);
            mustChangeIn = inOrder(mustChangeIn);
        }

        /// In a directory alone.
        public static Initialized inDirectory(boolean mustChange) {
            Set<PasswordPlace> directory = Set.of(PasswordPlace.DIRECTORY);
            return new Initialized(directory, mustChange ? directory : Set.of());
        }

        /// The same, and in a realm besides, which always demands a change.
        public Initialized andInRealm() {
            return new Initialized(withRealm(setIn), withRealm(mustChangeIn));
        }

        private static Set<PasswordPlace> withRealm(Set<PasswordPlace> places) {
            EnumSet<PasswordPlace> all = EnumSet.of(PasswordPlace.REALM);
            all.addAll(places);
            return all;
        }

        private static Set<PasswordPlace> inOrder(Set<PasswordPlace> places) {
            EnumSet<PasswordPlace> ordered = EnumSet.noneOf(PasswordPlace.class);
            ordered.addAll(places);
            return Collections.unmodifiableSet(ordered);
        }
    }

    /// The Manager did not take it, or not everywhere. Another one is right once the reason is gone.
    ///
    /// @param reason for people, in the Manager's words where it gave some; never holds the password
    record Refused(String reason) implements PasswordOutcome {}
}
