package io.rollcall.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.database.Database;
import io.rollcall.database.Sql;
import io.rollcall.database.StateException;
import io.rollcall.database.TestDatabase;
import io.rollcall.operation.FakeCluster;
import io.rollcall.operation.OperationsFixture;
import io.rollcall.operation.lease.Claim;
import io.rollcall.operation.lease.Leases;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is in the database can be put into a file and, from there, into a database of either kind.
class BackupTest {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("a.state");
    }

    private TestDatabase place(String name) throws IOException {
        return TestDatabase.in(Files.createDirectories(folder.resolve(name)));
    }

    /// A service with an operation that ended, and one that somebody was working on.
    private OperationsFixture used() throws IOException {
        OperationsFixture fixture = new OperationsFixture(Files.createDirectories(folder.resolve("used")));
        FakeCluster site = fixture.crowd("c", 5);
        fixture.run(site, OperationsFixture.EVERYTHING);
        fixture.accept(fixture.crowd("d", 3), OperationsFixture.EVERYTHING);
        Claim ignored = fixture.claim("somebody who dies");
        return fixture;
    }

    /// Every row of every table, as text.
    private static Map<String, String> content(Database database) {
        return database.read(connection -> {
            Map<String, String> all = new TreeMap<>();
            for (String table : Tables.of(connection)) {
                int columns = Tables.columns(connection, table).size();
                all.put(
                        table,
                        Sql.list(
                                        connection,
                                        "select " + String.join(", ", Tables.columns(connection, table)) + " from "
                                                + table,
                                        row -> {
                                            StringBuilder text = new StringBuilder();
                                            for (int i = 1; i <= columns; i++) {
                                                text.append(row.getString(i)).append('|');
                                            }
                                            return text.toString();
                                        })
                                .stream()
                                .sorted()
                                .toList()
                                .toString());
            }
            return all;
        });
    }

    private static void voidLeases(Database database) {
        database.change(connection ->
                Sql.update(connection, "update operation set lease_until = 0, owner = null where state = 'running'"));
    }

    @Test
    void whatWasBackedUpWhileTheServiceRanIsThereAgainAndGoesOn() throws Exception {
        try (OperationsFixture fixture = used()) {
            Map<String, Long> written = Backup.of(place("used").once(), file());
            assertThat(written.get("roll_user")).isEqualTo(5);
            assertThat(Restore.into(place("other").once(), file(), false)).isEqualTo(written);
            try (Database restored = place("other").open()) {
                voidLeases(fixture.database);
                assertThat(content(restored)).isEqualTo(content(fixture.database));
                Leases leases = new Leases(restored, fixture.clock, "new", OperationsFixture.LEASE);
                assertThat(leases.claim())
                        .hasValueSatisfying(claim -> assertThat(claim.cluster()).hasToString("d"));
            }
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(folder.resolve("a.state.tmp")).doesNotExist();
    }

    @Test
    void aDatabaseThatHoldsAnythingIsReplacedOnlyWhenAskedTo() throws Exception {
        Map<String, String> before;
        try (OperationsFixture fixture = used()) {
            Backup.of(place("used").once(), file());
            before = content(fixture.database);
            FakeCluster other = fixture.crowd("e", 2);
            fixture.run(other, OperationsFixture.EVERYTHING);
        }
        Map<String, String> now = content();
        assertThatThrownBy(() -> Restore.into(place("used").once(), file(), false))
                .hasMessage("the database is not empty: --replace removes what it holds");
        assertThat(content()).isEqualTo(now).isNotEqualTo(before);
        Restore.into(place("used").once(), file(), true);
        assertThat(content().get("roll_user")).isEqualTo(before.get("roll_user"));
        assertThat(content().get("audit")).isEqualTo(before.get("audit"));
    }

    private Map<String, String> content() throws IOException {
        try (Database database = Database.reading(place("used").once())) {
            return content(database);
        }
    }

    @Test
    void aFileThatIsNotWholeRestoresNothing() throws Exception {
        try (OperationsFixture _ = used()) {
            Backup.of(place("used").once(), file());
        }
        Map<String, String> before = content();
        byte[] whole = Files.readAllBytes(file());
        Path cut = folder.resolve("cut");
        for (int i = 0; i < 40; i++) {
            Files.write(cut, Arrays.copyOf(whole, (whole.length - 1) * i / 39));
            assertThatThrownBy(() -> Restore.into(place("used").once(), cut, true))
                    .isInstanceOf(StateException.class)
                    .hasMessageContaining(cut.toString());
        }
        // Also where the compression is in order.
        String text = unzipped(whole);
        int lines = (int) text.lines().count();
        for (int i = 0; i < lines; i += Math.max(1, lines / 20)) {
            zip(cut, text.lines().limit(i).toList());
            assertThatThrownBy(() -> Restore.into(place("used").once(), cut, true))
                    .isInstanceOf(StateException.class);
        }
        zip(cut, text.replaceFirst("caller", "nobody").lines().toList());
        assertThatThrownBy(() -> Restore.into(place("used").once(), cut, true))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("damaged");
        assertThat(content()).isEqualTo(before);
    }

    @Test
    void aBackupOfAnotherSchemaIsRefused() throws Exception {
        try (OperationsFixture _ = used()) {
            Backup.of(place("used").once(), file());
        }
        zip(
                file(),
                unzipped(Files.readAllBytes(file()))
                        .replaceFirst("\"schema\":\"[0-9]+\"", "\"schema\":\"9000\"")
                        .lines()
                        .toList());
        assertThatThrownBy(() -> Restore.into(place("other").once(), file(), false))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("schema version 9000");
    }

    private static String unzipped(byte[] file) throws IOException {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static void zip(Path file, Iterable<String> lines) throws IOException {
        try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
            for (String line : lines) {
                out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    @Test
    void whereThereIsNothingThereIsNoBackup() {
        Path nowhere = folder.resolve("nowhere.db");
        assertThatThrownBy(() -> Backup.of(nowhere, file()))
                .isInstanceOf(StateException.class)
                .hasMessageContaining(nowhere.toString());
        assertThat(nowhere).doesNotExist();
        assertThat(file()).doesNotExist();
    }
}
