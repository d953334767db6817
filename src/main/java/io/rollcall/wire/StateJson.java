package io.rollcall.wire;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The state of a cluster: in sync or not, and why.
///
/// @param scope what has been asked for and not been cancelled
/// @param differences what the last comparison found; null when there was none yet
/// @param unknown why nothing newer is known; null when the last comparison counts
/// @param lastOperation the last one that was no dry run; null when there was none
/// @param allowedActions what the caller may do with the cluster
public record StateJson(
        boolean isSynchronous,
        boolean isSynchronizing,
        Scope scope,
        @Nullable Differences differences,
        @Nullable Unknown unknown,
        @Nullable OperationJson lastOperation,
        List<String> allowedActions) {
    /// How much was asked for.
    public enum Extent {
        NOTHING,
        NAMES,
        EVERYBODY
    }

    /// What was asked for.
    ///
    /// @param asked who was asked for by name
    /// @param cancelled who was cancelled out of it
    public record Scope(Word<Extent> extent, Names asked, Names cancelled) {}

    /// Some users and groups, sorted; of many only the first ones are named.
    public record Names(int users, int groups, List<String> userNames, List<String> groupNames) {}

    /// How far the Manager is from what the IAM says. The numbers are lines of a plan.
    ///
    /// @param refusals the first of those that cannot be done
    public record Differences(
            Instant comparedAt, int added, int changed, int removed, int refused, List<Refusal> refusals) {}

    /// A user, group or role that should be there and cannot be.
    public record Refusal(Word<Kind> kind, String name, String reason) {}

    /// Nothing is known since then.
    public record Unknown(Instant since, String because) {}
}
