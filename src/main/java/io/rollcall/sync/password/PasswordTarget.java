package io.rollcall.sync.password;

import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.provisioning.UserRef;
import java.util.Optional;

/// The Manager of one cluster as seen by an administrator who gives an account a password. No synchronization
/// does.
///
/// Thread-safe. Every call has a deadline of its own.
public interface PasswordTarget {
    /// The state of an account's password.
    ///
    /// @return empty when no owned account has exactly that name
    /// @throws UnavailableException when the Manager does not answer
    Optional<PasswordStanding> passwordOf(UserName name) throws UnavailableException;

    /// Gives an owned account a password that a person has to learn, and demands a new one at its first use where
    /// the Manager can. No plan ever does this (R21).
    ///
    /// @throws UnavailableException when the Manager did not answer; the password may or may not be set, and
    ///     another can be given
    PasswordOutcome setPassword(UserRef user, Secret password) throws UnavailableException;
}
