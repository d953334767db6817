package io.rollcall.cli.view;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.cli.client.ApiFailure;
import io.rollcall.wire.JsonTree;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;

/// Answers in JSON. All characters beyond ASCII are escaped, so that no name can move the cursor or reverse the
/// line, in any locale.
public final class JsonOutput {
    private final PrintStream out;

    public JsonOutput(PrintStream out) {
        this.out = out;
    }

    /// Fetches rows and passes each one on.
    @FunctionalInterface
    public interface Rows {
        void forEach(java.util.function.Consumer<JsonNode> row) throws ApiFailure, InterruptedException;
    }

    /// One object.
    public void write(JsonNode object) {
        try (JsonGenerator generator = generator()) {
            JsonTree.write(object, generator);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.println();
    }

    /// One object in one line.
    public void line(JsonNode object) {
        try (JsonGenerator generator = JsonTree.generator(out)) {
            generator.setHighestNonEscapedChar(126);
            JsonTree.write(object, generator);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.println();
    }

    /// A list, whose rows are written as they arrive.
    ///
    /// @param list the name of the rows
    public void list(String list, Rows rows) throws ApiFailure, InterruptedException {
        try (JsonGenerator generator = generator()) {
            generator.writeStartObject();
            rows(generator, list, rows);
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.println();
    }

    /// An operation with its rows, which are written as they arrive.
    ///
    /// @param list the name of the rows
    public void write(JsonNode operation, String list, Rows rows) throws ApiFailure, InterruptedException {
        try (JsonGenerator generator = generator()) {
            generator.writeStartObject();
            generator.writeFieldName("operation");
            JsonTree.write(operation, generator);
            rows(generator, list, rows);
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.println();
    }

    private static void rows(JsonGenerator generator, String list, Rows rows)
            throws IOException, ApiFailure, InterruptedException {
        generator.writeArrayFieldStart(list);
        rows.forEach(row -> {
            try {
                JsonTree.write(row, generator);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        generator.writeEndArray();
    }

    private JsonGenerator generator() throws IOException {
        JsonGenerator generator = JsonTree.generator(out);
        generator.setPrettyPrinter(new DefaultPrettyPrinter());
        // DEL, the last one of ASCII, is a control character.
        generator.setHighestNonEscapedChar(126);
        return generator;
    }
}
