package io.rollcall.operation.model;

import io.rollcall.cluster.ClusterId;
import io.rollcall.sync.target.ObjectKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One operation as it stands now.
///
/// @param action `sync`, `cancel` or `adopt`
/// @param full whether everybody was asked for
/// @param dryRun whether only the plan was asked for
/// @param stage what is being done, in one word; empty before the start
/// @param tallies for each kind of object that the plan touches
/// @param estimatedEnd only while it runs and moves
/// @param error the documented code and a sentence, when it failed
/// @param notes what a person should know: why it is held, what was left out
public record Operation(
        OperationId id,
        ClusterId cluster,
        String action,
        boolean full,
        boolean dryRun,
        Requester requestedBy,
        Instant acceptedAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        OperationState state,
        String stage,
        Map<ObjectKind, Tally> tallies,
        double changesPerSecond,
        @Nullable Instant estimatedEnd,
        @Nullable Failure error,
        List<String> notes) {
    /// Why an operation failed.
    ///
    /// @param code the documented error code, `12000157` for example
    /// @param message one sentence
    public record Failure(String code, String message) {}

    /// What a stored note begins with when it says why the guard holds the plan.
    public static final String HELD = "held: ";

    /// Why the guard held the plan: which limit, with what numbers. Empty if it did not.
    public List<String> holds() {
        return notes.stream()
                .filter(note -> note.startsWith(HELD))
                .map(note -> note.substring(HELD.length()))
                .toList();
    }

    /// Changes of all kinds together.
    public Tally total() {
        return tallies.values().stream().reduce(new Tally(0, 0, 0), Tally::plus);
    }
}
