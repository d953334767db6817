package io.rollcall.sync.source;

import io.rollcall.cluster.IamId;
import io.rollcall.cluster.Text;
import io.rollcall.cluster.UserName;

/// A user as the IAM has it.
///
/// @param id stable for the life of the user
/// @param name may change
/// @param enabled whether the user may sign in; a disabled one is never eligible (R13)
/// @param description free text, empty where there is none; what no directory can hold is replaced, as it would be
///     another text in every comparison
public record IamUser(IamId id, UserName name, boolean enabled, String description) {
    public IamUser {
        description = Text.whole(description);
    }
}
