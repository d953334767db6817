package io.rollcall.benchmarks;

/// What a participant takes of the machine.
interface Meter {
    /// For the floor, which is part of this process.
    Meter NONE = new Meter() {
        @Override
        public long cpuMillis() {
            return 0;
        }

        @Override
        public long peakMebibytes() {
            return 0;
        }

        @Override
        public void forgetPeak() {}
    };

    /// User and system time so far.
    long cpuMillis();

    /// The most memory that it had at a time, in MiB, since [#forgetPeak()].
    long peakMebibytes();

    void forgetPeak();
}
