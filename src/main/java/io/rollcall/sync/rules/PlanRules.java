package io.rollcall.sync.rules;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// What the configuration of one cluster says that decides about its plans.
///
/// @param entitlements which policy gives what
/// @param names which names the Manager can hold
/// @param guard how much may be removed without a release by a person
/// @param quotas how much the Manager can hold
/// @param graceDays how long an account that a full synchronization would remove is only disabled; 0 removes it
///     at once (R14)
/// @param numbers which POSIX numbers are given
public record PlanRules(
        Entitlements entitlements,
        NameRules names,
        GuardLimits guard,
        Quotas quotas,
        int graceDays,
        NumberRange numbers) {
    /// For a Manager with the documented quotas.
    public PlanRules(Entitlements entitlements, NameRules names, GuardLimits guard) {
        this(entitlements, names, guard, Quotas.DOCUMENTED, 0, NumberRange.DECIDED);
    }

    /// The same with another time between the end of an account's use and its removal.
    public PlanRules withGraceDays(int days) {
        return new PlanRules(entitlements, names, guard, quotas, days, numbers);
    }

    /// The same with other POSIX numbers.
    public PlanRules withNumbers(NumberRange range) {
        return new PlanRules(entitlements, names, guard, quotas, graceDays, range);
    }

    /// Whether a disabled account is deleted now.
    ///
    /// @param disabledSince null if it is still in use
    public boolean removes(@Nullable LocalDate disabledSince, LocalDate today) {
        return graceDays == 0
                || (disabledSince != null && !disabledSince.plusDays(graceDays).isAfter(today));
    }

    /// Everything as documented and decided.
    public static PlanRules standard() {
        return new PlanRules(Entitlements.documented(), NameRules.documented(), GuardLimits.DECIDED);
    }
}
