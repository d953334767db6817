package io.rollcall.cluster;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A server did not answer, or said that it cannot now: the same call may succeed later. Nothing is known
/// about whether it was carried out, so whatever follows must be repeatable.
///
/// Checked, because every caller has to decide what waiting means to it. What concerns one entry only is an
/// outcome, not an exception; what will never work as asked is a defect or a refusal.
public final class UnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    /// Which of the documented failures an operation ends with when the server stays away (decision 7).
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

    /// The server is there and does not let us in: waiting does not help, until somebody changes something.
    public static UnavailableException refused(Part part, String message, @Nullable Throwable cause) {
        return new UnavailableException(part, message, cause, true, null);
    }

    /// Too many ask at once for what the server is not troubled with more often: nobody says that it is down.
    ///
    /// @param after when the same call may be made again
    public static UnavailableException crowded(Part part, String message, Duration after) {
        return new UnavailableException(part, message, null, false, after);
    }

    /// When the same call may be made again, if it was not made because too many asked at once.
    public Optional<Duration> crowdedFor() {
        return Optional.ofNullable(after);
    }

    /// Whether the same call fails until somebody changes something, so that it is not waited for.
    public boolean lasting() {
        return lasting;
    }

    /// What could not be reached.
    public Part part() {
        return part;
    }
}
