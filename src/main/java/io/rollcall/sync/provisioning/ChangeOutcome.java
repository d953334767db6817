package io.rollcall.sync.provisioning;

/// The result of one change.
public sealed interface ChangeOutcome {
    /// It was written now.
    record Applied() implements ChangeOutcome {}

    /// The Manager was so already, as after a crash between the write and its record.
    record AlreadySo() implements ChangeOutcome {}

    /// The Manager refused this one change; the others go on.
    ///
    /// @param reason for people, in the Manager's words where it gave some
    /// @param numberRefused whether the Manager refused the POSIX number of a new entry: the next plan has to take
    ///     another one
    record Failed(String reason, boolean numberRefused) implements ChangeOutcome {
        /// A failure for another reason.
        public Failed(String reason) {
            this(reason, false);
        }
    }
}
