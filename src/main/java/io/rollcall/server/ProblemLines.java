package io.rollcall.server;

import io.rollcall.document.Lines;
import io.rollcall.document.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/// Problems of a file with their lines, in the form that editors jump to.
final class ProblemLines {
    private ProblemLines() {}

    /// One line of text for each problem.
    static List<String> of(Path file, byte[] content, List<Problem> problems) {
        Lines lines = Lines.of(content);
        return problems.stream().map(problem -> of(file, lines, problem)).toList();
    }

    private static String of(Path file, Lines lines, Problem problem) {
        OptionalInt line = lines.of(problem.place());
        return file + ":" + (line.isPresent() ? line.getAsInt() + ":" : "") + " " + problem;
    }
}
