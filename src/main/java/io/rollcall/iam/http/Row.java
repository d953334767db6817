package io.rollcall.iam.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The values of one item of a list that its reader asks for, while the tokens of the answer go by; whatever else the
/// item holds is skipped. One row serves all items of an answer, one after the other. Not thread-safe.
public final class Row {
    private static final int NO_VALUE = -1;

    private final List<String> paths;
    private final Step root;
    private final JsonNode[] values;

    /// The last text at each path. It is often that of the next item, too.
    private final @Nullable TextNode[] texts;

    /// A field on the way to values.
    ///
    /// @param value the number of the path that ends here, or [#NO_VALUE]
    private record Step(int value, Map<String, Step> below) {}

    /// @param paths of fields, separated by dots; none of them leads on from the end of another
    Row(List<String> paths) {
        this.paths = paths;
        this.root = new Step(NO_VALUE, new HashMap<>());
        for (int i = 0; i < paths.size(); i++) {
            Step step = root;
            String[] fields = paths.get(i).split("\\.");
            for (int j = 0; j < fields.length; j++) {
                int value = j == fields.length - 1 ? i : NO_VALUE;
                step = step.below().computeIfAbsent(fields[j], _ -> new Step(value, new HashMap<>()));
            }
        }
        this.values = new JsonNode[paths.size()];
        this.texts = new TextNode[paths.size()];
    }

    /// The value at one of the paths; a missing node if the item has none there.
    public JsonNode at(String path) {
        int number = paths.indexOf(path);
        if (number < 0) {
            throw new IllegalStateException("the path " + path + " is not read");
        }
        return values[number];
    }

    /// A text that an item must have.
    ///
    /// @throws IllegalArgumentException if it has none
    public String text(String path) {
        JsonNode value = at(path);
        if (!value.isTextual() || value.textValue().isEmpty()) {
            throw new IllegalArgumentException("there is no " + path.substring(path.lastIndexOf('.') + 1));
        }
        return value.textValue();
    }

    /// Takes the values from the item at the parser's current token, and goes to its last token.
    void read(JsonParser json) throws IOException {
        Arrays.fill(values, MissingNode.getInstance());
        read(json, root);
    }

    private void read(JsonParser json, Step step) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            Step next = step.below().get(json.currentName());
            JsonToken token = json.nextToken();
            if (next == null) {
                json.skipChildren();
            } else if (next.value() != NO_VALUE) {
                values[next.value()] = value(next.value(), token, json);
            } else {
                // Of fields that are there twice, the last one counts, with all that is in it.
                forget(next);
                read(json, next);
            }
        }
    }

    private void forget(Step step) {
        for (Step next : step.below().values()) {
            if (next.value() != NO_VALUE) {
                values[next.value()] = MissingNode.getInstance();
            }
            forget(next);
        }
    }

    private JsonNode value(int number, JsonToken token, JsonParser json) throws IOException {
        return switch (token) {
            case VALUE_STRING -> {
                TextNode last = texts[number];
                if (last == null || !isTextOf(json, last.textValue())) {
                    last = TextNode.valueOf(json.getText());
                    texts[number] = last;
                }
                yield last;
            }
            case VALUE_TRUE -> BooleanNode.TRUE;
            case VALUE_FALSE -> BooleanNode.FALSE;
            case VALUE_NULL -> NullNode.getInstance();
            default -> AnswerReader.JSON.readTree(json);
        };
    }

    private static boolean isTextOf(JsonParser json, String text) throws IOException {
        int length = json.getTextLength();
        if (length != text.length()) {
            return false;
        }
        char[] characters = json.getTextCharacters();
        int offset = json.getTextOffset();
        for (int i = 0; i < length; i++) {
            if (characters[offset + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
