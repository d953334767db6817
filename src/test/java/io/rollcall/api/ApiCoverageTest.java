package io.rollcall.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The pages that say which test proves what name tests that exist.
class ApiCoverageTest {
    private static final Pattern NAMED = Pattern.compile("`([A-Za-z0-9]+(?:Test|IT|Contract))#([A-Za-z0-9]+)`");

    @Test
    void everyTestThatTheTableNamesExists() throws IOException {
        assertThat(named("docs/api-coverage.md")).hasSizeGreaterThan(80);
    }

    @Test
    void everyTestThatAnswersAComplaintExistsAndNoneOfTheComplaintsIsLeftOut() throws IOException {
        List<String> named = named("docs/peers.md");
        for (int complaint : List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 14, 15, 16, 19)) {
            assertThat(named).anyMatch(test -> test.matches("PeerComplaintsTest#complaint" + complaint + "[A-Z]\\w+"));
        }
    }

    @Test
    void everyThreatIsAnsweredByATestThatExists() throws IOException {
        assertThat(named("SECURITY.md")).hasSizeGreaterThan(60);
        Pattern row = Pattern.compile("\\| (?!threat|asset|actor|---).* \\| .* \\| (.*) \\|");
        Pattern test = Pattern.compile("`[A-Za-z0-9]+(Test|IT|Contract)(#[A-Za-z0-9]+)?`.*");
        assertThat(Files.readAllLines(Path.of("SECURITY.md")).stream()
                        .map(row::matcher)
                        .filter(Matcher::matches)
                        .map(matcher -> matcher.group(1)))
                .hasSizeGreaterThan(50)
                .allSatisfy(answers -> assertThat(answers).matches(test));
    }

    @Test
    void everySituationOfTheFieldHasATestThatExists() throws IOException {
        assertThat(named("docs/field.md")).hasSizeGreaterThan(60);
    }

    /// The tests that a page names, as `Class#method`; all of them exist.
    private static List<String> named(String page) throws IOException {
        List<Path> sources;
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            sources = files.filter(Files::isRegularFile).toList();
        }
        Matcher named = NAMED.matcher(Files.readString(Path.of(page)));
        List<String> all = new ArrayList<>();
        while (named.find()) {
            assertThat(sources).as(named.group()).anyMatch(file -> has(file, named.group(1), named.group(2)));
            all.add(named.group(1) + "#" + named.group(2));
        }
        return all;
    }

    private static boolean has(Path file, String className, String method) {
        try {
            return file.endsWith(className + ".java") && Files.readString(file).contains("void " + method + "(");
        } catch (IOException e) {
            return false;
        }
    }
}
