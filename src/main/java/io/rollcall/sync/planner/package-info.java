/// Decides: pure functions from two snapshots, the scope, the ownership and the rules to a plan. One class for each
/// kind of object and each question; the laws they obey are in ARCHITECTURE.md. Read
/// [io.rollcall.sync.planner.Planner] first, then [io.rollcall.sync.planner.SyncPlan].
@NullMarked
package io.rollcall.sync.planner;

import org.jspecify.annotations.NullMarked;
