package io.rollcall.api.caller;

import io.rollcall.access.Access;
import io.rollcall.access.Caller;
import io.rollcall.api.error.ApiException;
import io.rollcall.api.error.ErrorCode;
import io.rollcall.api.error.Message;
import io.rollcall.api.request.Endpoint;
import io.rollcall.policy.Action;
import io.rollcall.policy.Circumstances;

/// Decides whether a caller may do what a call does (R10 and R31).
public record Authorization(Access access) {
    /// Admits a caller to an endpoint, or refuses.
    ///
    /// @throws ApiException 403 `12000136` in the documented words
    public void check(Caller caller, Endpoint endpoint, Circumstances now) {
        if (access.identityPolicies() && endpoint.isDocumented()) {
            return;
        }
        if (endpoint.actions().stream().noneMatch(action -> access.allows(caller, action, now))) {
            throw refusal(endpoint.actions().getFirst());
        }
    }

    /// The documented words, and for an action of this service how it can be granted.
    public static ApiException refusal(Action action) {
        String documented = "Policy doesn't allow " + action.word() + " to be performed.";
        Message where = switch (action) {
            case SYNC_USER, GET -> Message.NONE;
            case READ_OPERATIONS,
                    PLAN,
                    RETRY,
                    STOP,
                    RELEASE,
                    DISCARD,
                    READ_AUDIT,
                    ADOPT,
                    CONFIGURE,
                    INITIALIZE_PASSWORD,
                    RESET_PASSWORD ->
                new Message(
                        "It can be granted under 'grants' in the configuration of this server, or by a policy of the IAM.",
                        "可通过本服务配置中的“grants”或IAM策略授予该操作。");
        };
        return new ApiException(ErrorCode.FORBIDDEN, Message.same(documented).and(where));
    }
}
