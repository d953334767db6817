package io.rollcall.operation.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Some rows of a longer list.
///
/// @param next the marker that continues after the last row; null when there is nothing more
public record Page<T>(List<T> rows, @Nullable String next) {
    public Page {
        rows = List.copyOf(rows);
    }
}
