package io.rollcall.api;

import io.rollcall.sync.Caller;

/// Decides whether a caller may do what a call does (decision 10).
///
/// @param identityPolicies whether the IAM authorizes by identity policies, under which these calls need no
///     permission
record Authorization(boolean identityPolicies) {
    /// @throws ApiException 403 `12000136` in the documented words
    void check(Caller caller, String action) {
        if (!identityPolicies && !caller.rights().allow(action)) {
            throw new ApiException(
                    ErrorCode.FORBIDDEN, Message.same("Policy doesn't allow " + action + " to be performed."));
        }
    }
}
