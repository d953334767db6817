package io.rollcall.sync;

import java.time.LocalDate;

/// What is remembered of a cluster between plans.
///
/// @param roll what is owned
/// @param numbers which POSIX numbers were given
/// @param lastGoodUsers as in [Planner#synchronize]
/// @param today as in [PlanInput], in UTC
/// @param scope what is asked for
public record Memory(Roll roll, NumberBook numbers, int lastGoodUsers, LocalDate today, Scope scope) {}
