package io.rollcall.cluster;

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

    public UnavailableException(Part part, String message) {
        super(message);
        this.part = part;
    }

    public UnavailableException(Part part, String message, Throwable cause) {
        super(message, cause);
        this.part = part;
    }

    /// What could not be reached.
    public Part part() {
        return part;
    }
}
