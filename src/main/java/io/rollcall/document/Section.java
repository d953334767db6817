package io.rollcall.document;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// One mapping of a document while it is read. A value that is missing, of the wrong form or refused by a parse
/// function becomes a [Problem] with its path, and reading continues: an empty result means that a problem is
/// recorded (or that an optional key is absent). Keys that the reader does not ask for are problems too. Not
/// thread-safe; confined to one reading.
///
/// A parse function turns the text of a value into its meaning, or refuses it with an [IllegalArgumentException],
/// whose message people will read: it must not repeat a value that may be a secret. [Values] has the usual ones;
/// the constructors of the value records are such functions as well.
public final class Section {
    private final String path;
    private final Map<String, Node> fields;
    private final Problems problems;
    private final UnaryOperator<String> expand;
    private final Set<String> asked = new HashSet<>();

    private Section(String path, Map<String, Node> fields, Problems problems, UnaryOperator<String> expand) {
        this.path = path;
        this.fields = fields;
        this.problems = problems;
        this.expand = expand;
    }

    static Optional<Section> of(Node root, Problems problems, UnaryOperator<String> expand) {
        return section("", root, problems, expand);
    }

    /// Records a problem with the value of a key.
    public void problem(String key, String text) {
        problems.add(join(path, key), text);
    }

    /// All keys of this mapping, in the order of the file.
    public List<String> keys() {
        return List.copyOf(fields.keySet());
    }

    /// Whether the key exists, with or without a value.
    public boolean has(String key) {
        asked.add(key);
        return fields.containsKey(key);
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
        require(key);
        Node node = fields.get(key);
        return node == null ? Optional.empty() : scalar(join(path, key), node, parse);
    }

    /// A single value that may be absent or empty.
    public <T> Optional<T> optionalValue(String key, Function<String, T> parse) {
        asked.add(key);
        Node node = fields.get(key);
        return node == null || node instanceof Node.Nothing ? Optional.empty() : scalar(join(path, key), node, parse);
    }

    /// A list of single values; empty if absent. Items that are refused are left out.
    public <T> List<T> values(String key, Function<String, T> parse) {
        List<Node> items = items(key);
        List<T> values = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            scalar(join(path, key), i, items.get(i), parse).ifPresent(values::add);
        }
        return values;
    }

    /// A single text, or a list of them, as some formats have it; empty if it is absent or of any other form.
    public Optional<List<String>> texts(String key) {
        asked.add(key);
        return switch (fields.get(key)) {
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
        Node node = fields.get(key);
        return node == null
                ? Optional.empty()
                : section(join(path, key), node, problems, expand).flatMap(section -> section.readBy(read));
    }

    /// A list of mappings; empty if absent. Items that are refused are left out.
    public <T> List<T> sections(String key, Function<Section, Optional<T>> read) {
        List<Node> items = items(key);
        List<T> sections = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            section(join(path, key) + "[" + i + "]", items.get(i), problems, expand)
                    .flatMap(section -> section.readBy(read))
                    .ifPresent(sections::add);
        }
        return sections;
    }

    /// Accepts keys that have no meaning here.
    public void ignore(String... keys) {
        asked.addAll(List.of(keys));
    }

    <T> Optional<T> readBy(Function<Section, Optional<T>> read) {
        Optional<T> result = read.apply(this);
        fields.forEach((key, value) -> {
            if (!asked.contains(key)) {
                unknown(key, value);
            }
        });
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

    private List<Node> items(String key) {
        asked.add(key);
        return switch (fields.get(key)) {
            case null -> List.of();
            case Node.Items list -> list.items();
            case Node.Nothing _ -> {
                // A file that was cut off after the colon looks like this, so it is not taken for an empty
                // list.
                problem(key, "has no value; write [] for an empty list");
                yield List.of();
            }
            case Node other -> {
                problem(key, "must be a list, but is " + other.what());
                yield List.of();
            }
        };
    }

    private static Optional<Section> section(String at, Node node, Problems problems, UnaryOperator<String> expand) {
        if (node instanceof Node.Fields mapping) {
            return Optional.of(new Section(at, mapping.fields(), problems, expand));
        }
        problems.add(at, "must be a mapping, but is " + node.what());
        return Optional.empty();
    }

    private <T> Optional<T> scalar(String list, int index, Node node, Function<String, T> parse) {
        if (node instanceof Node.Scalar scalar) {
            try {
                return Optional.of(parse.apply(expand.apply(scalar.text())));
            } catch (IllegalArgumentException e) {
                // The path is only spelled out now: a large list has a million items without a problem.
                problems.add(list + "[" + index + "]", message(e));
                return Optional.empty();
            }
        }
        return scalar(list + "[" + index + "]", node, parse);
    }

    private <T> Optional<T> scalar(String at, Node node, Function<String, T> parse) {
        // Tests of a type and no switch: a command that reads its profile would set up switches for this one alone.
        if (node instanceof Node.Scalar scalar) {
            try {
                return Optional.of(parse.apply(expand.apply(scalar.text())));
            } catch (IllegalArgumentException e) {
                problems.add(at, message(e));
            }
        } else if (node instanceof Node.Nothing) {
            problems.add(at, "has no value");
        } else {
            problems.add(at, "must be a single value, but is " + node.what());
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
