package io.rollcall.manager.write;

/// Decides how many requests may be on their way to a directory at once, by what it made of those before:
/// additive increase, multiplicative decrease. It starts wide, since most directories take what they are sent;
/// one that says it has enough is asked for half, and soon learns us how much it takes. Usable by many threads.
public final class Window {
    /// More than that gains nothing: a directory commits one write at a time.
    static final int MOST = 64;
    /// Slowness alone never goes below: with fewer, each answer would be waited for.
    static final int LEAST_WHEN_SLOW = 8;
    /// So many times the best time is slow. Requests differ in size by less than that, most of the time.
    static final int SLOW = 10;
    /// After so many good answers at what the directory took, a little more is tried.
    static final int TRY_AFTER = 500;

    private static final double SMOOTHING = 1.0 / 32;
    /// What was best once may not come back: it is forgotten within some thousand answers.
    private static final double FORGETTING = 1.001;

    /// A request on its way.
    ///
    /// @param era by which answers to requests from before a decrease are told from those after it
    /// @param aloft how many were on their way then, this one included
    record Ticket(long era, int aloft, long nanoTime) {}

    private double size = MOST;
    private int tooMany = MOST + 1;
    private long era;
    private int calm;
    private double typical;
    private double best;

    /// How many may be on their way now; at least one.
    synchronized int size() {
        return (int) size;
    }

    /// A request is sent.
    synchronized Ticket sent(int aloft, long nanoTime) {
        return new Ticket(era, aloft, nanoTime);
    }

    /// It was answered.
    synchronized void answered(Ticket ticket, long nanoTime) {
        // A directory works on one after the other, so a request waits for all before it.
        double each = (double) (nanoTime - ticket.nanoTime()) / ticket.aloft();
        typical = typical == 0 ? each : typical + (each - typical) * SMOOTHING;
        best = best == 0 ? typical : Math.min(best * FORGETTING, typical);
        if (ticket.era() != era) {
            return;
        }
        if (typical > SLOW * best && size > LEAST_WHEN_SLOW) {
            era++;
            size = Math.max(LEAST_WHEN_SLOW, size / 2);
        } else if (size < Math.min(MOST, tooMany - 1)) {
            size = Math.min(size + 1 / size, Math.min(MOST, tooMany - 1));
        } else if (tooMany <= MOST && ++calm >= TRY_AFTER) {
            calm = 0;
            tooMany += Math.max(1, tooMany / 4);
        }
    }

    /// It was turned down because there was too much to do, or was not answered in time.
    synchronized void overloaded(Ticket ticket) {
        if (ticket.era() != era) {
            return;
        }
        era++;
        calm = 0;
        tooMany = Math.clamp(ticket.aloft(), 2, tooMany);
        size = Math.max(1, Math.min(size, ticket.aloft()) / 2);
    }
}
