package io.rollcall.document;

import io.rollcall.cluster.Text;
import java.util.List;
import java.util.stream.Collectors;

/// A file cannot be used as it is. Names all its problems, so that one edit is enough.
public final class DocumentException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /// @param file the name of the file, for people
    /// @param problems at least one
    public DocumentException(String file, List<Problem> problems) {
        super(Text.printable(file) + " cannot be used:"
                + problems.stream().map(problem -> "\n  " + problem).collect(Collectors.joining()));
        this.problems = List.copyOf(problems);
    }

    /// The problems, in the order of the reading.
    public List<Problem> problems() {
        return problems;
    }
}
