package io.rollcall.sync;

import java.time.LocalDate;

/// What a plan is made from.
///
/// @param target what the Manager holds
/// @param roll what the database remembers as owned
/// @param numbers which POSIX numbers were given
/// @param rules the cluster's configuration
/// @param today of which a disabled account's days are counted
public record PlanInput(TargetSnapshot target, Roll roll, NumberBook numbers, PlanRules rules, LocalDate today) {}
