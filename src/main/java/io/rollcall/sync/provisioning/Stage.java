package io.rollcall.sync.provisioning;

import java.util.Locale;

/// The order of a plan. Changes of one stage are independent of each other; a stage begins when the one before is
/// done. For each person rights are withdrawn first and granted last, only existing entries are members, and after
/// any prefix the directory is consistent (R25).
public enum Stage {
    /// Roles are withdrawn, and people leave groups that no user joins.
    WITHDRAW,
    /// Principals are deleted: no new ticket can be issued for them.
    REMOVE_PRINCIPALS,
    /// Groups are deleted.
    REMOVE_GROUPS,
    /// Accounts are deleted whose names another user has in the IAM now.
    RETIRE,
    /// Entries get the name that the IAM has now.
    RENAME,
    /// Accounts are made or enabled, or their attributes change.
    ACCOUNTS,
    /// Principals are made for accounts that exist.
    PRINCIPALS,
    /// Groups are made with their members, and people join.
    GROUPS,
    /// Accounts are deleted or disabled; they are in no group any more.
    REMOVE_ACCOUNTS,
    /// Roles are given.
    GRANT;

    /// Whether its changes may be made again after those of later stages, as a worker does that resumes: entries are
    /// called then as they are called from here on, and no later stage takes away what this one gives. Before that,
    /// a name may be another entry's by then. So what such a stage has done is recorded while the next one is
    /// carried out.
    public boolean isRepeatableLater() {
        return compareTo(ACCOUNTS) >= 0;
    }

    /// As plans and results spell it.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
