package io.rollcall.benchmarks;

import java.nio.file.Path;
import java.util.OptionalDouble;

/// The kind of IAM that says who there is.
interface Source extends AutoCloseable {
    /// As the command line and the results name it.
    String name();

    /// The section `iam` of the configuration, indented by two.
    String configuration();

    /// Says what a process will find that is started in the folder.
    void publish(Account account, Path folder) throws Exception;

    /// Says something else to a process that runs, and returns when its next request will see it.
    ///
    /// @return milliseconds that it took the process to notice; 0 where it asks at each request
    double change(Account account, Rollcall rollcall) throws Exception;

    /// Fetches what a full synchronization has to ask for, and does nothing with it.
    ///
    /// @return milliseconds; empty where nothing is asked for
    OptionalDouble fetch() throws Exception;

    @Override
    void close();

    static Source named(String name) throws Exception {
        return switch (name) {
            case "file" -> new FileSource();
            case "keystone", "huawei" -> MemoryIam.start(name.equals("huawei"));
            default -> throw new IllegalArgumentException("unknown source: " + name);
        };
    }
}
