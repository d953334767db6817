package io.rollcall.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rollcall.Programs;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentTest {
    @Test
    void aValueIsItsTextAsWritten() throws DocumentException {
        List<String> values = Document.read(
                "f",
                "values: [007, 1e5, yes, on, 0x1F, 1:30, 2026-01-01, true, \"null\", 12345678901234567890123]"
                        .getBytes(UTF_8),
                UnaryOperator.identity(),
                root -> Optional.of(root.values("values", Function.identity())));

        assertThat(values)
                .containsExactly(
                        "007",
                        "1e5",
                        "yes",
                        "on",
                        "0x1F",
                        "1:30",
                        "2026-01-01",
                        "true",
                        "null",
                        "12345678901234567890123");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: 1\\na: 2                        | a: is there twice",
                "b: {c: 1, c: 2}                    | b.c: is there twice",
                "b: &x {a: 1}\\nc: *x               | c: aliases (*name) are not supported; write the value out",
                "b: &x {a: 1}\\nc: {<<: *x}         | c.<<: aliases (*name) are not supported; write the value out",
                "a: [1                              | not YAML",
                "a: b: c                            | line 1, column 5: not YAML: mapping values are not allowed here",
                "'a: \"\\u0001\"'                   | not YAML",
                "a: 1\\n---\\na: 2                  | holds more than one document",
                "# only a comment                   | is empty",
                "- a                                | must be a mapping, but is a list",
                "text                               | must be a mapping, but is a single value",
                "'[a, b]: c'                        | not YAML",
                "a: !!binary aGVsbG8=               | "
            })
    void whatIsNoTreeOfPlainValuesIsRefused(String yaml, String problem) {
        List<Problem> problems = problems(yaml.replace("\\n", "\n").replace("\\u0001", "\u0001"), root -> {
            root.ignore("a", "b", "c");
            return Optional.of(root);
        });

        if (problem == null) {
            assertThat(problems).isEmpty();
        } else {
            assertThat(problems.toString()).contains(problem);
        }
    }

    @Test
    void bombsAndAbyssesAreRefusedQuickly() {
        assertThat(problems("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", ignoring("a", "b", "c")))
                .hasSize(4);
        assertThat(problems("a: " + "[".repeat(100_000), ignoring("a"))).hasSize(1);
        assertThat(problems("a: " + "{b: ".repeat(10_000), ignoring("a"))).hasSize(1);
        assertThat(problems("a: [" + "[],".repeat(5_000_000) + "]", ignoring("a")))
                .hasSize(1);
        assertThat(problems("a: [" + "{},".repeat(2_000) + "]", root -> Optional.of(root.values("a", v -> v))))
                .hasSize(1_001);
    }

    @Test
    void aFileThatIsTooLargeIsRefusedUnread(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("large");
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(Document.MOST_BYTES + 1L);
        }

        assertThatThrownBy(() -> Document.bytes(file)).hasMessageContaining("is larger than 64 MiB");
        assertThatThrownBy(() -> Document.bytes(folder)).isInstanceOf(DocumentException.class);
    }

    /// A server that looks at its IAM from several threads had three times the file in such memory.
    @Test
    void aFileIsReadWithoutMemoryOfItsSizeOutsideOfTheHeap(@TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("large"), new byte[Document.MOST_BYTES]);

        String said = Programs.output(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:NativeMemoryTracking=summary",
                "-cp",
                System.getProperty("java.class.path"),
                Reader.class.getName(),
                file.toString());

        assertThat(Long.parseLong(said.strip())).isLessThan(Document.MOST_BYTES / 1024 / 16);
    }

    /// Reads a file and prints how many KiB the JVM then has that are for neither the heap nor the JVM itself.
    static final class Reader {
        public static void main(String[] args) throws Exception {
            byte[] content = Document.bytes(Path.of(args[0]));
            String memory = (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "vmNativeMemory",
                            new Object[] {new String[] {"summary"}},
                            new String[] {String[].class.getName()});
            String[] parts = memory.split("Other \\(reserved=", 2);
            System.out.println(parts[1].substring(0, parts[1].indexOf("KB")));
            System.exit(content.length == Document.MOST_BYTES ? 0 : 1);
        }
    }

    @Test
    void aPipeIsReadToItsEnd(@TempDir Path folder) throws Exception {
        String text = "a: " + "1".repeat(300_000);
        Path source = Files.writeString(folder.resolve("text"), text);
        Path pipe = folder.resolve("pipe");
        Programs.output("mkfifo", pipe.toString());
        Process writer = new ProcessBuilder("cp", source.toString(), pipe.toString()).start();

        assertThat(Document.bytes(pipe)).asString(UTF_8).isEqualTo(text);

        assertThat(writer.waitFor()).isZero();
    }

    @Test
    void textThatIsNotUtf8IsRefused() {
        assertThatThrownBy(() -> Document.read(
                        "f", new byte[] {'a', ':', ' ', (byte) 0xff}, UnaryOperator.identity(), Optional::of))
                .hasMessageContaining("is not UTF-8");
    }

    @Test
    void aProblemCannotWriteIntoALogOrATerminal() {
        Problem problem = problems("\"a\\n\\e[31m\\u202e\": 1", ignoring()).getFirst();

        assertThat(problem).hasToString("a\\u000a\\u001b[31m\\u202e: is not a known key");
    }

    @Test
    void everyShapeIsCheckedWhereItIsExpected() {
        List<Problem> problems = problems("""
                number: eleven
                range: 11
                flag: yes
                list: one
                nothing:
                section: [1]
                items: [{a: 1}, 2, [3]]
                duration: 1w
                """, root -> {
            root.value("number", Values.number(1, 10));
            root.value("range", Values.number(1, 10));
            root.value("flag", Values::flag);
            root.values("list", v -> v);
            root.values("nothing", v -> v);
            root.section("section", Optional::of);
            root.sections("items", item -> item.value("a", Values.text(1, 5)));
            root.value("duration", Values.duration(Duration.ZERO, Duration.ofDays(1)));
            root.value("missing", Values.text(1, 5));
            return Optional.of(root);
        });

        assertThat(problems)
                .extracting(Problem::toString)
                .containsExactly(
                        "number: must be a whole number from 1 to 10",
                        "range: must be a whole number from 1 to 10",
                        "flag: must be true or false",
                        "list: must be a list, but is a single value",
                        "nothing: has no value; write [] for an empty list",
                        "section: must be a mapping, but is a list",
                        "items[1]: must be a mapping, but is a single value",
                        "items[2]: must be a mapping, but is a list",
                        "duration: must be a time like 500ms, 60s, 5m, 1h or 90d, from 0s to 86400s",
                        "missing: is missing");
    }

    @ParameterizedTest
    @CsvSource({"60s, 60000", "500ms, 500", "5m, 300000", "1h, 3600000"})
    void timesHaveUnits(String written, long millis) {
        assertThat(Values.duration(Duration.ZERO, Duration.ofDays(1)).apply(written))
                .isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"enabeld", "Enabled", "enable", "enbaled", "ennabled"})
    void aSlipOfTheFingerIsRecognized(String word) {
        assertThat(Values.nearest(word, List.of("members", "enabled", "name"))).contains("enabled");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "disabled entirely", "game on", "ids"})
    void aDifferentWordIsNotASlip(String word) {
        assertThat(Values.nearest(word, List.of("members", "enabled", "name"))).isEmpty();
    }

    private static Function<Section, Optional<Section>> ignoring(String... keys) {
        return root -> {
            root.ignore(keys);
            return Optional.of(root);
        };
    }

    private static <T> List<Problem> problems(String yaml, Function<Section, Optional<T>> reader) {
        DocumentException refused = catchThrowableOfType(
                DocumentException.class,
                () -> Document.read("f", yaml.getBytes(UTF_8), UnaryOperator.identity(), reader));
        return refused == null ? List.of() : refused.problems();
    }

    /// The parser takes minutes for each of them.
    @Test
    void aValueThatIsTooLongForOneLineIsRefusedBeforeItIsParsed() {
        String much = "x".repeat(LongRuns.LONGEST + 1);
        for (String text : List.of(
                "a: " + much,
                "b: 1\na: \"" + much + "\"",
                "a: '" + "x,".repeat(LongRuns.LONGEST) + "'",
                much + ": 1",
                "a: &" + much + " 1",
                "a: |\n  " + "x ".repeat(LongRuns.LONGEST),
                "a: >-\n  " + "x ".repeat(LongRuns.LONGEST))) {
            Problems problems = new Problems();
            assertThat(LongRuns.in(text.getBytes(UTF_8), problems)).isTrue();
            assertThat(problems.list()).singleElement().satisfies(problem -> {
                assertThat(problem.place()).startsWith("line ");
                assertThat(problem.text()).contains("64 KiB");
            });
        }
    }

    @Test
    void aLongLineOfShortValuesIsNone() {
        Problems problems = new Problems();
        assertThat(LongRuns.in(("members: [" + "name,".repeat(200_000) + "last]").getBytes(UTF_8), problems))
                .isFalse();
        assertThat(LongRuns.in(
                        ("{\"members\":[" + "\"name\",".repeat(200_000) + "\"last\"]}").getBytes(UTF_8), problems))
                .isFalse();
        assertThat(LongRuns.in(("description: " + "word ".repeat(200_000)).getBytes(UTF_8), problems))
                .isFalse();
        assertThat(problems.isEmpty()).isTrue();
    }

    @Test
    void aDocumentIsWrittenAsJsonThatIsReadAlike() throws Exception {
        String yaml = """
                id: 007
                name: "a \\"b\\""
                flag: true
                days: 7
                none:
                list: [1, -2, x y]
                inner: {deep: {text: 'true '}}
                """;
        assertThat(Document.json("f", yaml.getBytes(UTF_8))).isEqualTo("""
                        {"id":"007","name":"a \\"b\\"","flag":true,"days":7,"none":null,"list":[1,-2,"x y"],\
                        "inner":{"deep":{"text":"true "}}}""");
        assertThatThrownBy(() -> Document.json("f", "a: [".getBytes(UTF_8))).isInstanceOf(DocumentException.class);
    }
}
