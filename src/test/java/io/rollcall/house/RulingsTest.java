package io.rollcall.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every ruling names a test that exists.
class RulingsTest {
    private static final int RULINGS = 56;

    private static final Pattern ROW = Pattern.compile("\\| (R\\d+) \\| .* \\| (.*) \\|");
    private static final Pattern NAMED = Pattern.compile("`([A-Za-z]+(?:Test|IT|Contract))#([A-Za-z0-9]+)`");

    @Test
    void everyRulingIsThereOnceAndHasATest() throws IOException {
        List<String> found = new ArrayList<>();
        List<Path> sources = sources();
        for (String line : Files.readAllLines(Path.of("docs/rulings.md"))) {
            Matcher row = ROW.matcher(line);
            if (!row.matches()) {
                continue;
            }
            found.add(row.group(1));
            Matcher named = NAMED.matcher(row.group(2));
            int tests = 0;
            while (named.find()) {
                tests++;
                assertThat(sources)
                        .as("%s: %s", row.group(1), named.group())
                        .anyMatch(file -> has(file, named.group(1), named.group(2)));
            }
            assertThat(tests > 0).as("%s has a test", row.group(1)).isTrue();
        }
        assertThat(found)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, RULINGS)
                        .mapToObj(number -> "R" + number)
                        .toList());
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static boolean has(Path file, String className, String method) {
        try {
            return file.endsWith(className + ".java") && Files.readString(file).contains("void " + method + "(");
        } catch (IOException e) {
            return false;
        }
    }
}
