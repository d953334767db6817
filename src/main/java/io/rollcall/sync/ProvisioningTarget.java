package io.rollcall.sync;

import io.rollcall.cluster.UnavailableException;
import java.util.List;

/// The Manager of one cluster: where accounts, groups and role grants are kept. Implementations may be called
/// from many threads at once; every call has a deadline of its own.
public interface ProvisioningTarget extends AutoCloseable {
    /// Names the space in which POSIX numbers must be unique: clusters that share a directory share this text
    /// (decision 26).
    String directory();

    /// Reads everybody and everything that a plan has to know: one bulk read per kind of object.
    ///
    /// @throws UnavailableException when the Manager cannot be asked, or answered only in part
    TargetSnapshot read() throws UnavailableException;

    /// Carries out changes of one stage, in any order and several at a time.
    ///
    /// @return one outcome for each change, in the order given
    /// @throws UnavailableException when the Manager stayed away; any of the changes may or may not have been
    ///     made, and all of them can be given again
    List<ChangeOutcome> apply(List<Change> changes) throws UnavailableException;

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
