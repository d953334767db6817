package io.rollcall.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ApiCoverageTest {
    private static final Pattern NAMED = Pattern.compile("`([A-Za-z]+(?:Test|IT))#([A-Za-z]+)`");

    @Test
    void everyTestThatTheTableNamesExists() throws IOException {
        List<Path> sources;
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            sources = files.filter(Files::isRegularFile).toList();
        }
        Matcher named = NAMED.matcher(Files.readString(Path.of("docs/api-coverage.md")));
        int count = 0;
        while (named.find()) {
            assertThat(sources).as(named.group()).anyMatch(file -> has(file, named.group(1), named.group(2)));
            count++;
        }
        assertThat(count).isGreaterThan(80);
    }

    private static boolean has(Path file, String className, String method) {
        try {
            return file.endsWith(className + ".java") && Files.readString(file).contains("void " + method + "(");
        } catch (IOException e) {
            return false;
        }
    }
}
