package io.rollcall.document;

/// A value of a YAML document. A scalar is its text as written: `007` stays `007`, and code that needs a number
/// parses it.
sealed interface Node {
    record Scalar(String text) implements Node {}

    /// @param at the place in the tree
    record Items(Tree tree, int at) implements Node {}

    /// @param at the place in the tree
    record Fields(Tree tree, int at) implements Node {}

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
