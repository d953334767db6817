package io.rollcall.document;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/// Builds the tree of one YAML text. Bounded in depth and size; aliases are refused, so nothing can grow
/// beyond the text. Equal scalars are one object: a large file repeats the same names over and over.
final class YamlTree {
    private static final int DEEPEST = 32;
    private static final int MOST_NODES = 4_000_000;
    private static final YAMLFactory FACTORY = factory();

    private final YAMLParser yaml;
    private final Problems problems;
    private final Map<String, Node> scalars = new HashMap<>();
    private int nodes;

    private YamlTree(YAMLParser yaml, Problems problems) {
        this.yaml = yaml;
        this.problems = problems;
    }

    /// The tree of the text; empty when it has none, and then the reason is among the problems.
    static Optional<Node> of(String text, Problems problems) {
        try (YAMLParser yaml = FACTORY.createParser(new StringReader(text))) {
            return new YamlTree(yaml, problems).document();
        } catch (StreamConstraintsException e) {
            problems.add("", "goes beyond what is read: too deep, or a value is too long");
        } catch (JsonProcessingException e) {
            syntaxError(e, problems);
        } catch (TooMuchException e) {
            problems.add(e.place, e.text);
        } catch (IOException e) {
            throw new IllegalStateException("a text in memory cannot fail to be read", e);
        }
        return Optional.empty();
    }

    private Optional<Node> document() throws IOException {
        if (yaml.nextToken() == null) {
            problems.add("", "is empty");
            return Optional.empty();
        }
        Node root = node("", 1);
        if (yaml.nextToken() != null) {
            problems.add("", "holds more than one document");
            return Optional.empty();
        }
        return Optional.of(root);
    }

    /// The node that begins at the parser's current token.
    private Node node(String path, int depth) throws IOException {
        if (++nodes > MOST_NODES) {
            throw new TooMuchException("", "holds more than " + MOST_NODES + " values");
        }
        if (depth > DEEPEST) {
            throw new TooMuchException(path, "is nested deeper than " + DEEPEST + " levels");
        }
        if (yaml.isCurrentAlias()) {
            problems.add(path, "aliases (*name) are not supported; write the value out");
            return new Node.Nothing();
        }
        JsonToken token = yaml.currentToken();
        return switch (token) {
            case START_OBJECT -> fields(path, depth);
            case START_ARRAY -> items(path, depth);
            case VALUE_NULL -> new Node.Nothing();
            default -> scalar();
        };
    }

    private Node fields(String path, int depth) throws IOException {
        Map<String, Node> fields = new LinkedHashMap<>();
        while (yaml.nextToken() == JsonToken.FIELD_NAME) {
            String key = yaml.currentName();
            String at = Section.join(path, key);
            boolean alias = yaml.isCurrentAlias();
            yaml.nextToken();
            Node value = node(at, depth + 1);
            if (alias) {
                problems.add(at, "aliases (*name) are not supported; write the key out");
            } else if (fields.putIfAbsent(key, value) != null) {
                problems.add(at, "is there twice");
            }
        }
        return new Node.Fields(fields);
    }

    private Node items(String path, int depth) throws IOException {
        List<Node> items = new ArrayList<>();
        while (yaml.nextToken() != JsonToken.END_ARRAY) {
            // Spelling out the path of each of a million members would cost more than reading them.
            Node item = yaml.currentToken().isScalarValue() && !yaml.isCurrentAlias()
                    ? node(path, depth + 1)
                    : node(path + "[" + items.size() + "]", depth + 1);
            items.add(item);
        }
        return new Node.Items(items);
    }

    private Node scalar() throws IOException {
        String text = yaml.getText();
        // The parser does not distinguish an empty pair of quotes from a missing value.
        return text == null || text.isEmpty() ? new Node.Nothing() : scalars.computeIfAbsent(text, Node.Scalar::new);
    }

    /// Records the place and the parser's words; never quotes the text, which may be a secret.
    private static void syntaxError(JsonProcessingException e, Problems problems) {
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
                Mark mark = marked.getProblemMark();
                problems.add(place(mark.getLine() + 1, mark.getColumn() + 1), "not YAML: " + marked.getProblem());
                return;
            }
        }
        JsonLocation at = e.getLocation();
        problems.add(at == null ? "" : place(at.getLineNr(), at.getColumnNr()), "not YAML that can be read here");
    }

    private static String place(int line, int column) {
        return "line " + line + ", column " + column;
    }

    private static YAMLFactory factory() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Document.MOST_BYTES);
        return YAMLFactory.builder().loaderOptions(options).build();
    }

    private static final class TooMuchException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String place;
        private final String text;

        TooMuchException(String place, String text) {
            super(text);
            this.place = place;
            this.text = text;
        }
    }
}
