package io.rollcall.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What the command line asks for.
///
/// @param root the folder of Rollcall's sources
/// @param sources kinds of IAM
/// @param cases names, in which `*` stands for any text
record Options(
        Path root,
        List<Shape> shapes,
        List<String> cases,
        List<String> sources,
        int rounds,
        boolean fsync,
        String heap,
        Path launcher,
        Path out,
        boolean list) {

    static Options read(String[] arguments) {
        Path root = Path.of(System.getProperty("benchmarks.root", ".")).toAbsolutePath();
        Options options = new Options(
                root,
                List.of(Shape.SMALL, Shape.MEDIUM),
                List.of("*"),
                List.of("file"),
                5,
                false,
                "512m",
                root.resolve("rollcall"),
                root.resolve("target/benchmarks"),
                false);
        List<String> rest = new ArrayList<>(Arrays.asList(arguments));
        while (!rest.isEmpty()) {
            String name = rest.removeFirst();
            if (name.equals("--fsync")) {
                options = options.with(name, "");
            } else if (name.equals("--list")) {
                options = options.with(name, "");
            } else if (rest.isEmpty()) {
                throw new IllegalArgumentException("unknown option, or one without its value: " + name);
            } else {
                options = options.with(name, rest.removeFirst());
            }
        }
        return options;
    }

    private Options with(String name, String value) {
        return new Options(
                root,
                name.equals("--shapes")
                        ? Arrays.stream(value.split(",")).map(Shape::named).toList()
                        : shapes,
                name.equals("--cases") ? List.of(value.split(",")) : cases,
                name.equals("--sources") ? List.of(value.split(",")) : sources,
                name.equals("--rounds") ? Integer.parseInt(value) : rounds,
                fsync || name.equals("--fsync"),
                name.equals("--heap") ? value : heap,
                name.equals("--rollcall") ? Path.of(value).toAbsolutePath() : launcher,
                name.equals("--out") ? Path.of(value).toAbsolutePath() : out,
                known(name).equals("--list") || list);
    }

    private static String known(String name) {
        if (!List.of(
                        "--shapes",
                        "--cases",
                        "--sources",
                        "--rounds",
                        "--fsync",
                        "--heap",
                        "--rollcall",
                        "--out",
                        "--list")
                .contains(name)) {
            throw new IllegalArgumentException("unknown option: " + name);
        }
        return name;
    }

    boolean selects(String name) {
        return cases.stream().anyMatch(one -> name.matches(one.replace("*", ".*")));
    }
}
