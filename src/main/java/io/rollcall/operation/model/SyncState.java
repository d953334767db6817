package io.rollcall.operation.model;

import io.rollcall.sync.target.ObjectKind;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The reasons for what the documented status calls say about a cluster (R28).
///
/// @param status what they say
/// @param scope what has been asked for and not been cancelled
/// @param differences what the last comparison found; null when there was none yet
/// @param unknown why nothing newer is known; null when the last comparison is valid
/// @param last the last operation that was no dry run; null when there was none
public record SyncState(
        ClusterStatus status,
        Asked scope,
        @Nullable Differences differences,
        @Nullable Unknown unknown,
        @Nullable Operation last) {
    /// What was asked for.
    ///
    /// @param extent `nothing`, `names` or `everybody`
    /// @param asked users and groups that were asked for by name
    /// @param cancelled users and groups that were cancelled
    public record Asked(String extent, Names asked, Names cancelled) {}

    /// Some users and groups, sorted; of many, only the first are named.
    public record Names(int users, int groups, List<String> userNames, List<String> groupNames) {
        public Names {
            userNames = List.copyOf(userNames);
            groupNames = List.copyOf(groupNames);
        }
    }

    /// How far the Manager is from what the IAM says. The numbers are lines of a plan.
    ///
    /// @param refusals the first of the changes that cannot be made
    public record Differences(
            Instant comparedAt, int added, int changed, int removed, int refused, List<Refused> refusals) {
        public Differences {
            refusals = List.copyOf(refusals);
        }
    }

    /// A user, group or role that should be in the Manager and cannot be.
    public record Refused(ObjectKind kind, String name, String reason) {}

    /// Nothing is known since then.
    public record Unknown(Instant since, String because) {}
}
