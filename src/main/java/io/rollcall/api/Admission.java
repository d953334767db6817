package io.rollcall.api;

import io.rollcall.access.Caller;
import io.rollcall.api.answer.View;
import io.rollcall.api.caller.Authorization;
import io.rollcall.api.caller.CallerAuthentication;
import io.rollcall.api.request.Resource;
import io.rollcall.operation.model.Requester;
import io.rollcall.policy.Action;
import io.rollcall.policy.Circumstances;

/// A caller who was let in to an endpoint, and may be asked for more than that.
///
/// @param resource what the path names
/// @param by the caller, for the record
/// @param now the circumstances of the request
/// @param proof what let the caller in
record Admission(
        Resource resource,
        Requester by,
        Caller caller,
        Circumstances now,
        Authorization authorization,
        CallerAuthentication.Proof proof) {
    boolean may(Action action) {
        return authorization.access().allows(caller, action, now);
    }

    /// @throws ApiException 403 `12000136`
    void require(Action action) {
        if (!may(action)) {
            throw Authorization.refusal(action);
        }
    }

    /// How much of what others do the caller gets to see.
    View view() {
        return new View(caller.id(), may(Action.SYNC_USER) || may(Action.READ_AUDIT));
    }
}
