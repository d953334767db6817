package io.rollcall.demo.script;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The reviewed samples of the console, by call and language.
///
/// @param name as `ShowSyncIamUser: curl, signed`
public record SampleTexts(String name, String text) {
    private static final Path FOLDER = Path.of("src/test/resources/io/rollcall/console/samples");

    /// Those that the demo runs.
    public static List<SampleTexts> runnable() {
        List<SampleTexts> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.sorted().toList()) {
                String call = file.getFileName().toString().replace(".txt", "");
                for (String sample : Files.readString(file).split("(?m)^=== ", -1)) {
                    int end = sample.indexOf('\n');
                    if (end > 0 && sample.matches("(?s)(curl|rollcall).*")) {
                        String language = sample.substring(0, sample.indexOf(':'));
                        all.add(new SampleTexts(call + ": " + language, sample.substring(end + 1)));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    public static String of(String call, String language) {
        return runnable().stream()
                .filter(sample -> sample.name().equals(call + ": " + language))
                .findFirst()
                .orElseThrow()
                .text();
    }

    @Override
    public String toString() {
        return name;
    }
}
