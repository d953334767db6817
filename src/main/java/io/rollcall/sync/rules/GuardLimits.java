package io.rollcall.sync.rules;

/// How much a plan may remove, beyond what the caller named, before a person has to review it (R22).
///
/// @param accounts more removed accounts than this are held
/// @param percent more than this part of the owned accounts, or of the owned groups, is held
/// @param floor up to this many removals of a kind are never held because of their percentage
/// @param groupSize groups up to this size may lose any number of members
/// @param groupPercent a larger group that loses more than this part of its members is held
public record GuardLimits(int accounts, int percent, int floor, int groupSize, int groupPercent) {
    /// The numbers of R22.
    public static final GuardLimits DECIDED = new GuardLimits(500, 20, 10, 100, 50);

    public GuardLimits {
        if (accounts < 0 || percent < 0 || floor < 0 || groupSize < 0 || groupPercent < 0) {
            throw new IllegalArgumentException("a limit of the guard cannot be negative");
        }
    }
}
