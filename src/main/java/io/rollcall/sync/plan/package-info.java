/// The result of planning: ordered stages of independent changes, refusals with their reasons, and how far the IAM
/// and the Manager differ. Values only. Read [io.rollcall.sync.plan.Plan] first.
@NullMarked
package io.rollcall.sync.plan;

import org.jspecify.annotations.NullMarked;
