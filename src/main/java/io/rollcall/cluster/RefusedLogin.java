package io.rollcall.cluster;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Remembers that a login was refused, so that it is not tried until the account is locked. A refusal counts until
/// what was presented changes; only in case that the other side was mended, the same is tried again after a minute,
/// and after ten times as long each time. Usable by many threads.
public final class RefusedLogin {
    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofHours(6);
    private static final int GROWTH = 10;

    private final InstantSource clock;
    private @Nullable Refused last;

    private record Refused(String evidence, String words, Instant at, Duration pause) {}

    public RefusedLogin(InstantSource clock) {
        this.clock = clock;
    }

    /// Why it makes no sense to present that now; empty if it may be presented.
    ///
    /// @param evidence what stands for it: [Secret#stamp()], or the like of a file
    public synchronized Optional<String> standing(String evidence) {
        Refused refused = last;
        if (refused == null || !refused.evidence().equals(evidence)) {
            return Optional.empty();
        }
        Instant again = refused.at().plus(refused.pause());
        return clock.instant().isBefore(again)
                ? Optional.of(refused.words() + "; it is not presented again before "
                        + again.truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                        + ", or until it is changed, so that the account is not"
                        + " locked")
                : Optional.empty();
    }

    /// It was presented, and refused.
    public synchronized void refused(String evidence, String words) {
        Refused before = last;
        Duration pause = before == null || !before.evidence().equals(evidence)
                ? FIRST
                : before.pause().multipliedBy(GROWTH);
        last = new Refused(evidence, words, clock.instant(), pause.compareTo(LONGEST) < 0 ? pause : LONGEST);
    }

    /// It was accepted.
    public synchronized void accepted() {
        last = null;
    }
}
