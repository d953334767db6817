package io.rollcall.document;

import io.rollcall.cluster.Trouble;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// Reads one YAML file, from its bytes to the value that it describes.
public final class Document {
    /// Larger files are refused unread.
    public static final int MOST_BYTES = 64 * 1024 * 1024;

    private Document() {}

    /// The content of a file.
    ///
    /// @throws DocumentException when it does not exist, cannot be read, or is too large
    public static byte[] bytes(Path file) throws DocumentException {
        try (InputStream in = Files.newInputStream(file)) {
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
        Optional<T> result = text(content, problems)
                .filter(text -> !LongRuns.in(text, problems))
                .flatMap(text -> YamlTree.of(text, problems))
                .flatMap(root -> Section.of(root, problems, expand))
                .flatMap(root -> root.readBy(reader));
        if (!problems.isEmpty()) {
            throw new DocumentException(file, problems.list());
        }
        return result.orElseThrow(() -> new IllegalStateException("nothing was read and nothing was wrong"));
    }

    private static Optional<String> text(byte[] content, Problems problems) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            return Optional.of(text.startsWith("\ufeff") ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            problems.add("", "is not UTF-8");
            return Optional.empty();
        }
    }

    private static DocumentException refused(String file, String why) {
        return new DocumentException(file, List.of(new Problem("", why)));
    }
}
