package io.rollcall.document;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/// Builds the tree of any YAML text, and records what is wrong with it. Bounded in depth and size; aliases are
/// refused, so nothing can grow beyond the text.
final class YamlTree {
    /// A byte order mark.
    private static final byte[] MARK = "\ufeff".getBytes(UTF_8);

    private static final YAMLFactory FACTORY = factory();

    private final YAMLParser yaml;
    private final Problems problems;
    private final Tree.Builder tree;

    private YamlTree(YAMLParser yaml, Problems problems, Tree.Builder tree) {
        this.yaml = yaml;
        this.problems = problems;
        this.tree = tree;
    }

    /// The tree of the text; empty when it has none, and then the reason is among the problems.
    ///
    /// @param content valid UTF-8, from its first character on
    static Optional<Tree> of(byte[] content, Problems problems) {
        int begin = startsWithMark(content) ? MARK.length : 0;
        Reader text = new InputStreamReader(new ByteArrayInputStream(content, begin, content.length - begin), UTF_8);
        try (YAMLParser yaml = FACTORY.createParser(text)) {
            Tree.Builder tree = new Tree.Builder(new Texts(content), 64 + content.length / 16);
            return new YamlTree(yaml, problems, tree).document();
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

    private static boolean startsWithMark(byte[] content) {
        return content.length >= MARK.length && Arrays.equals(content, 0, MARK.length, MARK, 0, MARK.length);
    }

    private Optional<Tree> document() throws IOException {
        if (yaml.nextToken() == null) {
            problems.add("", "is empty");
            return Optional.empty();
        }
        value("", 1);
        if (yaml.nextToken() != null) {
            problems.add("", "holds more than one document");
            return Optional.empty();
        }
        return Optional.of(tree.tree());
    }

    /// Adds the value that begins at the parser's current token.
    private void value(String path, int depth) throws IOException {
        if (tree.full()) {
            throw new TooMuchException("", "holds more than " + Tree.MOST_VALUES + " values");
        }
        if (depth > Tree.DEEPEST) {
            throw new TooMuchException(path, "is nested deeper than " + Tree.DEEPEST + " levels");
        }
        if (yaml.isCurrentAlias()) {
            problems.add(path, "aliases (*name) are not supported; write the value out");
            tree.nothing();
            return;
        }
        switch (yaml.currentToken()) {
            case START_OBJECT -> fields(path, depth);
            case START_ARRAY -> items(path, depth);
            case VALUE_NULL -> tree.nothing();
            default -> scalar();
        }
    }

    private void fields(String path, int depth) throws IOException {
        int begin = tree.begin();
        Set<String> keys = new HashSet<>();
        while (yaml.nextToken() == JsonToken.FIELD_NAME) {
            String key = yaml.currentName();
            String at = Section.join(path, key);
            boolean alias = yaml.isCurrentAlias();
            int place = tree.key(tree.texts().of(key));
            yaml.nextToken();
            value(at, depth + 1);
            if (alias) {
                problems.add(at, "aliases (*name) are not supported; write the key out");
                tree.withoutKey(place);
            } else if (!keys.add(key)) {
                problems.add(at, "is there twice");
                tree.withoutKey(place);
            }
        }
        tree.endFields(begin, keys.size());
    }

    private void items(String path, int depth) throws IOException {
        int begin = tree.begin();
        int count = 0;
        while (yaml.nextToken() != JsonToken.END_ARRAY) {
            // Spelling out the path of each of a million members would cost more than reading them.
            boolean plain = yaml.currentToken().isScalarValue() && !yaml.isCurrentAlias();
            value(plain ? path : path + "[" + count + "]", depth + 1);
            count++;
        }
        tree.endItems(begin, count);
    }

    private void scalar() throws IOException {
        String text = yaml.getText();
        // The parser does not distinguish an empty pair of quotes from a missing value.
        if (text == null || text.isEmpty()) {
            tree.nothing();
        } else {
            tree.scalar(tree.texts().of(text));
        }
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
