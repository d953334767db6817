package io.rollcall.sync.plan;

import io.rollcall.sync.target.ObjectKind;

/// Something that was asked for, or follows from what the IAM says, and cannot be done. It is a failed result
/// of the operation; everything else goes on (R7).
///
/// @param name of the user, group or role, as the caller or the IAM spells it
/// @param cause the rule behind it
/// @param detail one sentence for people
public record Refusal(ObjectKind kind, String name, Cause cause, String detail) {
    /// The rule behind a refusal.
    public enum Cause {
        /// The IAM has no user or group of that name.
        UNKNOWN,
        /// The IAM says the user may not sign in.
        DISABLED,
        /// No MRS policy on the cluster's project (R13).
        NOT_ELIGIBLE,
        /// The Manager cannot hold the name (R19).
        NAME_RULE,
        /// The name belongs to the Manager or the operating system (R20).
        RESERVED,
        /// An entry of that name exists which this service did not make (R20).
        FOREIGN,
        /// An entry of that name stands for another identity of the IAM.
        NAME_HELD,
        /// Two identities of the IAM whose names a Manager cannot tell apart: they differ only in letter case or in
        /// blanks.
        SAME_NAME,
        /// The Manager holds as many as it can.
        QUOTA,
        /// The Manager has no such role or group to give.
        NOTHING_TO_GRANT,
        /// A new entry of that name would hold what an entry that was deleted by hand left behind.
        INHERITS,
        /// A removal that an incomplete read does not justify (R23).
        WITHHELD,
        /// A removal that came up after a person released others (R22).
        HELD_BACK
    }
}
