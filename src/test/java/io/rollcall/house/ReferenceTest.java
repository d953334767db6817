package io.rollcall.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.sync.rules.Entitlement;
import io.rollcall.sync.rules.Entitlements;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The reference pages say what the program does.
class ReferenceTest {
    private static final Pattern READ = Pattern.compile(
            "(?:(?<!KeyV)alue|values|ection|sections|texts|number|time|require|has)\\(\\s*(?:\\w+,\\s*)?\"([a-z_]+)\"");
    private static final Pattern CODE = Pattern.compile("`([a-z_]+)`");

    private static Set<String> found(Pattern pattern, String text) {
        Set<String> all = new TreeSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            all.add(matcher.group(1));
        }
        return all;
    }

    private static String readers() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("src/main/java/io/rollcall/config"))) {
            StringBuilder all = new StringBuilder();
            for (Path file : files.toList()) {
                all.append(Files.readString(file));
            }
            return all.toString();
        }
    }

    @Test
    void theConfigurationPageHasEveryKeyThatTheReaderKnows() throws Exception {
        Set<String> read = found(READ, readers());
        assertThat(read).hasSizeGreaterThan(90).contains("listen", "webhooks", "kadmin", "removed_percent");
        assertThat(found(CODE, Files.readString(Path.of("docs/configuration.md"))))
                .containsAll(read);
    }

    @Test
    void theConfigurationPageHasNoOtherKeys() throws Exception {
        String source = readers();
        List<String> rows = Files.readAllLines(Path.of("docs/configuration.md")).stream()
                .filter(line -> line.startsWith("| `") || line.startsWith("| both"))
                .map(line -> line.split("(?<!\\\\)\\|")[1])
                .toList();
        assertThat(rows).hasSizeGreaterThan(30);
        for (String key : found(CODE, String.join("\n", rows))) {
            assertThat(source).contains("\"" + key + "\"");
        }
    }

    @Test
    void theTableOfRolesIsThatOfTheProgram() throws Exception {
        Map<String, String> rows = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("docs/roles.md"))) {
            String[] cells = line.split("\\|");
            if (cells.length >= 4 && cells[2].contains("`")) {
                rows.put(cells[1].strip(), cells[2].strip() + " / " + cells[3].strip());
            }
        }
        Entitlements documented = Entitlements.documented();
        Map<String, String> expected = new TreeMap<>();
        documented.system().forEach((policy, row) -> expected.put(policy, text(row)));
        expected.put("any custom policy that allows an `mrs` action", text(documented.custom()));
        assertThat(rows).isEqualTo(expected);
    }

    private static String text(Entitlement row) {
        return (row.roles().stream().map(role -> "`" + role.value() + "`").collect(Collectors.joining(", "))
                        + " / "
                        + row.managerGroups().stream()
                                .map(group -> "`" + group.value() + "`")
                                .collect(Collectors.joining(", ")))
                .stripTrailing()
                .replaceFirst(" /$", " / ");
    }
}
