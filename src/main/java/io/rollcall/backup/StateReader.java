package io.rollcall.backup;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.rollcall.cluster.Sha256;
import io.rollcall.database.StateException;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// Reads what [StateWriter] wrote, line by line, and refuses an incomplete or damaged file.
final class StateReader implements AutoCloseable {
    /// The plan of a group of 50,000 is one value.
    private static final JsonMapper JSON = new JsonMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build());

    /// Receives the content in the order of the file.
    interface Content {
        void table(String name, List<String> columns) throws SQLException, StateException;

        void row(List<@Nullable Object> values) throws SQLException;
    }

    private final Path file;
    private final BufferedReader in;
    private final MessageDigest digest = Sha256.digest();
    private final String schema;

    private StateReader(Path file, BufferedReader in) throws IOException, StateException {
        this.file = file;
        this.in = in;
        String first = nextLine();
        JsonNode header = parsed(first);
        count(first);
        if (!header.has(StateWriter.FORMAT)) {
            throw new StateException(file + " is no backup of rollcall");
        }
        if (header.path(StateWriter.FORMAT).asInt() != StateWriter.FORMAT_VERSION) {
            throw new StateException(file + " has a format that this version of rollcall does not know: "
                    + header.path(StateWriter.FORMAT).asText());
        }
        schema = header.path("schema").asText();
    }

    /// @throws StateException when it is no backup
    /// @throws IOException when it cannot be read
    static StateReader open(Path file) throws IOException, StateException {
        try {
            BufferedReader in = new BufferedReader(
                    new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.US_ASCII));
            return new StateReader(file, in);
        } catch (ZipException | EOFException e) {
            throw new StateException(file + " is no backup of rollcall");
        }
    }

    /// The version of the schema that it was made from.
    String schema() {
        return schema;
    }

    /// Passes on all rows, and returns when the trailer proves that the file is complete.
    ///
    /// @return the number of rows of each table
    Map<String, Long> readAll(Content content) throws IOException, SQLException, StateException {
        try {
            return readLines(content);
        } catch (ZipException | EOFException e) {
            throw cut();
        }
    }

    private Map<String, Long> readLines(Content content) throws IOException, SQLException, StateException {
        Map<String, Long> counts = new LinkedHashMap<>();
        String table = "";
        while (true) {
            String line = nextLine();
            JsonNode node = parsed(line);
            if (node.isArray()) {
                counts.merge(table, 1L, Long::sum);
                content.row(values(node));
            } else if (node.has("table")) {
                table = node.path("table").asText();
                counts.put(table, 0L);
                List<String> columns = new ArrayList<>();
                node.path("columns").forEach(column -> columns.add(column.asText()));
                content.table(table, columns);
            } else {
                checkTrailer(node, counts);
                return counts;
            }
            count(line);
        }
    }

    private void checkTrailer(JsonNode trailer, Map<String, Long> counts) throws IOException, StateException {
        Map<String, Long> promised = new LinkedHashMap<>();
        trailer.path("rows")
                .properties()
                .forEach(one -> promised.put(one.getKey(), one.getValue().asLong()));
        if (!promised.equals(counts) || !trailer.path("sha256").asText().equals(hex(digest))) {
            throw new StateException(file + " is damaged: it is not what was written");
        }
        if (in.readLine() != null) {
            throw new StateException(file + " is damaged: something follows its end");
        }
    }

    private String nextLine() throws IOException, StateException {
        String line = in.readLine();
        if (line == null) {
            throw cut();
        }
        return line;
    }

    private void count(String line) {
        digest.update((line + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private StateException cut() {
        return new StateException(file + " is not whole: its end is missing or damaged");
    }

    private JsonNode parsed(String line) throws StateException {
        try {
            return JSON.readTree(line);
        } catch (JacksonException e) {
            throw new StateException(file + " is no backup of rollcall, or is damaged");
        }
    }

    private static List<@Nullable Object> values(JsonNode row) {
        List<@Nullable Object> values = new ArrayList<>();
        for (JsonNode value : row) {
            if (value.isNull()) {
                values.add(null);
            } else if (value.isIntegralNumber()) {
                values.add(value.asLong());
            } else {
                values.add(value.asText());
            }
        }
        return values;
    }

    /// The digest of all bytes so far; resets the digest.
    static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
