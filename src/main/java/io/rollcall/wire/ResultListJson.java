package io.rollcall.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Some rows of results.
public record ResultListJson(
        List<ResultJson> results, @Nullable String nextMarker) implements PageJson<ResultJson> {
    @Override
    public List<ResultJson> rows() {
        return results;
    }
}
