package io.rollcall.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rollcall.cluster.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// The static files as they stand in the jar, by their path below the folder of this package. Immutable.
///
/// @param build changes whenever a file does, so that a browser may keep a file for good
record ConsoleFiles(String build, Map<String, File> files) {
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "txt", "text/plain; charset=utf-8");

    /// A file, plain and compressed.
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record File(String type, byte[] plain, byte[] gzip) {
        static File of(String path, byte[] plain) {
            return new File(typeOf(path).orElseThrow(), plain, compressed(plain));
        }
    }

    /// Empty for what is beside the files: classes, and declarations for the type check.
    private static Optional<String> typeOf(String path) {
        return Optional.ofNullable(TYPES.get(path.substring(path.lastIndexOf('.') + 1)));
    }

    static ConsoleFiles load() {
        SortedMap<String, byte[]> found = new TreeMap<>();
        URL index = ConsoleFiles.class.getResource("index.html");
        if (index == null) {
            throw new IllegalStateException("the console is missing from the jar");
        }
        try {
            if (index.openConnection() instanceof JarURLConnection jar) {
                readJar(jar, found);
            } else {
                readFolder(Path.of(index.toURI()).resolveSibling(""), found);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the console cannot be read from the jar", e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        SortedMap<String, File> files = new TreeMap<>();
        found.forEach((path, plain) -> files.put(path, File.of(path, plain)));
        return new ConsoleFiles(digest(found), files);
    }

    private static void readJar(JarURLConnection connection, SortedMap<String, byte[]> found) throws IOException {
        String name = connection.getEntryName();
        String folder = name.substring(0, name.lastIndexOf('/') + 1);
        // Not the connection's own: that one is shared, and closing it would take the jar from others.
        try (JarFile jar = new JarFile(Path.of(uri(connection)).toFile())) {
            for (JarEntry entry : jar.stream().toList()) {
                if (entry.getName().startsWith(folder)
                        && typeOf(entry.getName()).isPresent()) {
                    found.put(
                            entry.getName().substring(folder.length()),
                            jar.getInputStream(entry).readAllBytes());
                }
            }
        }
    }

    private static URI uri(JarURLConnection connection) throws IOException {
        try {
            return connection.getJarFileURL().toURI();
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static void readFolder(Path folder, SortedMap<String, byte[]> found) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String path = folder.relativize(file).toString().replace('\\', '/');
                if (typeOf(path).isPresent()) {
                    found.put(path, Files.readAllBytes(file));
                }
            }
        }
    }

    private static String digest(SortedMap<String, byte[]> found) {
        MessageDigest digest = Sha256.digest();
        found.forEach((path, bytes) -> {
            digest.update(path.getBytes(UTF_8));
            digest.update((byte) 0);
            digest.update(bytes);
        });
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    private static byte[] compressed(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
