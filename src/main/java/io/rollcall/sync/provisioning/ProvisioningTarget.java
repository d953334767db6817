package io.rollcall.sync.provisioning;

import io.rollcall.cluster.Progress;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.sync.target.Concern;
import io.rollcall.sync.target.TargetSnapshot;
import java.util.List;
import java.util.Set;

/// The Manager of one cluster as a synchronization sees it: where accounts, groups and role grants are stored.
/// Passwords are behind [io.rollcall.sync.password.PasswordTarget].
///
/// Thread-safe. Every call has a deadline of its own.
public interface ProvisioningTarget extends AutoCloseable {
    /// Names the space in which POSIX numbers must be unique: clusters that share a directory share this text
    /// (R26).
    String directory();

    /// Reads all accounts, groups and roles that a plan has to know: one bulk read per kind of object.
    ///
    /// @param progress is notified of every answer
    /// @throws UnavailableException when the Manager does not answer, or answers only in part
    TargetSnapshot read(Progress progress) throws UnavailableException;

    /// Reads what a plan about few users has to know: [TargetSnapshot#about] of what [#read(Progress)] would give,
    /// by requests whose cost does not grow with the Manager. A target that cannot do that gives the whole.
    ///
    /// @param progress is notified of every answer
    /// @throws UnavailableException when the Manager does not answer, or answers only in part
    default TargetSnapshot read(Concern concern, Progress progress) throws UnavailableException {
        return read(progress);
    }

    /// Which of these POSIX numbers an entry has, as the number of a user or of a group, anywhere in the space
    /// that [#directory] names. A target with no other places than those that [#read] reads knows of no more.
    ///
    /// @throws UnavailableException when the Manager does not answer
    default Set<Integer> numbersInUse(Set<Integer> candidates, Progress progress) throws UnavailableException {
        return Set.of();
    }

    /// Carries out changes of one stage, in any order and several at a time.
    ///
    /// @param checkpoint is passed before every single write, and notified of every answer. When it throws,
    ///     nothing more is sent, the writes already sent are awaited within the usual deadline, and its exception
    ///     reaches the caller unchanged
    /// @return one outcome for each change, in the order given
    /// @throws UnavailableException when the Manager did not answer; any of the changes may or may not have been
    ///     made, and all of them can be repeated
    List<ChangeOutcome> apply(List<Change> changes, Checkpoint checkpoint) throws UnavailableException;

    /// A change as a person can read it and a tool can carry it out: the records of LDIF (RFC 2849) that stand for
    /// it, each followed by an empty line, and comments for what no directory knows. Sends no request. A target
    /// that is no directory has comments only.
    default String ldif(Change change) {
        return "# " + change + "\n\n";
    }

    /// Asks for the least that proves the Manager answers.
    ///
    /// @throws UnavailableException when it does not
    void check() throws UnavailableException;

    @Override
    void close();
}
