package io.rollcall.sync.rules;

/// The POSIX numbers that users and groups may get. Numbers from 60,001 to 65,535 are left out wherever the range
/// lies: systemd gives them to people and services of its own, 65,534 is `nobody`, and 65,535 is no number for 16
/// bits (systemd, "Users, Groups, UIDs and GIDs on systemd Systems"). Immutable.
///
/// @param first the lowest of them, at least 1
/// @param last the highest of them
public record NumberRange(int first, int last) {
    /// Above the ranges of distributions and of the Manager itself, and below the one that systemd takes for
    /// containers.
    public static final NumberRange DECIDED = new NumberRange(20_000, 524_287);

    private static final int RESERVED_FIRST = 60_001;
    private static final int RESERVED_LAST = 65_535;

    public NumberRange {
        if (first < 1 || last < first || last == Integer.MAX_VALUE) {
            throw new IllegalArgumentException("the numbers must be a range of 1 to " + (Integer.MAX_VALUE - 1));
        }
        if (first >= RESERVED_FIRST && last <= RESERVED_LAST) {
            throw new IllegalArgumentException("the numbers from 60001 to 65535 belong to the operating system");
        }
    }

    /// Whether a number may be given.
    public boolean allows(int number) {
        return number >= first && number <= last && (number < RESERVED_FIRST || number > RESERVED_LAST);
    }

    /// The next number that may be given, beginning with that one; one above [#last] when there is none.
    public int from(int number) {
        int next = Math.max(number, first);
        if (next >= RESERVED_FIRST && next <= RESERVED_LAST) {
            next = RESERVED_LAST + 1;
        }
        return Math.min(next, last + 1);
    }

    @Override
    public String toString() {
        return first + " to " + last;
    }
}
