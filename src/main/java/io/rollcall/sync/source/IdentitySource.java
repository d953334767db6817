package io.rollcall.sync.source;

import io.rollcall.cluster.Progress;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.UnavailableException;
import java.time.Instant;

/// An IAM as the planner sees it: the authoritative source of users, groups and policies. What the API asks about
/// callers is [io.rollcall.access.CallerSource].
///
/// Thread-safe. Every call has a deadline of its own.
public interface IdentitySource {
    /// Reads the selected users and groups as seen from a project.
    ///
    /// For [Selection.Everything] all of them; only the members of groups whose policies mean nothing to any
    /// cluster may be missing. For [Selection.Named] at least the named users with *all* their groups, and the
    /// named groups with all their member ids; what does not exist is simply absent.
    ///
    /// What did not change is the same object: for [Selection.Everything], a read that says the same as the last
    /// one of that project gives the very same snapshot, and one that differs has the same objects for the users
    /// and groups that do not, all as long as the last snapshot is in use. Other objects may be equal
    /// nevertheless.
    ///
    /// @param progress is notified of every answer
    /// @throws UnavailableException when the IAM does not answer
    IamSnapshot read(ProjectId project, Selection selection, Progress progress) throws UnavailableException;

    /// Everything as seen from a project, for a comparison only. It may be some seconds old, so that comparisons
    /// for many clusters of one account can share what they read.
    ///
    /// @param notBefore anything read earlier must not be used
    /// @throws UnavailableException when the IAM does not answer
    default IamSnapshot look(ProjectId project, Instant notBefore, Progress progress) throws UnavailableException {
        return read(project, new Selection.Everything(), progress);
    }
}
