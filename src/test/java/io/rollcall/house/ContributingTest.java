package io.rollcall.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The table of CONTRIBUTING.md that says which files a change touches.
class ContributingTest {
    private static final int MOST_FILES = 5;
    private static final Pattern FILE = Pattern.compile("`([\\w/.-]+\\.(?:java|json|md|yaml))`");

    @Test
    void theFilesThatAChangeTouchesExistAndAreFew() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("CONTRIBUTING.md")).stream()
                .dropWhile(line -> !line.equals("| if you want to | open |"))
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .toList();
        assertThat(rows).hasSizeGreaterThanOrEqualTo(10).allSatisfy(row -> {
            List<String> files =
                    FILE.matcher(row).results().map(found -> found.group(1)).toList();
            assertThat(files)
                    .hasSizeBetween(1, MOST_FILES)
                    .allSatisfy(file -> assertThat(List.of(Path.of(file), Path.of("src/main/java/io/rollcall", file)))
                            .as(file)
                            .anyMatch(Files::exists));
        });
    }
}
