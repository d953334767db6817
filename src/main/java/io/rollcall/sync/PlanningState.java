package io.rollcall.sync;

import io.rollcall.sync.ownership.NumberBook;
import io.rollcall.sync.ownership.Ownership;
import io.rollcall.sync.scope.Scope;
import java.time.LocalDate;

/// What is remembered of a cluster between plans.
///
/// @param ownership which entries and grants this service owns
/// @param numbers which POSIX numbers were given
/// @param lastGoodUsers as in [io.rollcall.sync.planner.Planner#synchronize]
/// @param today as in [io.rollcall.sync.planner.PlanInput], in UTC
/// @param scope what is asked for
public record PlanningState(Ownership ownership, NumberBook numbers, int lastGoodUsers, LocalDate today, Scope scope) {}
