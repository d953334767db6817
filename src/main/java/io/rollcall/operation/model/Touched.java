package io.rollcall.operation.model;

import io.rollcall.sync.target.ObjectKind;
import java.util.List;

/// What a plan does to the objects of one kind.
///
/// @param count how many rows of the plan do it
/// @param names the first of the objects, in the order of the plan
public record Touched(ObjectKind kind, Result.Action action, int count, List<String> names) {
    public Touched {
        names = List.copyOf(names);
    }
}
