package io.rollcall.operation.model;

import io.rollcall.cluster.ClusterId;
import io.rollcall.sync.target.ObjectKind;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One operation in its present state.
///
/// @param full whether all users and groups were asked for
/// @param dryRun whether only the plan was asked for
/// @param tallies for each kind of object that the plan touches
/// @param estimatedEnd only while it runs and makes progress
/// @param error the documented code and a sentence, when it failed
/// @param notes what a person should know: why it is held, what was left out
/// @param planHash a fingerprint of the rows of the plan; null before there is one
/// @param holds why the guard held the plan: which limit, with what numbers; empty if it did not
/// @param decisions what people decided about it, the oldest first
public record Operation(
        OperationId id,
        ClusterId cluster,
        Action action,
        boolean full,
        boolean dryRun,
        Requester requestedBy,
        Instant acceptedAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        OperationState state,
        Activity activity,
        Map<ObjectKind, Tally> tallies,
        double changesPerSecond,
        @Nullable Instant estimatedEnd,
        @Nullable Failure error,
        List<String> notes,
        @Nullable String planHash,
        List<String> holds,
        List<Decision> decisions) {
    /// What was asked for.
    public enum Action {
        SYNC,
        CANCEL,
        ADOPT;

        /// As the API and the database spell it.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Action of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /// Why an operation failed.
    ///
    /// @param message one sentence
    public record Failure(FailureCode code, String message) {}

    /// Changes of all kinds together.
    public Tally total() {
        return tallies.values().stream().reduce(new Tally(0, 0, 0), Tally::plus);
    }
}
