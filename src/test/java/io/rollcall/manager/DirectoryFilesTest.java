package io.rollcall.manager;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldif.LDIFException;
import com.unboundid.ldif.LDIFReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// The files of `docs/ldap` that say the same in the words of another schema.
class DirectoryFilesTest {
    private static List<Entry> entries(InputStream ldif) throws IOException, LDIFException {
        List<Entry> entries = new ArrayList<>();
        try (LDIFReader reader = new LDIFReader(ldif)) {
            for (Entry entry = reader.readEntry(); entry != null; entry = reader.readEntry()) {
                entries.add(entry);
            }
        }
        return entries;
    }

    /// A group of `nis.ldif` lists names instead of entries, and needs no class for them.
    private static Entry inNis(Entry entry) {
        if (!String.valueOf(entry.getDN()).contains(",ou=Groups,")) {
            return entry;
        }
        Entry group = entry.duplicate();
        group.removeAttributeValue("objectClass", "groupOfMembers");
        String[] members = Objects.requireNonNullElse(entry.getAttributeValues("member"), new String[0]);
        group.removeAttribute("member");
        if (members.length > 0) {
            group.addAttribute(
                    "memberUid",
                    Arrays.stream(members)
                            .map(dn -> dn.replaceFirst("uid=([^,]+),ou=Peoples,.*", "$1"))
                            .toList());
        }
        return group;
    }

    @Test
    void theManagerForDebianIsTheManagerWithMemberUid() throws Exception {
        List<Entry> base;
        try (InputStream resource =
                DirectoryFilesTest.class.getResourceAsStream("/io/rollcall/manager/embedded/manager-base.ldif")) {
            base = entries(Objects.requireNonNull(resource));
        }
        assertThat(base).hasSizeGreaterThan(50);
        Path file = Path.of("docs/ldap/manager-debian.ldif");
        assertThat(entries(Files.newInputStream(file)))
                .isEqualTo(base.stream().map(DirectoryFilesTest::inNis).toList());
        assertThat(Files.readString(file, UTF_8))
                .doesNotContain("groupOfMembers")
                .contains("memberUid: ");
    }
}
