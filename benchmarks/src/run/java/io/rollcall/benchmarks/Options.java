package io.rollcall.benchmarks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/// What the command line asks for.
///
/// @param root the folder of Rollcall's sources
/// @param cases names, in which `*` stands for any text
/// @param sources kinds of IAM
/// @param peers other programs that do the same
/// @param warmUp rounds of each case before those that count; empty for what the shape says
/// @param launcher what starts the Rollcall that is measured
record Options(
        Path root,
        List<Shape> shapes,
        List<String> cases,
        List<String> sources,
        List<String> peers,
        int rounds,
        OptionalInt warmUp,
        boolean fsync,
        String heap,
        Path launcher,
        Path out,
        boolean list) {
    private static final Set<String> FLAGS = Set.of("--fsync", "--list");
    private static final Set<String> VALUES =
            Set.of("--shapes", "--cases", "--sources", "--peers", "--rounds", "--warm-up", "--heap", "--rollcall", "--out");

    static Options read(String[] arguments) {
        Map<String, String> given = new HashMap<>();
        for (Iterator<String> rest = Arrays.asList(arguments).iterator(); rest.hasNext(); ) {
            String name = rest.next();
            if (FLAGS.contains(name)) {
                given.put(name, "");
            } else if (VALUES.contains(name) && rest.hasNext()) {
                given.put(name, rest.next());
            } else {
                throw new IllegalArgumentException("unknown option, or one without its value: " + name);
            }
        }
        Path root = Path.of(System.getProperty("benchmarks.root", ".")).toAbsolutePath();
        String peers = given.getOrDefault("--peers", "");
        return new Options(
                root,
                words(given.getOrDefault("--shapes", "small,medium")).stream()
                        .map(Shape::named)
                        .toList(),
                words(given.getOrDefault("--cases", "*")),
                words(given.getOrDefault("--sources", "file")),
                peers.equals("all") ? Peers.NAMES : words(peers),
                Integer.parseInt(given.getOrDefault("--rounds", "5")),
                given.containsKey("--warm-up")
                        ? OptionalInt.of(Integer.parseInt(given.get("--warm-up")))
                        : OptionalInt.empty(),
                given.containsKey("--fsync"),
                given.getOrDefault("--heap", "512m"),
                path(given.getOrDefault("--rollcall", root.resolve("rollcall").toString())),
                path(given.getOrDefault(
                        "--out", root.resolve("target/benchmarks").toString())),
                given.containsKey("--list"));
    }

    private static List<String> words(String value) {
        return value.isEmpty() ? List.of() : List.of(value.split(","));
    }

    private static Path path(String value) {
        return Path.of(value).toAbsolutePath();
    }

    boolean selects(String name) {
        return cases.stream().anyMatch(one -> name.matches(one.replace("*", ".*")));
    }
}
