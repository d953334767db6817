package io.rollcall.wire;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// One operation as it stands now.
///
/// @param isAllSync whether all users and groups were asked for
/// @param stage what is being done; empty before the start and after the end
/// @param counters for each kind of object that the plan touches
/// @param estimatedEnd only while it runs and makes progress
/// @param error only of a failed operation
/// @param notes what a person should know: why it is held, what was left out
/// @param planHash a fingerprint of the rows of the plan; null before there is one
/// @param held only of a held operation
/// @param decisions what people decided about it, the oldest first; null if nothing
public record OperationJson(
        String operationId,
        String clusterId,
        Word<Action> action,
        boolean isAllSync,
        boolean dryRun,
        RequesterJson requestedBy,
        Instant acceptedAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        Word<State> state,
        String stage,
        SortedMap<Word<Kind>, Tally> counters,
        double changesPerSecond,
        @Nullable Instant estimatedEnd,
        @Nullable Failure error,
        List<String> notes,
        @Nullable String planHash,
        @Nullable Held held,
        @Nullable List<Decision> decisions) {
    /// How a note begins that says why the guard holds the plan, or would hold it if it was no dry run.
    public static final String HOLD = "held: ";

    /// What was asked for.
    public enum Action {
        SYNC,
        CANCEL,
        ADOPT
    }

    /// Where it stands.
    public enum State {
        QUEUED,
        RUNNING,
        HELD,
        COMPLETED,
        COMPLETED_WITH_ERRORS,
        FAILED,
        CANCELLED,
        SUPERSEDED
    }

    /// How far the changes of one kind of object are.
    public record Tally(int planned, int done, int failed) {}

    /// Why it failed: a documented code and one sentence.
    public record Failure(String errorCode, String errorMsg) {}

    /// Why the plan waits for a person.
    ///
    /// @param touches what a release would do, by kind and action, also what the limits do not count; null where
    ///     only
    ///     the state of the operation is told
    /// @param releaseNeeds the action that its releaser must be allowed
    /// @param releaseRefused why the caller cannot release it; null if the caller can
    public record Held(
            List<String> reasons,
            String releaseNeeds,
            @Nullable Word<ReleaseRefusal> releaseRefused,
            @Nullable List<Touched> touches) {}

    /// What a plan does to the objects of one kind.
    ///
    /// @param names the first of them
    public record Touched(Word<Kind> kind, Word<RowJson.Action> action, int count, List<String> names) {}

    /// Why a caller cannot release a held plan.
    public enum ReleaseRefusal {
        /// The caller is not allowed the action.
        NOT_ALLOWED,
        /// The caller asked for the operation, and another one has to release it.
        OWN_REQUEST
    }

    /// What a person decided.
    ///
    /// @param comment why, in the person's own words; null if there is none
    public record Decision(
            Word<Decided> decision,
            RequesterJson by,
            Instant at,
            @Nullable String comment) {}

    /// What can be decided about an operation.
    public enum Decided {
        RELEASED,
        DISCARDED,
        STOPPED
    }

    /// The counters of all kinds together.
    public Tally total() {
        int planned = 0;
        int done = 0;
        int failed = 0;
        for (Tally tally : counters.values()) {
            planned += tally.planned();
            done += tally.done();
            failed += tally.failed();
        }
        return new Tally(planned, done, failed);
    }

    /// Whether nothing happens any more until a person acts.
    public boolean rests() {
        return finishedAt != null || state.is(State.HELD);
    }

    /// Why the guard holds the plan. Of a dry run, which is never held, why it would hold the same plan.
    public List<String> holds() {
        return held != null
                ? held.reasons()
                : notes.stream()
                        .filter(note -> note.startsWith(HOLD))
                        .map(note -> note.substring(HOLD.length()))
                        .toList();
    }

    /// The notes beside those that say the same as [#holds()].
    public List<String> remarks() {
        return notes.stream().filter(note -> !note.startsWith(HOLD)).toList();
    }
}
