package io.rollcall.access;

import java.util.Set;

/// Which rights of its user a credential carries.
public sealed interface Powers {
    /// All that the user has in the project.
    record OfUser() implements Powers {}

    /// The roles that the IAM wrote into a token when the user logged in, and what they imply.
    ///
    /// @param roles ids
    record OfLogin(Set<String> roles) implements Powers {
        public OfLogin {
            roles = Set.copyOf(roles);
        }
    }

    /// The roles of a credential that the user made for a program or for another person, and what they imply. The
    /// user's own other rights do not count.
    ///
    /// @param roles ids
    record Delegated(Set<String> roles) implements Powers {
        public Delegated {
            roles = Set.copyOf(roles);
        }
    }
}
