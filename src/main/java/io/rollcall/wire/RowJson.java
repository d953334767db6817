package io.rollcall.wire;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One change of one object, or one refusal: a row of a plan, or of results.
public sealed interface RowJson permits ChangeJson, ResultJson, ChangeListJson.Difference {
    /// What is done with the object.
    enum Action {
        CREATE,
        UPDATE,
        RENAME,
        DISABLE,
        ENABLE,
        DELETE,
        REPAIR,
        ADOPT,
        GRANT,
        WITHDRAW,
        NONE
    }

    /// The order in the plan, from 1; also the marker.
    long number();

    /// The stage of the plan, `refused` for a refusal.
    String stage();

    Word<Kind> kind();

    String name();

    Word<Action> action();

    /// The attributes that change, as they were.
    Map<String, Object> before();

    /// The attributes that change, as they will be.
    Map<String, Object> after();

    /// The cause of the change, the rule that refused it, or the Manager's words when it failed.
    @Nullable
    String reason();
}
