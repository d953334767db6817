package io.rollcall.wire;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A row of a plan: what is to be done, and why.
public record ChangeJson(
        long number,
        String stage,
        Word<Kind> kind,
        String name,
        Word<Action> action,
        Map<String, Object> before,
        Map<String, Object> after,
        @Nullable String reason)
        implements RowJson {}
