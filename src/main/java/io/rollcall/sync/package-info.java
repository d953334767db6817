/// The heart: what the IAM says, what the Manager holds, what was asked for and what is owned become a plan.
/// [io.rollcall.sync.Reconciler] is the way in: it reads both sides, lets [io.rollcall.sync.planner.Planner] plan
/// and the Manager apply. Below it `planner` decides, from `source` (what the IAM says), `target` (what the
/// Manager holds), `scope` (what was asked for), `ownership` (what this service owns) and `rules` (what the
/// configuration says), and gives a `plan`; `provisioning` is how a plan reaches the Manager. No clock, no
/// threads, no logger, and I/O only through the two interfaces [io.rollcall.sync.source.IdentitySource] and
/// [io.rollcall.sync.provisioning.ProvisioningTarget].
@NullMarked
package io.rollcall.sync;

import org.jspecify.annotations.NullMarked;
