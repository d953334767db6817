package io.rollcall.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What code, tests and documents refer to is there.
class CitationsTest {
    /// A citation may begin on one line of a comment and end on the next.
    private static final Pattern LINE_END = Pattern.compile("\\R *(?:///?|--|\\*|>)? *");

    private static final Pattern PARAGRAPH = Pattern.compile("contract,? (\\d+(?:\\.\\d+)?)\\b");
    private static final Pattern RULING = Pattern.compile("\\bR(\\d{1,2})\\b");
    private static final Pattern PAGE_BY_NUMBER = Pattern.compile("\\bdecisions?(?: page)? (\\d{4})\\b");
    private static final Pattern BARE = Pattern.compile("\\bdecisions? (\\d{1,3})\\b");
    private static final Pattern PAGE = Pattern.compile("(?:docs/decisions/|\\]\\(decisions/)(\\d{4}-[a-z0-9-]+\\.md)");

    private static List<Path> texts() throws IOException {
        List<Path> all = new ArrayList<>();
        for (String root : List.of("src", "docs")) {
            try (Stream<Path> files = Files.walk(Path.of(root))) {
                files.filter(file -> file.toString().matches(".*\\.(java|md|sql|yaml)"))
                        .forEach(all::add);
            }
        }
        for (String page : List.of("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md")) {
            all.add(Path.of(page));
        }
        return all;
    }

    private static Set<String> cited(Pattern pattern) throws IOException {
        Set<String> found = new TreeSet<>();
        for (Path file : texts()) {
            Matcher cited =
                    pattern.matcher(LINE_END.matcher(Files.readString(file)).replaceAll(" "));
            while (cited.find()) {
                found.add(cited.group(1));
            }
        }
        return found;
    }

    @Test
    void everyParagraphOfTheContractThatIsCitedExists() throws IOException {
        Set<String> there = Files.readAllLines(Path.of("docs/contract.md")).stream()
                .map(Pattern.compile("#+ (\\d+(?:\\.\\d+)?)\\b.*")::matcher)
                .filter(Matcher::matches)
                .map(heading -> heading.group(1))
                .collect(Collectors.toSet());
        assertThat(cited(PARAGRAPH)).hasSizeGreaterThan(8).isSubsetOf(there);
    }

    @Test
    void everyRulingThatIsCitedExists() throws IOException {
        String rulings = Files.readString(Path.of("docs/rulings.md"));
        assertThat(cited(RULING))
                .hasSizeGreaterThan(15)
                .allSatisfy(number -> assertThat(rulings.contains("| R" + number + " |"))
                        .as("R" + number)
                        .isTrue());
    }

    /// A ruling and a page of the decisions may have the same number, so a bare number says neither.
    @Test
    void noNumberIsCitedWithoutSayingOfWhat() throws IOException {
        assertThat(cited(BARE)).isEmpty();
    }

    @Test
    void everyPageOfTheDecisionsThatIsCitedExists() throws IOException {
        Set<String> pages;
        try (Stream<Path> files = Files.list(Path.of("docs/decisions"))) {
            pages = files.map(file -> String.valueOf(file.getFileName())).collect(Collectors.toSet());
        }
        assertThat(cited(PAGE)).hasSizeGreaterThan(30).isSubsetOf(pages);
        assertThat(cited(PAGE_BY_NUMBER))
                .hasSizeGreaterThan(3)
                .allSatisfy(number ->
                        assertThat(pages).as("decision " + number).anyMatch(page -> page.startsWith(number + "-")));
    }
}
