package io.rollcall.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/// The bill of materials that the build makes, and what is said of it.
class LicencesIT {
    /// Those that a program under the Apache License may be distributed with, as a whole and unchanged.
    private static final Set<String> LOOKED_AT =
            Set.of("Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause", "EPL-1.0", "EPL-2.0", "CC0-1.0");

    private static final Path BILL = Path.of("target/bom.json");

    private static List<JsonNode> libraries() throws Exception {
        assertThat(BILL).as("made by the build before these tests").exists();
        JsonNode bill = new ObjectMapper().readTree(BILL.toFile());
        assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
        return StreamSupport.stream(bill.path("components").spliterator(), false)
                .toList();
    }

    private static List<String> licences(JsonNode library) {
        List<String> names = new ArrayList<>();
        for (JsonNode one : library.path("licenses")) {
            String id = one.path("license").path("id").asText("");
            String name = one.path("license").path("name").asText("");
            names.add(
                    !id.isEmpty() ? id : name.isEmpty() ? one.path("expression").asText() : name);
        }
        return names;
    }

    @Test
    void everyLibraryIsListedWithItsLicence() throws Exception {
        List<String> rows = libraries().stream()
                .map(library -> "| %s:%s | %s | %s |"
                        .formatted(
                                library.path("group").asText(),
                                library.path("name").asText(),
                                library.path("version").asText(),
                                String.join(" or ", licences(library))))
                .sorted()
                .toList();
        assertThat(Files.readAllLines(Path.of("docs/licences.md")))
                .filteredOn(line -> line.startsWith("| ") && line.contains(":"))
                .containsExactlyElementsOf(rows);
        assertThat(rows).hasSizeGreaterThan(50);
    }

    @Test
    void everyLibraryHasALicenceThatAPersonHasReviewed() throws Exception {
        assertThat(libraries())
                .allSatisfy(library -> assertThat(licences(library))
                        .as(library.path("purl").asText())
                        .containsAnyElementsOf(LOOKED_AT));
    }

    @Test
    void nothingThatOnlyTestsNeedIsDistributed() throws Exception {
        assertThat(libraries())
                .extracting(library -> library.path("name").asText())
                .doesNotContain("jazzer", "junit-jupiter", "assertj-core", "archunit", "huaweicloud-sdk-mrs");
    }
}
