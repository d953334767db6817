/// The heart: pure functions from what the IAM says, what the Manager holds, what was asked and what is owned,
/// to a plan. No clock, no threads, no logger, and I/O only through the two interfaces
/// [io.rollcall.sync.IdentitySource] and [io.rollcall.sync.ProvisioningTarget]. Read
/// [io.rollcall.sync.Planner] first.
@NullMarked
package io.rollcall.sync;

import org.jspecify.annotations.NullMarked;
