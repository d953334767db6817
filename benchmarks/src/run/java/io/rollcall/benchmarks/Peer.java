package io.rollcall.benchmarks;

import java.io.IOException;
import java.util.Optional;

/// Another program that writes the same to a directory.
interface Peer extends AutoCloseable {
    /// As the command line and the results name it.
    String name();

    /// Why it takes no part in that; empty if it does.
    Optional<String> absent(World world, String test);

    /// Carries out changes.
    ///
    /// @return milliseconds and what it took of the machine
    Cost write(Directory directory, Changes changes) throws Exception;

    /// Reads everything and compares it with what is wanted.
    Cost verify(Directory directory, Dump wanted) throws Exception;

    @Override
    default void close() throws IOException {}

    /// @param cpuMillis of the whole process, its start included
    record Cost(double millis, long cpuMillis, long peakMebibytes) {}
}
