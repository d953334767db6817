package io.rollcall.sync.password;

import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.provisioning.UserRef;
import java.util.Optional;

/// The Manager of one cluster as an administrator asks it who gives an account a password. No synchronization does.
///
/// Thread-safe. Every call has a deadline of its own.
public interface PasswordTarget {
    /// How the password of an account stands.
    ///
    /// @return empty when no account of ours has exactly that name
    /// @throws UnavailableException when the Manager cannot be asked
    Optional<PasswordStanding> passwordOf(UserName name) throws UnavailableException;

    /// Gives one of our accounts a password that somebody has to be told, and demands another one at its first
    /// use where the Manager can. No plan ever does this (decision 21).
    ///
    /// @throws UnavailableException when the Manager stayed away; the password may or may not be good, and another
    ///     can be given
    PasswordOutcome setPassword(UserRef user, Secret password) throws UnavailableException;
}
