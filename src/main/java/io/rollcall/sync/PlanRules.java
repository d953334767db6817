package io.rollcall.sync;

/// What is configured for one cluster and decides how its plans come out.
///
/// @param entitlements which policy gives what
/// @param names which names the Manager can hold
/// @param guard how much may be removed without a person's word
/// @param quotas how much the Manager can hold
public record PlanRules(Entitlements entitlements, NameRules names, GuardLimits guard, Quotas quotas) {
    /// For a Manager with the documented quotas.
    public PlanRules(Entitlements entitlements, NameRules names, GuardLimits guard) {
        this(entitlements, names, guard, Quotas.DOCUMENTED);
    }

    /// Everything as documented and decided.
    public static PlanRules standard() {
        return new PlanRules(Entitlements.documented(), NameRules.documented(), GuardLimits.DECIDED);
    }
}
