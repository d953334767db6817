package io.rollcall.sync.planner;

import io.rollcall.cluster.IamId;
import io.rollcall.sync.plan.Refusal;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How an identity of the IAM relates to the entries of the Manager.
sealed interface Correlation {
    /// It can be in the Manager under its name: a new entry, or the one it has, perhaps renamed.
    ///
    /// @param freed the identity that bears the name now and gives it up in the same plan, because it is removed
    ///     or renamed; null when the name is free
    record Accepted(@Nullable IamId freed) implements Correlation {}

    /// It cannot be in the Manager under its name.
    record Refused(Refusal.Cause cause, String detail) implements Correlation {}

    /// An entry of the Manager.
    ///
    /// @param owner the identity that it stands for; null when it is foreign
    /// @param disabled whether it is a disabled account, kept in case its user returns
    /// @param foreign what a person should know about it when it is foreign
    record Entry(String name, @Nullable IamId owner, boolean disabled, String foreign) {}

    /// An identity of the IAM, and what decides about its name.
    ///
    /// @param key the name as a Manager compares it
    /// @param mine the entry that carries the identity's mark
    /// @param holder the entry that bears the wanted name, in any letter case
    /// @param broken the rule of the Manager that the name breaks
    /// @param reserved why no user or group may have the name: for example, it belongs to the Manager, or is taken
    ///     for a number
    record Candidate(
            IamId id,
            String name,
            String key,
            @Nullable Entry mine,
            @Nullable Entry holder,
            Optional<String> broken,
            Optional<String> reserved) {
        /// Whether it has an entry under that very name.
        boolean settled() {
            return mine != null && mine.name().equals(name);
        }

        /// Whether it has an entry that gives up its name, and not only its spelling.
        boolean moves() {
            return mine != null && (holder == null || !holder.equals(mine));
        }
    }

    /// Removing the entry would harm its user after a mere update of this program; silence would hide the problem.
    String SETTLED = "; the entry that is there already is kept up to date: rename it in the IAM, cancel it, or allow"
            + " the name in the configuration";

    /// Decides about one identity.
    ///
    /// @param taken whether an identity before this one in the same plan took the name
    /// @param freeing the identities that give up their names in this plan
    public static Correlation of(Candidate candidate, boolean taken, Set<IamId> freeing) {
        if (candidate.settled() && candidate.reserved().isEmpty()) {
            return new Accepted(null);
        }
        if (!candidate.settled() && candidate.broken().isPresent()) {
            return new Refused(Refusal.Cause.NAME_RULE, candidate.broken().get());
        }
        if (candidate.reserved().isPresent()) {
            return new Refused(
                    Refusal.Cause.RESERVED, candidate.reserved().get() + (candidate.settled() ? SETTLED : ""));
        }
        if (taken) {
            return new Refused(
                    Refusal.Cause.SAME_NAME,
                    "another name of the IAM differs from this one only in letter case or blanks");
        }
        Entry holder = candidate.holder();
        if (holder == null || holder.equals(candidate.mine())) {
            return new Accepted(null);
        }
        if (holder.owner() == null) {
            return new Refused(Refusal.Cause.FOREIGN, holder.foreign());
        }
        if (!freeing.contains(holder.owner()) && holder.disabled()) {
            return new Refused(
                    Refusal.Cause.NAME_HELD,
                    "'" + holder.name() + "' in the Manager is disabled and kept for the IAM id " + holder.owner()
                            + ", in case that one comes back; cancel it to free the name at once");
        }
        if (!freeing.contains(holder.owner())) {
            return new Refused(
                    Refusal.Cause.NAME_HELD,
                    "'" + holder.name() + "' in the Manager stands for the IAM id " + holder.owner()
                            + "; cancel that one first if it is gone from the IAM");
        }
        return new Accepted(holder.owner());
    }
}
