package io.rollcall.cluster;

/// Reports that a long piece of work has advanced: an answer arrived, a page was read. It lets an observer tell
/// slow work from stuck work, so only progress is reported, never waiting or a retry.
///
/// Called often and from any thread, so it has to be cheap and must not throw.
@FunctionalInterface
public interface Progress {
    /// Reports to no observer.
    Progress NONE = () -> {};

    /// The work has just advanced.
    void made();
}
