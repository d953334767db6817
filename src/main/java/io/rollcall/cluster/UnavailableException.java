package io.rollcall.cluster;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A server did not answer, or said that it cannot now: the same call may succeed later. It is unknown whether the
/// call was carried out, so it must be repeatable.
///
/// Checked, because every caller has to decide whether and how it waits. A failure of a single entry is an
/// outcome, not an exception; a request that can never succeed is a defect or a refusal.
public final class UnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    /// Which of the documented failures an operation ends with when the server does not answer (R7).
    public enum Part {
        /// The IAM's users, roles or policies (`12000157`).
        IAM_USER,
        /// The IAM's groups (`12000156`).
        IAM_GROUP,
        /// The Manager's users (`12000163`).
        MANAGER_USER,
        /// The Manager's groups and roles (`12000164`).
        MANAGER_GROUP
    }

    private final Part part;
    private final boolean lasting;
    private final @Nullable Duration after;

    public UnavailableException(Part part, String message) {
        this(part, message, null, false, null);
    }

    public UnavailableException(Part part, String message, Throwable cause) {
        this(part, message, cause, false, null);
    }

    private UnavailableException(
            Part part, String message, @Nullable Throwable cause, boolean lasting, @Nullable Duration after) {
        super(message, cause);
        this.part = part;
        this.lasting = lasting;
        this.after = after;
    }

    /// The server answers and refuses the login: waiting does not help until an administrator changes something.
    public static UnavailableException refused(Part part, String message, @Nullable Throwable cause) {
        return new UnavailableException(part, message, cause, true, null);
    }

    /// Too many callers ask at the same time for what the server is not asked for more often. It does not mean
    /// that the server is down.
    ///
    /// @param after when the same call may be made again
    public static UnavailableException crowded(Part part, String message, Duration after) {
        return new UnavailableException(part, message, null, false, after);
    }

    /// When the same call may be made again, if it was not made because too many callers asked at the same time.
    public Optional<Duration> crowdedFor() {
        return Optional.ofNullable(after);
    }

    /// Whether the same call fails until an administrator changes something, so that waiting is useless.
    public boolean lasting() {
        return lasting;
    }

    /// The part that could not be reached.
    public Part part() {
        return part;
    }
}
