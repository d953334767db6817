package io.rollcall.benchmarks;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/// Keeps what was measured: a line of JSON for each sample, and at the end a line for each case.
final class Results {
    /// A round in which the floor took longer or shorter than usual by more than this part is told.
    private static final double STEADY = 0.25;
    /// Below so many milliseconds nothing is said about steadiness.
    private static final double GRAIN = 1;

    private static final JsonMapper JSON = new JsonMapper();

    private final Path file;
    private final List<Sample> samples = new ArrayList<>();

    Results(Path file) {
        this.file = file;
    }

    synchronized void add(Sample sample) throws IOException {
        samples.add(sample);
        Files.writeString(
                file, JSON.writeValueAsString(sample) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        System.out.printf(
                Locale.ROOT,
                "  %s %s %s round %d %-9s %9.1f ms, CPU %d ms, slapd %d ms, %d operations, load %.1f%s%n",
                sample.shape(),
                sample.source(),
                sample.test(),
                sample.round(),
                sample.who(),
                sample.millis(),
                sample.cpuMillis(),
                sample.slapdCpuMillis(),
                sample.operations(),
                sample.load(),
                sample.fileMillis() > 0
                        ? String.format(Locale.ROOT, "; file read in %.0f ms", sample.fileMillis())
                        : "");
    }

    /// The median of each case, and the ratio to the floor as the median of the ratios of its rounds.
    void print() {
        System.out.printf(
                "%n%-7s %-9s %-9s %-20s %10s %10s %21s %7s %8s %8s %9s %9s %7s %6s  %s%n",
                "shape",
                "disk",
                "source",
                "case",
                "floor ms",
                "we ms",
                "min..max",
                "ratio",
                "file ms",
                "CPU s",
                "slapd s",
                "(floor)",
                "MiB",
                "ops",
                "rounds");
        Map<List<Object>, List<Sample>> cases = new LinkedHashMap<>();
        for (Sample sample : samples) {
            cases.computeIfAbsent(
                            List.of(sample.shape(), sample.fsync(), sample.source(), sample.test()),
                            _ -> new ArrayList<>())
                    .add(sample);
        }
        cases.values().forEach(Results::printCase);
    }

    private static void printCase(List<Sample> all) {
        List<Sample> ours = of(all, "rollcall");
        List<Sample> floor = of(all, "floor");
        long unsteady = unsteadyRounds(floor);
        DoubleStream ratios = ours.stream()
                .flatMapToDouble(our -> floor.stream()
                        .filter(one -> one.round() == our.round())
                        .mapToDouble(one -> one.millis() / our.millis()));
        Sample first = all.getFirst();
        System.out.printf(
                Locale.ROOT,
                "%-7s %-9s %-9s %-20s %10.1f %10.1f %21s %7.3f %8.0f %8.2f %9.2f %9.2f %7.0f %6.0f  %s%n",
                first.shape(),
                first.fsync() ? "fsync" : "no fsync",
                first.source(),
                first.test(),
                median(floor, Sample::millis),
                median(ours, Sample::millis),
                String.format(
                        Locale.ROOT,
                        "%.1f..%.1f",
                        ours.stream().mapToDouble(Sample::millis).min().orElse(0),
                        ours.stream().mapToDouble(Sample::millis).max().orElse(0)),
                median(ratios),
                median(ours, Sample::fileMillis),
                median(ours, Sample::cpuMillis) / 1e3,
                median(ours, Sample::slapdCpuMillis) / 1e3,
                median(floor, Sample::slapdCpuMillis) / 1e3,
                median(ours, Sample::peakMebibytes),
                median(ours, Sample::operations),
                floor.size() + (unsteady == 0 ? "" : ", floor unsteady in " + unsteady));
        printOthers(all, ours);
    }

    /// What others took for the same, and how many times as long as we that is.
    private static void printOthers(List<Sample> all, List<Sample> ours) {
        all.stream()
                .map(Sample::who)
                .distinct()
                .filter(who -> !who.equals("rollcall") && !who.equals("floor"))
                .forEach(who -> System.out.printf(
                        Locale.ROOT,
                        "        %-16s %10.1f ms, %.2f times ours%n",
                        who,
                        median(of(all, who), Sample::millis),
                        median(of(all, who), Sample::millis) / median(ours, Sample::millis)));
    }

    private static List<Sample> of(List<Sample> all, String who) {
        return all.stream().filter(sample -> sample.who().equals(who)).toList();
    }

    private static long unsteadyRounds(List<Sample> floor) {
        double middle = median(floor, Sample::millis);
        return floor.stream()
                .filter(one -> Math.abs(one.millis() - middle) > Math.max(STEADY * middle, GRAIN))
                .count();
    }

    private static double median(List<Sample> samples, ToDoubleFunction<Sample> value) {
        return median(samples.stream().mapToDouble(value));
    }

    private static double median(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        int length = sorted.length;
        return length == 0 ? Double.NaN : (sorted[(length - 1) / 2] + sorted[length / 2]) / 2;
    }
}
