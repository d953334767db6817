package io.rollcall.operation.model;

import io.rollcall.cluster.ClusterId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How one cluster stands, in the few words of a list of clusters.
///
/// @param agreement whether IAM and Manager agree about what was asked for, whatever runs at the moment
/// @param reason why they differ, or why it is not known; empty when they agree
/// @param quoted whether the reason may hold words of a server
/// @param extent `nothing`, `names` or `everybody`
/// @param verifiedAt when the last comparison found them equal; null if nothing has been compared since the last
///     change
/// @param comparedAt when they were last compared; null if never
/// @param differences what that comparison found
/// @param refusals the first of what it found that cannot be done
/// @param last the last run that was no dry run; null if there was none
/// @param held the operation whose plan waits for a person; null if none does
/// @param nextRunAt when the schedule starts the next run; null without a schedule
public record Standing(
        ClusterId cluster,
        Agreement agreement,
        String reason,
        boolean quoted,
        boolean synchronizing,
        String extent,
        @Nullable Instant verifiedAt,
        @Nullable Instant comparedAt,
        Differences differences,
        List<SyncState.Refused> refusals,
        @Nullable LastRun last,
        @Nullable OperationId held,
        @Nullable Instant nextRunAt) {
    /// Whether IAM and Manager agree.
    public enum Agreement {
        IN_SYNC,
        DIFFERS,
        /// Nothing valid is known.
        UNKNOWN;

        /// As the API spells it.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Lines of the plan that would make them equal.
    public record Differences(int added, int changed, int removed, int refused) {
        /// None.
        public static final Differences NONE = new Differences(0, 0, 0, 0);

        /// `2 to add, 1 to remove`.
        public String inWords() {
            StringBuilder words = new StringBuilder();
            append(words, added, "to add");
            append(words, changed, "to change");
            append(words, removed, "to remove");
            append(words, refused, "refused");
            return words.toString();
        }

        private static void append(StringBuilder words, int count, String what) {
            if (count > 0) {
                words.append(words.isEmpty() ? "" : ", ")
                        .append(count)
                        .append(' ')
                        .append(what);
            }
        }
    }

    /// A run that was no dry run.
    public record LastRun(
            OperationId id,
            Operation.Action action,
            OperationState state,
            Instant acceptedAt,
            @Nullable Instant finishedAt) {}
}
