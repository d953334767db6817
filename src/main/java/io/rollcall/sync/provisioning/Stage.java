package io.rollcall.sync.provisioning;

import java.util.Locale;

/// The order of a plan. Changes of one stage are independent of each other; a stage begins when the one before
/// is done. For each person rights are withdrawn first and granted last, nobody is a member of anything
/// without an entry, and after any prefix the directory is consistent (decision 25).
public enum Stage {
    /// Roles are taken away, and people leave groups that nobody joins.
    WITHDRAW,
    /// Principals go: nobody can get a new ticket.
    REMOVE_PRINCIPALS,
    /// Groups go.
    REMOVE_GROUPS,
    /// Accounts go whose names somebody else has in the IAM now.
    RETIRE,
    /// Entries get the name that the IAM has now.
    RENAME,
    /// Accounts are made or enabled, or their attributes change.
    ACCOUNTS,
    /// Principals are made for accounts that are there.
    PRINCIPALS,
    /// Groups are made with their members, and people join.
    GROUPS,
    /// Accounts go or are disabled; they are in no group any more.
    REMOVE_ACCOUNTS,
    /// Roles are given.
    GRANT;

    /// As plans and results spell it.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
