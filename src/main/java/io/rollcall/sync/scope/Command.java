package io.rollcall.sync.scope;

import io.rollcall.cluster.ClusterId;
import io.rollcall.sync.source.Selection;

/// What an operation was asked to do.
public sealed interface Command {
    /// Bring the selected users and groups into the Manager, or up to date there (UpdateSyncIamUser).
    record Synchronize(Selection selection) implements Command {}

    /// Take the named users and groups out of the Manager again (CancelSyncIamUser). The IAM is not asked: this
    /// also works for entries that it does not know any more.
    record Cancel(Selection.Named named) implements Command {}

    /// Take over the entries that carry the mark of another cluster id, which this cluster had before: this
    /// cluster owns them from then on. The IAM is not asked.
    record Adopt(ClusterId from) implements Command {}
}
