package io.rollcall.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A program that is run to its end.
final class Program {
    private static final long LOOK_EVERY_MILLIS = 5;

    private Program() {}

    /// How a program ended well.
    ///
    /// @param output the last line of its standard output
    /// @param millis from its start to its end
    record Ended(String output, double millis, long cpuMillis, long peakMebibytes) {}

    static Ended run(Path folder, List<String> command) throws IOException, InterruptedException {
        Path out = folder.resolve("peer.out");
        Path err = folder.resolve("peer.err");
        long begun = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        Proc proc = new Proc(process.pid());
        long cpu = 0;
        long peak = 0;
        while (!process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
            cpu = Math.max(cpu, proc.cpuMillis());
            peak = Math.max(peak, proc.peakMebibytes());
        }
        double millis = (System.nanoTime() - begun) / 1e6;
        List<String> lines = Files.readAllLines(out, StandardCharsets.UTF_8);
        if (process.exitValue() != 0) {
            String said = Files.readString(err);
            throw new IOException(command.getFirst() + " failed: " + said.substring(0, Math.min(2_000, said.length())));
        }
        return new Ended(lines.isEmpty() ? "" : lines.getLast(), millis, cpu, peak);
    }
}
