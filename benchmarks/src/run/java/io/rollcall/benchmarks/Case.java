package io.rollcall.benchmarks;

import java.util.List;
import java.util.stream.Stream;

/// One question: how long does this take Rollcall, and how long the floor?
interface Case {
    /// As the command line and the results name it.
    String name();

    /// Measures all rounds. Rounds up to 0 warm up and are not recorded.
    void run(World world) throws Exception;

    /// In an order in which later ones find what earlier ones have filled.
    static List<Case> all() {
        return Stream.of(
                        Stream.of(new FirstFill(false), new FirstFill(true)),
                        Stream.of(new Unchanged(false), new Unchanged(true)),
                        Changed.cases(),
                        Stream.of(new Removed(), new Killed()),
                        Status.cases())
                .flatMap(cases -> cases)
                .map(Case.class::cast)
                .toList();
    }
}
