package io.rollcall.manager.write;

/// Decides how many unanswered requests a directory may have at a time, by how it answered earlier ones: additive
/// increase, multiplicative decrease. It starts wide, since most directories accept all that they are sent; when
/// one says that it is overloaded, the window is halved, and so finds its capacity soon. Thread-safe.
public final class Window {
    /// More than that gains nothing: a directory commits one write at a time.
    static final int MOST = 64;
    /// Slowness alone never reduces it further: with fewer requests, each answer would be awaited.
    static final int LEAST_WHEN_SLOW = 8;
    /// An answer that takes this many times the best time is slow. The sizes of requests mostly differ by less.
    static final int SLOW = 10;
    /// After so many good answers with a full window, a wider one is tried.
    static final int TRY_AFTER = 500;

    private static final double SMOOTHING = 1.0 / 32;
    /// The best time may not be reached again: it is forgotten within some thousand answers.
    private static final double FORGETTING = 1.001;

    /// An unanswered request.
    ///
    /// @param era tells answers to requests from before a decrease from those after it
    /// @param aloft how many were unanswered then, this one included
    record Ticket(long era, int aloft, long nanoTime) {}

    private double size = MOST;
    private int tooMany = MOST + 1;
    private long era;
    private int calm;
    private double typical;
    private double best;

    /// How many unanswered requests are allowed now; at least one.
    synchronized int size() {
        return (int) size;
    }

    /// Records that a request is sent.
    synchronized Ticket sent(int aloft, long nanoTime) {
        return new Ticket(era, aloft, nanoTime);
    }

    /// Records that it was answered.
    synchronized void answered(Ticket ticket, long nanoTime) {
        // A directory processes one after the other, so a request waits for all before it.
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

    /// Records that the directory was overloaded, or did not answer in time.
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
