package io.rollcall.access;

import io.rollcall.policy.Action;
import io.rollcall.policy.Circumstances;
import java.util.EnumSet;
import java.util.Set;

/// Which callers may do what, as far as the configuration decides.
///
/// @param identityPolicies whether the IAM authorizes by identity policies, under which the documented calls need
///     no
///     permission
/// @param passwords what authorized callers may do with passwords
/// @param resetsPerHour how often the password of one account may be replaced
/// @param releaseByRequester whether a held plan may be released by its own requester
/// @param storedClusters whether authorized callers may store clusters beside those of the file
public record Access(
        boolean identityPolicies,
        Grants grants,
        PasswordUse passwords,
        int resetsPerHour,
        boolean releaseByRequester,
        boolean storedClusters) {
    /// The default of the configuration.
    public static final Access DEFAULT = new Access(false, Grants.NONE, PasswordUse.NONE, 3, false, false);

    /// What a server does with passwords.
    public enum PasswordUse {
        /// It sets none, no matter who asks.
        NONE,
        /// It gives accounts their first one.
        INITIALIZE,
        /// It also replaces them.
        RESET
    }

    /// The same with or without identity policies.
    public Access withIdentityPolicies(boolean enabled) {
        return new Access(enabled, grants, passwords, resetsPerHour, releaseByRequester, storedClusters);
    }

    /// The same with other grants.
    public Access withGrants(Grants given) {
        return new Access(identityPolicies, given, passwords, resetsPerHour, releaseByRequester, storedClusters);
    }

    /// The same with another use of passwords.
    public Access withPasswords(PasswordUse use, int perHour) {
        return new Access(identityPolicies, grants, use, perHour, releaseByRequester, storedClusters);
    }

    /// The same with or without the right of requesters to release their own plans.
    public Access withReleaseByRequester(boolean allowed) {
        return new Access(identityPolicies, grants, passwords, resetsPerHour, allowed, storedClusters);
    }

    /// The same with or without stored clusters.
    public Access withStoredClusters(boolean allowed) {
        return new Access(identityPolicies, grants, passwords, resetsPerHour, releaseByRequester, allowed);
    }

    /// Whether a caller may perform an action. The account itself may perform all of them. For any other caller, a
    /// deny of the IAM wins; otherwise an allow of the IAM or a grant is enough.
    public boolean allows(Caller caller, Action action, Circumstances now) {
        Rights rights = caller.rights();
        if (rights.owner()) {
            return true;
        }
        return !rights.deny(action, now) && (rights.allow(action, now) || grants.allow(caller, action, now.cluster()));
    }

    /// All that [#allows] a caller, without what no caller may do here.
    public Set<Action> allowed(Caller caller, Circumstances now) {
        Set<Action> allowed = EnumSet.noneOf(Action.class);
        for (Action action : Action.values()) {
            if (!isOff(action) && allows(caller, action, now)) {
                allowed.add(action);
            }
        }
        if (!allowed.contains(Action.INITIALIZE_PASSWORD)) {
            allowed.remove(Action.RESET_PASSWORD);
        }
        return allowed;
    }

    /// Whether the configuration switches an action off for all callers, the account itself included.
    public boolean isOff(Action action) {
        return switch (action) {
            case INITIALIZE_PASSWORD -> passwords.compareTo(PasswordUse.INITIALIZE) < 0;
            case RESET_PASSWORD -> passwords.compareTo(PasswordUse.RESET) < 0;
            case CONFIGURE -> !storedClusters;
            case SYNC_USER, GET, READ_OPERATIONS, PLAN, RETRY, STOP, RELEASE, DISCARD, READ_AUDIT, ADOPT -> false;
        };
    }
}
