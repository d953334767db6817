package io.rollcall.wire;

import org.jspecify.annotations.Nullable;

/// Who asked for an operation.
///
/// @param credential how the caller proved it; like the next two for those who may know it
/// @param address where the request came from
/// @param requestId the `X-Request-Id` of the answer
public record RequesterJson(
        String userId,
        String userName,
        @Nullable String credential,
        @Nullable String address,
        @Nullable String requestId) {}
