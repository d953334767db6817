package io.rollcall.backup;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.rollcall.cluster.Sha256;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// Writes a backup: gzip of JSON lines. A header; for each table a line with its columns, then its rows as arrays;
/// and a trailer with counts and a digest of all lines before it. The file is ASCII, so no encoding can go wrong.
final class StateWriter {
    /// The first key of the header, whose value is the version of this format.
    static final String FORMAT = "rollcall_state";

    static final int FORMAT_VERSION = 1;

    private static final int BUFFER = 64 * 1024;
    private static final ObjectWriter JSON = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build()
            .writer();

    private final GZIPOutputStream zip;
    private final OutputStream out;
    private final MessageDigest digest = Sha256.digest();
    private final Map<String, Long> counts = new LinkedHashMap<>();
    private String table = "";
    private long rows;

    StateWriter(OutputStream file) throws IOException {
        zip = new GZIPOutputStream(file, BUFFER);
        out = new BufferedOutputStream(zip, BUFFER);
    }

    void header(String schema, long at) throws IOException {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put(FORMAT, FORMAT_VERSION);
        header.put("schema", schema);
        header.put("at", at);
        line(header);
    }

    void table(String name, List<String> columns) throws IOException {
        endTable();
        table = name;
        Map<String, Object> start = new LinkedHashMap<>();
        start.put("table", name);
        start.put("columns", columns);
        line(start);
    }

    void row(List<@Nullable Object> values) throws IOException {
        rows++;
        line(new ArrayList<>(values));
    }

    /// Without it the file is refused.
    Map<String, Long> trailer() throws IOException {
        endTable();
        Map<String, Object> trailer = new LinkedHashMap<>();
        trailer.put("rows", counts);
        trailer.put("sha256", StateReader.hex(digest));
        write(trailer);
        return counts;
    }

    private void endTable() {
        if (!table.isEmpty()) {
            counts.put(table, rows);
        }
        rows = 0;
    }

    private void line(Object value) throws IOException {
        digest.update(write(value));
    }

    private byte[] write(Object value) throws IOException {
        byte[] line = (JSON.writeValueAsString(value) + "\n").getBytes(StandardCharsets.US_ASCII);
        out.write(line);
        return line;
    }

    /// Writes the remaining bytes to the file.
    void finish() throws IOException {
        out.flush();
        zip.finish();
    }
}
