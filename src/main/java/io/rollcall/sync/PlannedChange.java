package io.rollcall.sync;

/// A change in its place in the plan.
///
/// @param reason why, in a few words for people
public record PlannedChange(Stage stage, Change change, String reason) {}
