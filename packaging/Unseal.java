import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Copies a jar without the seal of its packages: `java Unseal.java FROM TO`. A cache of the JVM (AOT) remembers
/// from which path a sealed package came, and with the jar at another path the JVM does not start.
final class Unseal {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    private Unseal() {}

    public static void main(String[] args) throws IOException {
        try (ZipFile from = new ZipFile(args[0]);
                OutputStream file = Files.newOutputStream(Path.of(args[1]));
                ZipOutputStream to = new ZipOutputStream(file)) {
            Enumeration<? extends ZipEntry> entries = from.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                byte[] content = from.getInputStream(entry).readAllBytes();
                if (entry.getName().equals(MANIFEST)) {
                    content = new String(content, StandardCharsets.UTF_8)
                            .replaceAll("(?im)^Sealed: true\r?\n", "")
                            .getBytes(StandardCharsets.UTF_8);
                }
                ZipEntry copy = new ZipEntry(entry.getName());
                copy.setTimeLocal(entry.getTimeLocal());
                to.putNextEntry(copy);
                to.write(content);
                to.closeEntry();
            }
        }
    }
}
