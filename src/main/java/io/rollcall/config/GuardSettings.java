package io.rollcall.config;

/// How much a plan may remove, beyond what the caller named, before a person has to look at it (decision
/// 22).
///
/// @param removedAccounts more removed accounts than this are held
/// @param removedPercent more than this part of the owned accounts, or of the owned groups, is held
/// @param floor up to this many removals of a kind are never held because of their percentage
/// @param groupSize groups up to this size may lose any number of members
/// @param groupPercent a larger group that loses more than this part of its members is held
public record GuardSettings(int removedAccounts, int removedPercent, int floor, int groupSize, int groupPercent) {
    /// The decided numbers.
    public static final GuardSettings DECIDED = new GuardSettings(500, 20, 10, 100, 50);
}
