package io.rollcall.sync.provisioning;

import io.rollcall.cluster.Progress;

/// Asked right before every single write that goes to a Manager, whether the caller may still write.
///
/// The fence of the database protects the database alone: a directory or a realm knows nothing of leases and
/// takes what it is sent. A process that was stopped for a while, by a signal or by a long garbage collection,
/// wakes up in the middle of a slice whose lease has gone to somebody else, and would go on sending. So each
/// write asks here first; what remains is the one request that was past this question already, and every change
/// bears to be made twice.
///
/// Called often and from any thread, so it has to be cheap: a look at the clock, not at the database.
public interface Checkpoint extends Progress {
    /// Always lets pass, and tells nobody of what moved.
    Checkpoint OPEN = of(Progress.NONE);

    /// Always lets pass: for whoever only reads.
    static Checkpoint of(Progress progress) {
        return new Checkpoint() {
            @Override
            public void pass() {}

            @Override
            public void made() {
                progress.made();
            }
        };
    }

    /// Returns when the next write may be sent.
    ///
    /// An unchecked exception means that the right to write is lost (the lease ran out or went to somebody else,
    /// the process shuts down): nothing more is sent, and the exception reaches the caller of
    /// [ProvisioningTarget#apply] as it is.
    void pass();
}
