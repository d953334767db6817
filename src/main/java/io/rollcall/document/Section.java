package io.rollcall.document;

import io.rollcall.cluster.Sha256;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// One mapping of a document while it is read. A value that is missing, of the wrong form or refused by a parse
/// function becomes a [Problem] with its path, and reading continues: an empty result means that a problem is
/// recorded (or that an optional key is absent). Keys that the reader does not ask for are problems too. Not
/// thread-safe; confined to one reading.
///
/// A parse function turns the text of a value into its meaning, or refuses it with an [IllegalArgumentException],
/// whose message people will read: it must not repeat a value that may be a secret. [Values] has the usual ones;
/// the constructors of the value records are such functions as well.
public final class Section {
    /// For so many keys, a look at each is faster than an index.
    private static final int FEW_KEYS = 16;

    private final String path;
    private final Tree tree;
    private final int at;
    private final Map<String, Integer> index;
    private final Problems problems;
    private final UnaryOperator<String> expand;
    private final Collection<String> asked;

    private Section(String path, Node.Fields fields, Problems problems, UnaryOperator<String> expand) {
        this.path = path;
        this.tree = fields.tree();
        this.at = fields.at();
        this.problems = problems;
        this.expand = expand;
        boolean few = tree.size(at) <= FEW_KEYS;
        this.index = few ? Map.of() : index();
        this.asked = few ? new ArrayList<>() : new HashSet<>();
    }

    private Map<String, Integer> index() {
        Map<String, Integer> places = HashMap.newHashMap(tree.size(at));
        int key = Tree.first(at);
        for (int i = 0; i < tree.size(at); i++) {
            places.put(tree.key(key), key + 1);
            key = tree.next(key + 1);
        }
        return places;
    }

    /// The value of a key; null if the mapping has no such key.
    private @Nullable Node node(String key) {
        if (!index.isEmpty()) {
            Integer place = index.get(key);
            return place == null ? null : tree.node(place);
        }
        int place = Tree.first(at);
        for (int i = 0; i < tree.size(at); i++) {
            if (tree.key(place).equals(key)) {
                return tree.node(place + 1);
            }
            place = tree.next(place + 1);
        }
        return null;
    }

    static Optional<Section> of(Tree tree, Problems problems, UnaryOperator<String> expand) {
        return section("", tree.root(), problems, expand);
    }

    /// Records a problem with the value of a key.
    public void problem(String key, String text) {
        problems.add(join(path, key), text);
    }

    /// The place of a key, as a [Problem] names it.
    public String place(String key) {
        return join(path, key);
    }

    /// All keys of this mapping, in the order of the file.
    public List<String> keys() {
        List<String> keys = new ArrayList<>(tree.size(at));
        int key = Tree.first(at);
        for (int i = 0; i < tree.size(at); i++) {
            keys.add(tree.key(key));
            key = tree.next(key + 1);
        }
        return keys;
    }

    /// A stand-in for what is written in this mapping: equal for the same keys and values in any order, and
    /// different for others. It does not contain them.
    public String digest() {
        return digest(tree.node(at));
    }

    /// The same for the value of one key; empty if it is missing.
    public String digest(String key) {
        Node node = node(key);
        return node == null ? "" : digest(node);
    }

    private static String digest(Node node) {
        StringBuilder text = new StringBuilder();
        write(node, text);
        return Sha256.hex(text.toString());
    }

    /// Each value with its length, so that no two documents have the same text.
    private static void write(Node node, StringBuilder text) {
        switch (node) {
            case Node.Scalar(String value) ->
                text.append('s').append(value.length()).append(':').append(value);
            case Node.Nothing _ -> text.append('n');
            case Node.Items(Tree tree, int at) -> {
                text.append('[').append(tree.size(at)).append(':');
                int item = Tree.first(at);
                for (int i = 0; i < tree.size(at); i++) {
                    write(tree.node(item), text);
                    item = tree.next(item);
                }
            }
            case Node.Fields(Tree tree, int at) -> {
                SortedMap<String, Node> fields = new TreeMap<>();
                int key = Tree.first(at);
                for (int i = 0; i < tree.size(at); i++) {
                    fields.put(tree.key(key), tree.node(key + 1));
                    key = tree.next(key + 1);
                }
                text.append('{').append(fields.size()).append(':');
                fields.forEach((name, value) -> {
                    text.append(name.length()).append(':').append(name);
                    write(value, text);
                });
            }
        }
    }

    /// Whether the key exists, with or without a value.
    public boolean has(String key) {
        asked.add(key);
        return node(key) != null;
    }

    /// Reports each of these keys that is missing.
    public void require(String... keys) {
        for (String key : keys) {
            if (!has(key)) {
                problem(key, "is missing");
            }
        }
    }

    /// A required single value.
    public <T> Optional<T> value(String key, Function<String, T> parse) {
        asked.add(key);
        Node node = node(key);
        if (node == null) {
            problem(key, "is missing");
            return Optional.empty();
        }
        return scalar(path, key, node, parse);
    }

    /// A single value that may be absent or empty.
    public <T> Optional<T> optionalValue(String key, Function<String, T> parse) {
        asked.add(key);
        Node node = node(key);
        return node == null || node instanceof Node.Nothing ? Optional.empty() : scalar(path, key, node, parse);
    }

    /// A list of single values; empty if absent. Items that are refused are left out.
    public <T> List<T> values(String key, Function<String, T> parse) {
        return list(key, (number, item) -> item(key, number, item, parse));
    }

    /// As above, for values that many lists of the document repeat: each is understood once.
    public <T> List<T> values(String key, Meanings<T> meanings) {
        return list(key, (number, item) -> {
            T known = meanings.of(tree, item);
            return known == null ? item(key, number, item, meanings.learning(tree, item)) : known;
        });
    }

    /// The path is only spelled out here: a large list has a million items that are known already.
    private <T> @Nullable T item(String key, int number, int item, Function<String, T> parse) {
        return scalar(path, key + "[" + number + "]", tree.node(item), parse).orElse(null);
    }

    /// A single text, or a list of them, as some formats have it; empty if it is absent or of any other form.
    public Optional<List<String>> texts(String key) {
        asked.add(key);
        return switch (node(key)) {
            case Node.Scalar _ -> value(key, text -> text).map(List::of);
            case Node.Items _ -> Optional.of(values(key, text -> text));
            case null, default -> Optional.empty();
        };
    }

    /// A required mapping.
    public <T> Optional<T> section(String key, Function<Section, Optional<T>> read) {
        require(key);
        return optionalSection(key, read);
    }

    /// A mapping that may be absent.
    public <T> Optional<T> optionalSection(String key, Function<Section, Optional<T>> read) {
        asked.add(key);
        Node node = node(key);
        return node == null
                ? Optional.empty()
                : section(join(path, key), node, problems, expand).flatMap(section -> section.readBy(read));
    }

    /// A list of mappings; empty if absent. Items that are refused are left out.
    public <T> List<T> sections(String key, Function<Section, Optional<T>> read) {
        String under = join(path, key);
        return list(
                key,
                (number, item) -> section(under + "[" + number + "]", tree.node(item), problems, expand)
                        .flatMap(section -> section.readBy(read))
                        .orElse(null));
    }

    /// Accepts keys that have no meaning here.
    public void ignore(String... keys) {
        asked.addAll(List.of(keys));
    }

    <T> Optional<T> readBy(Function<Section, Optional<T>> read) {
        Optional<T> result = read.apply(this);
        int key = Tree.first(at);
        for (int i = 0; i < tree.size(at); i++) {
            if (!asked.contains(tree.key(key))) {
                unknown(tree.key(key), tree.node(key + 1));
            }
            key = tree.next(key + 1);
        }
        return result;
    }

    private void unknown(String key, Node value) {
        String suggestion = Values.suggestion(key, asked);
        if (value instanceof Node.Nothing && suggestion.isEmpty()) {
            // In {access: A, secret S} the secret itself is part of such a key, so it is not repeated.
            problem("?", "is a key without a value that is not known; is ': ' missing in it?");
        } else {
            problem(key, "is not a known key" + suggestion);
        }
    }

    /// Makes a value of an item, or null if the item is refused.
    private interface ItemReader<T> {
        /// @param item the place in the tree
        @Nullable
        T read(int number, int item);
    }

    private <T> List<T> list(String key, ItemReader<T> reader) {
        asked.add(key);
        switch (node(key)) {
            case null -> {}
            case Node.Items list -> {
                int size = tree.size(list.at());
                List<T> values = new ArrayList<>(size);
                int item = Tree.first(list.at());
                for (int i = 0; i < size; i++) {
                    T value = reader.read(i, item);
                    if (value != null) {
                        values.add(value);
                    }
                    item = tree.next(item);
                }
                return values;
            }
            // A file that was cut off after the colon looks like this, so it is not taken for an empty list.
            case Node.Nothing _ -> problem(key, "has no value; write [] for an empty list");
            case Node other -> problem(key, "must be a list, but is " + other.what());
        }
        return List.of();
    }

    private static Optional<Section> section(String at, Node node, Problems problems, UnaryOperator<String> expand) {
        if (node instanceof Node.Fields mapping) {
            return Optional.of(new Section(at, mapping, problems, expand));
        }
        problems.add(at, "must be a mapping, but is " + node.what());
        return Optional.empty();
    }

    private <T> Optional<T> scalar(String path, String key, Node node, Function<String, T> parse) {
        // Tests of a type and no switch: a command that reads its profile would set up switches for this one alone.
        if (node instanceof Node.Scalar scalar) {
            try {
                return Optional.of(parse.apply(expand.apply(scalar.text())));
            } catch (IllegalArgumentException e) {
                problems.add(join(path, key), message(e));
            }
        } else if (node instanceof Node.Nothing) {
            problems.add(join(path, key), "has no value");
        } else {
            problems.add(join(path, key), "must be a single value, but is " + node.what());
        }
        return Optional.empty();
    }

    private static String message(IllegalArgumentException e) {
        return e.getMessage() == null ? "is not valid" : e.getMessage();
    }

    static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
