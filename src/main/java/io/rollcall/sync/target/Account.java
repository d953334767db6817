package io.rollcall.sync.target;

import io.rollcall.cluster.UserName;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// A user as the Manager has it.
///
/// @param mark the identity it stands for; null when it is foreign
/// @param uidNumber the POSIX user number, or -1 when the entry has none
/// @param gidNumber the POSIX number of the primary group, or -1
/// @param description free text, empty where there is none
/// @param disabledSince the day on which a synchronization disabled an owned account; null while it is in use
/// @param provenance what is known of the origin of a foreign one
public record Account(
        UserName name,
        @Nullable OwnerMark mark,
        int uidNumber,
        int gidNumber,
        String description,
        @Nullable LocalDate disabledSince,
        @Nullable Provenance provenance) {
    /// An owned one, or a foreign one of unknown origin.
    public Account(
            UserName name,
            @Nullable OwnerMark mark,
            int uidNumber,
            int gidNumber,
            String description,
            @Nullable LocalDate disabledSince) {
        this(name, mark, uidNumber, gidNumber, description, disabledSince, null);
    }

    /// One in use.
    public Account(UserName name, @Nullable OwnerMark mark, int uidNumber, int gidNumber, String description) {
        this(name, mark, uidNumber, gidNumber, description, null);
    }
}
