package io.rollcall.sync.password;

import io.rollcall.cluster.Progress;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import io.rollcall.policy.Policy;
import io.rollcall.sync.provisioning.ProvisioningTarget;
import io.rollcall.sync.provisioning.UserRef;
import io.rollcall.sync.rules.Entitlements;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/// The passwords of one cluster's accounts, and what an account can do in the Manager. Thread-safe.
public final class AccountPasswords {
    private final ProvisioningTarget accounts;
    private final PasswordTarget passwords;
    private final Entitlements entitlements;

    /// @param accounts where the rights of an account are read
    /// @param passwords where its password is set
    /// @param entitlements which rights which policies give
    public AccountPasswords(ProvisioningTarget accounts, PasswordTarget passwords, Entitlements entitlements) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.entitlements = entitlements;
    }

    /// The state of an account's password ([PasswordTarget#passwordOf]).
    public Optional<PasswordStanding> of(UserName name) throws UnavailableException {
        return passwords.passwordOf(name);
    }

    /// The roles and groups of the Manager that an account has and that a caller's own policies would not give.
    /// Reads the whole Manager: what was granted by hand counts too.
    ///
    /// @param policies the caller's
    public SortedSet<String> beyond(Set<Policy> policies, UserName account) throws UnavailableException {
        return Reach.beyond(entitlements.of(policies), account, accounts.read(Progress.NONE));
    }

    /// Gives an account a password ([PasswordTarget#setPassword]).
    public PasswordOutcome set(UserRef user, Secret password) throws UnavailableException {
        return passwords.setPassword(user, password);
    }
}
