package io.rollcall.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a process takes of the machine, as Linux tells it.
record Proc(long pid) implements Meter {
    private static final long MILLIS_PER_TICK = 10;

    @Override
    public long cpuMillis() {
        try {
            String stat = Files.readString(own("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * MILLIS_PER_TICK;
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public long peakMebibytes() {
        try {
            return Files.readAllLines(own("status")).stream()
                    .filter(line -> line.startsWith("VmHWM"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public void forgetPeak() {
        try {
            Files.writeString(own("clear_refs"), "5");
        } catch (IOException e) {
            // Then the peak is that since the start of the process.
        }
    }

    private Path own(String file) {
        return Path.of("/proc/" + pid + "/" + file);
    }

    /// The machine's load average of the last minute.
    static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }
}
