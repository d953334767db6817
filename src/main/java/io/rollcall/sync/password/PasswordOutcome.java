package io.rollcall.sync.password;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/// What became of a password that was to be set.
public sealed interface PasswordOutcome {
    /// It is valid from now on.
    ///
    /// @param setIn where; each place stores a password of its own from now on
    /// @param mustChangeIn those of them that accepted the demand for a new password at the first use; some
    ///     directories do not support it
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

        /// The same, and also in a realm, which always demands a change.
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

    /// The Manager refused it, at least in one place. Another password can be given once the reason is removed.
    ///
    /// @param reason for people, in the Manager's words where it gave some; never holds the password
    record Refused(String reason) implements PasswordOutcome {}
}
