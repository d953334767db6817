package io.rollcall.document;

import java.util.Arrays;

/// A YAML document as a tree, in one array: a scalar is one number, a list or mapping two and its content. A large
/// document has a million scalars, which as objects would need far more memory than the file. Immutable.
///
/// A place is an index of the array. At the place of a scalar is the number of its text, at that of a list or a
/// mapping the number of its items or keys, each beside the kind; behind the latter the place after the content.
/// The content of a mapping is the number of the text of each key, and the value behind it.
final class Tree {
    /// What is deeper than that is refused, and no deeper tree is ever built.
    static final int DEEPEST = 32;

    /// Documents with more values are refused.
    static final int MOST_VALUES = 4_000_000;

    private static final int KIND_BITS = 2;
    private static final int SCALAR = 0;
    private static final int NOTHING = 1;
    private static final int ITEMS = 2;
    private static final int FIELDS = 3;

    private final int[] nodes;
    private final Texts texts;

    private Tree(int[] nodes, Texts texts) {
        this.nodes = nodes;
        this.texts = texts;
    }

    Node root() {
        return node(0);
    }

    /// The value at a place.
    Node node(int at) {
        return switch (kind(at)) {
            case SCALAR -> new Node.Scalar(texts.string(nodes[at] >>> KIND_BITS));
            case NOTHING -> new Node.Nothing();
            case ITEMS -> new Node.Items(this, at);
            case FIELDS -> new Node.Fields(this, at);
            default -> throw new IllegalStateException("there are four kinds");
        };
    }

    /// The number of the text of a scalar; negative for any other value.
    int text(int at) {
        return kind(at) == SCALAR ? nodes[at] >>> KIND_BITS : -1;
    }

    /// How many different texts the document may have: their numbers are smaller.
    int texts() {
        return texts.count();
    }

    /// How many items or keys a list or mapping has.
    int size(int at) {
        return nodes[at] >>> KIND_BITS;
    }

    /// The place of the first item of a list, or of the first key of a mapping.
    static int first(int at) {
        return at + 2;
    }

    /// The place behind a value: that of the next item, or key.
    int next(int at) {
        return kind(at) <= NOTHING ? at + 1 : nodes[at + 1];
    }

    /// The key at a place within a mapping; its value is at the next.
    String key(int at) {
        return texts.string(nodes[at]);
    }

    private int kind(int at) {
        return nodes[at] & ((1 << KIND_BITS) - 1);
    }

    /// Builds a tree from its first value to its last.
    static final class Builder {
        private final Texts texts;
        private int[] nodes;
        private int length;
        private int values;

        /// @param expected about how many values
        Builder(Texts texts, int expected) {
            this.texts = texts;
            this.nodes = new int[expected];
        }

        Texts texts() {
            return texts;
        }

        /// Whether there may be one more value.
        boolean full() {
            return values >= MOST_VALUES;
        }

        /// Adds a scalar by the number of its text.
        void scalar(int text) {
            value(text << KIND_BITS | SCALAR);
        }

        void nothing() {
            value(NOTHING);
        }

        /// Begins a list or a mapping.
        ///
        /// @return its place
        int begin() {
            value(0);
            add(0);
            return length - 2;
        }

        /// Adds the key of the value that is added next.
        ///
        /// @return the place of the key
        int key(int text) {
            add(text);
            return length - 1;
        }

        /// Takes back a key and the value behind it.
        void withoutKey(int at) {
            length = at;
        }

        void endItems(int at, int size) {
            end(at, size << KIND_BITS | ITEMS);
        }

        void endFields(int at, int size) {
            end(at, size << KIND_BITS | FIELDS);
        }

        /// The text of the key at a place, as its number.
        int keyAt(int at) {
            return nodes[at];
        }

        Tree tree() {
            return new Tree(nodes, texts);
        }

        private void end(int at, int node) {
            nodes[at] = node;
            nodes[at + 1] = length;
        }

        private void value(int node) {
            values++;
            add(node);
        }

        private void add(int number) {
            if (length == nodes.length) {
                nodes = Arrays.copyOf(nodes, length + (length >> 1) + 16);
            }
            nodes[length++] = number;
        }
    }
}
