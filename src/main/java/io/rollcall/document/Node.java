package io.rollcall.document;

import java.util.List;
import java.util.Map;

/// A YAML document as a tree. A scalar is its text as written: `007` stays `007`, and code that needs a number
/// parses it.
sealed interface Node {
    record Scalar(String text) implements Node {}

    record Items(List<Node> items) implements Node {}

    record Fields(Map<String, Node> fields) implements Node {}

    /// A key without a value, `null`, or an empty text.
    record Nothing() implements Node {}

    /// The kind of node, for people.
    default String what() {
        return switch (this) {
            case Scalar _ -> "a single value";
            case Items _ -> "a list";
            case Fields _ -> "a mapping";
            case Nothing _ -> "empty";
        };
    }
}
