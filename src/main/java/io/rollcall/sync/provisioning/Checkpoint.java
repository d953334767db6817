package io.rollcall.sync.provisioning;

import io.rollcall.cluster.Progress;

/// Asked right before every single write that goes to a Manager, whether the caller may still write.
///
/// The fence of the database protects the database alone: a directory or a realm knows nothing of leases and takes
/// what it is sent. A process that was stopped for a while, by a signal or by a long garbage collection, wakes up
/// in the middle of a slice whose lease another worker holds by now, and would go on sending. So each write asks
/// here first; what remains is the one request that had already asked, and every change can be made twice.
///
/// Called often and from any thread, so it has to be cheap: it may read the clock, not the database.
public interface Checkpoint extends Progress {
    /// Always lets writes pass, and reports no progress.
    Checkpoint OPEN = of(Progress.NONE);

    /// Always lets writes pass: for callers that only read.
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
    /// An unchecked exception means that the right to write is lost (the lease ran out or another worker took it,
    /// the process shuts down): nothing more is sent, and the exception reaches the caller of
    /// [ProvisioningTarget#apply] as it is.
    void pass();
}
