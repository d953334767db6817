package io.rollcall.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Some rows of a plan.
public record ChangeListJson(
        List<ChangeJson> changes, @Nullable String nextMarker) implements PageJson<ChangeJson> {
    @Override
    public List<ChangeJson> rows() {
        return changes;
    }
}
