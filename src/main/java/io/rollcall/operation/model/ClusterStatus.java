package io.rollcall.operation.model;

/// The two booleans of the documented status calls.
///
/// @param synchronizing from the 202 until the operation ends in any way (R27)
/// @param synchronous whether IAM and Manager agree about what was synchronized (R28)
public record ClusterStatus(boolean synchronizing, boolean synchronous) {}
