package io.rollcall.sync;

import io.rollcall.cluster.IamId;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How an identity of the IAM stands to the entries of the Manager.
sealed interface Correlation {
    /// There is no entry of it, and its name is free.
    ///
    /// @param retire whose entry has to go first, because it bears the name and its owner is being removed
    record Absent(@Nullable IamId retire) implements Correlation {}

    /// There is an entry of it, perhaps under another name.
    ///
    /// @param retire as above, when the entry is to take over a name
    record Managed(@Nullable IamId retire) implements Correlation {}

    /// It cannot be in the Manager under its name.
    record Refused(Refusal.Cause cause, String detail) implements Correlation {}

    /// An entry of the Manager.
    ///
    /// @param owner whom it stands for; null when it is foreign
    record Entry(String name, @Nullable IamId owner) {}

    /// Decides about one identity.
    ///
    /// @param mine the entry that carries the identity's mark
    /// @param holder the entry that bears the wanted name, in any letter case
    /// @param taken whether an identity before this one in the same plan took the name
    /// @param broken the rule of the Manager that the name breaks
    /// @param removing whose entries this plan removes
    static Correlation of(
            String name,
            @Nullable Entry mine,
            @Nullable Entry holder,
            boolean taken,
            Optional<String> broken,
            boolean reserved,
            Set<IamId> removing) {
        if (mine != null && mine.name().equals(name)) {
            return new Managed(null);
        }
        if (broken.isPresent()) {
            return new Refused(Refusal.Cause.NAME_RULE, broken.get());
        }
        if (reserved) {
            return new Refused(
                    Refusal.Cause.RESERVED, "the name belongs to the Manager or to the operating system of its nodes");
        }
        if (taken) {
            return new Refused(
                    Refusal.Cause.SAME_NAME, "another name of the IAM differs from this one only in letter case");
        }
        IamId retire = null;
        if (holder != null && (mine == null || !holder.equals(mine))) {
            if (holder.owner() == null) {
                return new Refused(
                        Refusal.Cause.FOREIGN,
                        "the Manager already has '" + holder.name() + "', which was not made by a synchronization");
            }
            if (!removing.contains(holder.owner())) {
                return new Refused(
                        Refusal.Cause.NAME_HELD,
                        "'" + holder.name() + "' in the Manager stands for the IAM id " + holder.owner()
                                + "; cancel that one first if it is gone from the IAM");
            }
            retire = holder.owner();
        }
        return mine == null ? new Absent(retire) : new Managed(retire);
    }
}
