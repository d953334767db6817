package io.rollcall.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Operations, the newest first.
public record OperationListJson(
        List<OperationJson> operations, @Nullable String nextMarker) implements PageJson<OperationJson> {
    @Override
    public List<OperationJson> rows() {
        return operations;
    }
}
