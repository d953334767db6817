package io.rollcall.background;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Remembers that a login was refused, so that repeated attempts do not lock the account. A refusal holds until
/// the presented credential changes. In case the server was corrected instead, the same credential is tried again
/// after a minute, and then after ten times as long each time. Thread-safe.
public final class RefusedLogin {
    private static final Backoff PAUSES = new Backoff(Duration.ofMinutes(1), 10, Duration.ofHours(6), 0);

    private final InstantSource clock;
    private @Nullable Refused last;

    private record Refused(String evidence, String words, Instant at, int times) {}

    public RefusedLogin(InstantSource clock) {
        this.clock = clock;
    }

    /// Why the credential must not be presented now; empty if it may be.
    ///
    /// @param evidence a stand-in for the credential: [Secret#stamp()], or the same of a file
    public synchronized Optional<String> standing(String evidence) {
        Refused refused = last;
        if (refused == null || !refused.evidence().equals(evidence)) {
            return Optional.empty();
        }
        Instant again = refused.at().plus(PAUSES.after(refused.times()));
        return clock.instant().isBefore(again)
                ? Optional.of(refused.words() + "; it is not presented again before "
                        + again.truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                        + ", or until it is changed, so that the account is not"
                        + " locked")
                : Optional.empty();
    }

    /// Records that the server refused the credential.
    public synchronized void refused(String evidence, String words) {
        Refused before = last;
        int times = before == null || !before.evidence().equals(evidence) ? 1 : before.times() + 1;
        last = new Refused(evidence, words, clock.instant(), times);
    }

    /// Records that the server accepted the credential.
    public synchronized void accepted() {
        last = null;
    }
}
