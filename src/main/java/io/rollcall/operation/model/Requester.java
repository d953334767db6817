package io.rollcall.operation.model;

/// The caller that asked for an operation, for the record.
///
/// @param userId the caller's IAM id
/// @param userName the caller's IAM name
/// @param credential how the caller proved it, without the secret: `access key AK…` or `token`
/// @param address where the request came from
/// @param requestId the `X-Request-Id` of the answer
public record Requester(String userId, String userName, String credential, String address, String requestId) {}
