package io.rollcall.sync.plan;

import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.Stage;

/// A change in its place in the plan.
///
/// @param reason why, in a few words for people
public record PlannedChange(Stage stage, Change change, String reason) {}
