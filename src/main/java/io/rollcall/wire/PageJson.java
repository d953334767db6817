package io.rollcall.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Some rows of a longer list.
public interface PageJson<R> {
    List<R> rows();

    /// Continues after the last row; null when there is nothing more.
    @Nullable
    String nextMarker();
}
