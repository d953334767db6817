package io.rollcall.benchmarks;

import java.util.Locale;

/// How large an account is.
enum Shape {
    SMALL(1_000, 100, 5_000, 100),
    MEDIUM(10_000, 1_000, 200_000, 12),
    /// As much as a Manager can hold, 50,000 users and 5,000 groups, without its own and with room for
    /// newcomers.
    LARGE(49_800, 4_950, 1_000_000, 2);

    final int users;
    final int groups;
    final int memberships;
    /// Rounds after which the JVM has compiled what a case repeats.
    final int warmUp;

    Shape(int users, int groups, int memberships, int warmUp) {
        this.users = users;
        this.groups = groups;
        this.memberships = memberships;
        this.warmUp = warmUp;
    }

    static Shape named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The sizes of the groups, largest first: proportional to 1/rank, none above four fifths of the users,
    /// with the memberships of the shape as their sum.
    int[] groupSizes() {
        int most = users * 4 / 5;
        double low = 0;
        double high = memberships;
        for (int step = 0; step < 60; step++) {
            double middle = (low + high) / 2;
            if (sum(sizes(middle, most)) > memberships) {
                high = middle;
            } else {
                low = middle;
            }
        }
        int[] sizes = sizes(low, most);
        int missing = memberships - sum(sizes);
        for (int group = 1; missing > 0; group = group % (groups - 1) + 1, missing--) {
            sizes[group]++;
        }
        return sizes;
    }

    private int[] sizes(double scale, int most) {
        int[] sizes = new int[groups];
        for (int rank = 1; rank <= groups; rank++) {
            sizes[rank - 1] = Math.max(1, (int) Math.min(most, scale / rank));
        }
        return sizes;
    }

    private static int sum(int[] sizes) {
        int sum = 0;
        for (int size : sizes) {
            sum += size;
        }
        return sum;
    }
}
