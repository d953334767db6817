package io.rollcall.background;

/// Counts the loops of a process and their failures, for its metrics. Thread-safe.
public interface LoopObserver {
    /// Counts nothing.
    LoopObserver NONE = new LoopObserver() {
        @Override
        public void started(String loop) {}

        @Override
        public void failed(String loop) {}
    };

    /// A loop begins.
    ///
    /// @param loop its name, one of few
    void started(String loop);

    /// A round of a loop threw. The loop goes on.
    void failed(String loop);
}
