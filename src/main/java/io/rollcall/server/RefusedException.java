package io.rollcall.server;

import io.rollcall.document.Problem;
import java.util.List;
import java.util.stream.Collectors;

/// A changed configuration is not taken. Names all its problems.
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /// @param problems at least one
    RefusedException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    List<Problem> problems() {
        return problems;
    }
}
