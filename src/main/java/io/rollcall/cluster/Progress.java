package io.rollcall.cluster;

/// How a long piece of work says that it moved: an answer arrived, a page was read. It lets somebody who watches
/// tell slow from stuck, so it is told of progress only, never of waiting or of trying again.
///
/// Called often and from any thread, so it has to be cheap and must not throw.
@FunctionalInterface
public interface Progress {
    /// Tells nobody.
    Progress NONE = () -> {};

    /// Something moved just now.
    void made();
}
