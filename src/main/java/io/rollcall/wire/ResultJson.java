package io.rollcall.wire;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A row of a plan with what became of it.
public record ResultJson(
        long number,
        String stage,
        Word<Kind> kind,
        String name,
        Word<Action> action,
        Map<String, Object> before,
        Map<String, Object> after,
        @Nullable String reason,
        Word<Outcome> outcome)
        implements RowJson {
    /// What became of the row.
    public enum Outcome {
        PLANNED,
        APPLIED,
        ALREADY_SO,
        FAILED,
        REFUSED,
        SKIPPED
    }
}
