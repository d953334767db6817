package io.rollcall.iam.file;

import io.rollcall.access.CallerSource;
import io.rollcall.access.CallerSourceContract;
import io.rollcall.cluster.Progress;
import io.rollcall.sync.source.IdentitySource;
import io.rollcall.sync.source.IdentitySourceContract;
import io.rollcall.sync.source.SampleIam;
import io.rollcall.sync.source.Selection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/// The contracts of an IAM, on a file.
class FileContractTest {
    @TempDir
    Path folder;

    @Nested
    class OfIdentities extends IdentitySourceContract {
        @Override
        protected SampleIam open() throws Exception {
            return new SampleFile(folder.resolve("iam.yaml"));
        }
    }

    @Nested
    class OfCallers extends CallerSourceContract {
        @Override
        protected SampleIam open() throws Exception {
            return new SampleFile(folder.resolve("iam.yaml"));
        }
    }

    private static final class SampleFile implements SampleIam {
        private final Path file;
        private final FileIdentitySource source;
        private Instant now = Instant.parse("2026-03-01T12:00:00Z");
        private String content = """
                domain: {id: d1, name: acme}
                projects: [{id: p1, name: region-1}, {id: p2, name: region-2}]
                users:
                  - {id: u-alice, name: alice}
                  - {id: u-bob, name: bob}
                  - {id: u-carol, name: carol, enabled: false}
                groups:
                  - {id: g-admins, name: admins, members: [alice, carol], grants: [{policy: MRS FullAccess, on: project, project: p1}]}
                  - {id: g-analysts, name: analysts, members: [alice, bob], grants: [{policy: analyst, on: all-projects}]}
                  - {id: g-readers, name: readers, members: [bob], grants: [{policy: MRS ReadOnlyAccess, on: domain}]}
                  - {id: g-outsiders, name: outsiders, members: [bob], grants: [{policy: MRS FullAccess, on: project, project: p2}]}
                  - {id: g-empty, name: empty, members: [], grants: [{policy: MRS CommonOperations, on: project, project: p1}]}
                  - {id: g-idle, name: idle, members: [alice], grants: []}
                policies:
                  - {name: analyst, document: {Version: "1.1", Statement: [{Effect: Allow, Action: ["mrs:job:submit"]}]}}
                access_keys:
                  - {access: AK-alice, secret: SK-alice, user: alice}
                tokens:
                  - {token: token-alice, user: alice, project: p1}
                """;

        SampleFile(Path file) throws Exception {
            this.file = file;
            save(content);
            source = FileIdentitySource.open(file, () -> now);
        }

        /// With a time of its own, long enough ago to be settled.
        private void save(String text) throws IOException {
            content = text;
            now = now.plusSeconds(10);
            Files.writeString(file, text);
            Files.setLastModifiedTime(file, FileTime.from(now.minusSeconds(5)));
        }

        @Override
        public IdentitySource source() {
            return source;
        }

        @Override
        public CallerSource callers() {
            return source;
        }

        /// Ids, keys and tokens have a hyphen before the name.
        @Override
        public void renameUser(String name, String to) throws IOException {
            save(content.replaceAll("(?<!-)\\b" + name + "\\b", to));
        }

        @Override
        public void renameGroup(String name, String to) throws IOException {
            renameUser(name, to);
        }

        @Override
        public void removeMember(String group, String user) throws IOException {
            save(content.replaceAll("(name: " + group + ", members: \\[.*?)" + user + "(, )?", "$1"));
        }

        @Override
        public void disable(String user) throws IOException {
            save(content.replace("name: " + user + "}", "name: " + user + ", enabled: false}"));
        }

        @Override
        public void revokeToken() throws IOException {
            save(content.replaceAll("tokens:\n.*\n", "tokens: []\n"));
        }

        /// A caller is checked against what was read last.
        @Override
        public Instant later() {
            now = now.plus(Duration.ofMinutes(1));
            source.read(project(), new Selection.Everything(), Progress.NONE);
            return now;
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
