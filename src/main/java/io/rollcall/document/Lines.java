package io.rollcall.document;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// In which line of a file a place is that a [Problem] names. Reading a document needs no lines; only who has to
/// mend it does.
public final class Lines {
    private static final Pattern SAID = Pattern.compile("line ([0-9]+)");
    private static final Pattern LAST_STEP = Pattern.compile("(\\.[^.\\[\\]]+|\\[[0-9]+])$");

    private final Map<String, Integer> lines = new HashMap<>();

    private Lines() {}

    /// The lines of a document, as far as it can be read.
    public static Lines of(byte[] content) {
        Lines lines = new Lines();
        try (YAMLParser yaml = new YAMLFactory().createParser(new String(content, UTF_8))) {
            if (yaml.nextToken() != null) {
                lines.value(yaml, "", 0);
            }
        } catch (IOException e) {
            // What comes behind a mistake of the syntax has no lines; the mistake itself names its own.
        }
        return lines;
    }

    /// The line of a place, or of what it would be in where it is missing; empty for the file as a whole.
    public OptionalInt of(String place) {
        Matcher said = SAID.matcher(place);
        if (said.lookingAt()) {
            return OptionalInt.of(Integer.parseInt(said.group(1)));
        }
        String rest = place;
        while (!rest.isEmpty()) {
            Integer line = lines.get(rest);
            if (line != null) {
                return OptionalInt.of(line);
            }
            String shorter = LAST_STEP.matcher(rest).replaceFirst("");
            rest = shorter.equals(rest) ? "" : shorter;
        }
        return OptionalInt.empty();
    }

    private void value(YAMLParser yaml, String place, int depth) throws IOException {
        lines.putIfAbsent(place, yaml.currentTokenLocation().getLineNr());
        if (depth > Tree.DEEPEST) {
            yaml.skipChildren();
        } else if (yaml.currentToken() == JsonToken.START_OBJECT) {
            while (yaml.nextToken() == JsonToken.FIELD_NAME) {
                String key = place.isEmpty() ? yaml.currentName() : place + "." + yaml.currentName();
                lines.putIfAbsent(key, yaml.currentTokenLocation().getLineNr());
                yaml.nextToken();
                value(yaml, key, depth + 1);
            }
        } else if (yaml.currentToken() == JsonToken.START_ARRAY) {
            for (int i = 0; yaml.nextToken() != JsonToken.END_ARRAY; i++) {
                value(yaml, place + "[" + i + "]", depth + 1);
            }
        }
    }
}
