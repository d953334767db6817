package io.rollcall.api;

import io.rollcall.access.Access;
import io.rollcall.access.Caller;
import io.rollcall.api.answer.View;
import io.rollcall.api.caller.Authorization;
import io.rollcall.api.caller.CallerAuthentication;
import io.rollcall.api.request.Resource;
import io.rollcall.cluster.ClusterId;
import io.rollcall.operation.model.Requester;
import io.rollcall.policy.Action;
import io.rollcall.policy.Circumstances;

/// A caller that was admitted to an endpoint; further actions can be checked.
///
/// @param resource what the path names
/// @param by the caller, for the record
/// @param now the circumstances of the request
/// @param proof what proved the caller's identity
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

    /// The same for one of the clusters that a call is about.
    boolean may(Action action, ClusterId cluster) {
        return authorization.access().allows(caller, action, now.about(cluster));
    }

    /// @throws ApiException 403 `12000136`
    void require(Action action) {
        if (!may(action)) {
            throw Authorization.refusal(action);
        }
    }

    /// What the caller may do, and so how much of other callers' requests the caller may see.
    View view() {
        return view(now);
    }

    /// The same for one of the clusters that a call is about.
    View view(ClusterId cluster) {
        return view(now.about(cluster));
    }

    private View view(Circumstances about) {
        Access access = authorization.access();
        return new View(caller.id(), access.allowed(caller, about), access.releaseByRequester());
    }
}
