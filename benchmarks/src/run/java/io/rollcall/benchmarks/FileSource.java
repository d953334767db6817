package io.rollcall.benchmarks;

import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.concurrent.locks.LockSupport;

/// A YAML file, which Rollcall reads again as soon as a call finds that it has changed.
final class FileSource implements Source {
    private static final String FILE = "iam.yaml";

    @Override
    public String name() {
        return "file";
    }

    @Override
    public String configuration() {
        return "  file: " + FILE;
    }

    @Override
    public void publish(Account account, Path folder) throws Exception {
        IamFile.write(account, folder.resolve(FILE));
    }

    @Override
    public double change(Account account, Rollcall rollcall) throws Exception {
        long before = rollcall.logged("IAM file is read");
        publish(account, rollcall.folder());
        long begun = System.nanoTime();
        while (rollcall.logged("IAM file is read") == before) {
            rollcall.touch();
            LockSupport.parkNanos(5_000_000);
        }
        return (System.nanoTime() - begun) / 1e6;
    }

    @Override
    public OptionalDouble fetch() {
        return OptionalDouble.empty();
    }

    @Override
    public void close() {}
}
