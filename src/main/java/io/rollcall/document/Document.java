package io.rollcall.document;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.rollcall.cluster.Trouble;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// Reads one YAML file, from its bytes to the value that it describes.
public final class Document {
    /// Larger files are refused unread.
    public static final int MOST_BYTES = 64 * 1024 * 1024;

    private static final int DECODED_AT_ONCE = 8192;
    private static final Pattern WHOLE_NUMBER = Pattern.compile("0|-?[1-9][0-9]{0,17}");

    private Document() {}

    /// The content of a file.
    ///
    /// @throws DocumentException when it does not exist, cannot be read, or is too large
    public static byte[] bytes(Path file) throws DocumentException {
        // Without the buffer, the JDK reads into one of the file's size outside of the heap, and keeps it for the
        // thread.
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            byte[] content = in.readNBytes(MOST_BYTES + 1);
            if (content.length > MOST_BYTES) {
                throw refused(file.toString(), "is larger than " + MOST_BYTES / (1024 * 1024) + " MiB");
            }
            return content;
        } catch (NoSuchFileException e) {
            throw refused(file.toString(), "does not exist");
        } catch (IOException e) {
            throw refused(file.toString(), "cannot be read: " + Trouble.of(e));
        }
    }

    /// Reads a document: the reader takes the keys that it knows from the root and reports problems. With any
    /// problem there is no result.
    ///
    /// @param file the name of the file, for people
    /// @param expand applied to every single value before it is parsed; an [IllegalArgumentException] of it is a
    ///     problem
    /// @throws DocumentException with all problems
    public static <T> T read(
            String file, byte[] content, UnaryOperator<String> expand, Function<Section, Optional<T>> reader)
            throws DocumentException {
        Problems problems = new Problems();
        Optional<T> result = PlainYaml.tree(content)
                .or(() -> anyYaml(content, problems))
                .flatMap(tree -> Section.of(tree, problems, expand))
                .flatMap(root -> root.readBy(reader));
        if (!problems.isEmpty()) {
            throw new DocumentException(file, problems.list());
        }
        return result.orElseThrow(() -> new IllegalStateException("nothing was read and nothing was wrong"));
    }

    /// A document as JSON, for a reader elsewhere that reads it as [#read] would: texts that are whole numbers, or
    /// true or false, become such values.
    ///
    /// @param file the name of the file, for people
    /// @throws DocumentException when it is no YAML; JSON is YAML too
    public static String json(String file, byte[] content) throws DocumentException {
        Problems problems = new Problems();
        Optional<Tree> tree = PlainYaml.tree(content).or(() -> anyYaml(content, problems));
        if (!problems.isEmpty() || tree.isEmpty()) {
            throw new DocumentException(file, problems.list());
        }
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            write(tree.get().root(), json);
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory can be written", e);
        }
        return text.toString();
    }

    private static void write(Node node, JsonGenerator json) throws IOException {
        switch (node) {
            case Node.Scalar(String value) -> {
                if (value.equals("true") || value.equals("false")) {
                    json.writeBoolean(value.equals("true"));
                } else if (WHOLE_NUMBER.matcher(value).matches()) {
                    json.writeNumber(Long.parseLong(value));
                } else {
                    json.writeString(value);
                }
            }
            case Node.Nothing _ -> json.writeNull();
            case Node.Items(Tree tree, int at) -> {
                json.writeStartArray();
                int item = Tree.first(at);
                for (int i = 0; i < tree.size(at); i++) {
                    write(tree.node(item), json);
                    item = tree.next(item);
                }
                json.writeEndArray();
            }
            case Node.Fields(Tree tree, int at) -> {
                json.writeStartObject();
                int key = Tree.first(at);
                for (int i = 0; i < tree.size(at); i++) {
                    json.writeFieldName(tree.key(key));
                    write(tree.node(key + 1), json);
                    key = tree.next(key + 1);
                }
                json.writeEndObject();
            }
        }
    }

    /// The tree of a document as the parser of the whole language reads it.
    static Optional<Tree> anyYaml(byte[] content, Problems problems) {
        if (!isUtf8(content)) {
            problems.add("", "is not UTF-8");
            return Optional.empty();
        }
        return LongRuns.in(content, problems) ? Optional.empty() : YamlTree.of(content, problems);
    }

    private static boolean isUtf8(byte[] content) {
        CharsetDecoder decoder = UTF_8.newDecoder();
        ByteBuffer bytes = ByteBuffer.wrap(content);
        CharBuffer decoded = CharBuffer.allocate(DECODED_AT_ONCE);
        CoderResult result;
        do {
            result = decoder.decode(bytes, decoded.clear(), true);
        } while (result.isOverflow());
        return !result.isError();
    }

    private static DocumentException refused(String file, String why) {
        return new DocumentException(file, List.of(new Problem("", why)));
    }
}
