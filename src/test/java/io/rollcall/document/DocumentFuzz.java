package io.rollcall.document;

import java.util.Optional;

/// A document of whatever bytes: what the fast parser reads, the parser of the whole language reads in the same
/// way.
public final class DocumentFuzz {
    private DocumentFuzz() {}

    /// Called by the fuzzer.
    public static void fuzzerTestOneInput(byte[] data) {
        boolean ignored = isReadAlike(data);
    }

    /// Whether the fast parser reads it.
    static boolean isReadAlike(byte[] document) {
        Optional<Tree> plain = PlainYaml.tree(document);
        if (plain.isEmpty()) {
            return false;
        }
        Problems problems = new Problems();
        Optional<Tree> whole = Document.anyYaml(document, problems);
        if (!problems.isEmpty() || whole.isEmpty()) {
            throw new IllegalStateException("only one parser refuses it: " + problems.list());
        }
        String one = text(plain.get().root());
        String other = text(whole.get().root());
        if (!one.equals(other)) {
            throw new IllegalStateException("one parser reads " + one + ", the other " + other);
        }
        return true;
    }

    /// A tree as text, of which different trees have different ones.
    static String text(Node node) {
        StringBuilder text = new StringBuilder();
        write(node, text);
        return text.toString();
    }

    private static void write(Node node, StringBuilder text) {
        switch (node) {
            case Node.Nothing _ -> text.append('~');
            case Node.Scalar(String value) -> quoted(value, text);
            case Node.Items(Tree tree, int at) -> {
                text.append('[');
                int item = Tree.first(at);
                for (int i = 0; i < tree.size(at); i++) {
                    write(tree.node(item), text);
                    text.append(',');
                    item = tree.next(item);
                }
                text.append(']');
            }
            case Node.Fields(Tree tree, int at) -> {
                text.append('{');
                int key = Tree.first(at);
                for (int i = 0; i < tree.size(at); i++) {
                    quoted(tree.key(key), text);
                    text.append(':');
                    write(tree.node(key + 1), text);
                    text.append(',');
                    key = tree.next(key + 1);
                }
                text.append('}');
            }
        }
    }

    private static void quoted(String value, StringBuilder text) {
        text.append('"')
                .append(value.replace("\\", "\\\\").replace("\"", "\\\""))
                .append('"');
    }
}
