package io.rollcall.sync.provisioning;

import io.rollcall.cluster.Progress;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.sync.target.TargetSnapshot;
import java.util.List;
import java.util.Set;

/// The Manager of one cluster as a synchronization asks it: where accounts, groups and role grants are kept.
/// Passwords are behind [io.rollcall.sync.password.PasswordTarget].
///
/// Thread-safe. Every call has a deadline of its own.
public interface ProvisioningTarget extends AutoCloseable {
    /// Names the space in which POSIX numbers must be unique: clusters that share a directory share this text
    /// (decision 26).
    String directory();

    /// Reads everybody and everything that a plan has to know: one bulk read per kind of object.
    ///
    /// @param progress is told of every answer
    /// @throws UnavailableException when the Manager cannot be asked, or answered only in part
    TargetSnapshot read(Progress progress) throws UnavailableException;

    /// Which of these POSIX numbers an entry has, as the number of a user or of a group, anywhere in the space that
    /// [#directory] names. A target that has no place but those which [#read] reads knows none besides.
    ///
    /// @throws UnavailableException when the Manager cannot be asked
    default Set<Integer> numbersInUse(Set<Integer> candidates, Progress progress) throws UnavailableException {
        return Set.of();
    }

    /// Carries out changes of one stage, in any order and several at a time.
    ///
    /// @param checkpoint is passed before every single write, and told of every answer. When it throws, nothing
    ///     more is sent, the writes on their way are waited for as long as any answer is, and its exception
    ///     comes out of here as it is
    /// @return one outcome for each change, in the order given
    /// @throws UnavailableException when the Manager stayed away; any of the changes may or may not have been
    ///     made, and all of them can be given again
    List<ChangeOutcome> apply(List<Change> changes, Checkpoint checkpoint) throws UnavailableException;

    /// A change as a person can read it and a tool can carry it out: the records of LDIF (RFC 2849) that stand
    /// for it, each followed by an empty line, and comments for what no directory knows. Asks nobody.
    /// A target that is no directory has comments only.
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
