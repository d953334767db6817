package io.rollcall.iam.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.ProjectId;
import io.rollcall.sync.source.IamGroup;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.IamUser;
import io.rollcall.sync.source.Selection;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What reading a large file costs, as laws that hold for a smaller one.
class LargeFileTest {
    private static final int USERS = 4_000;
    private static final int GROUPS = 400;
    private static final int MEMBERS = 200;
    private static final ProjectId PROJECT = new ProjectId("p1");
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    Path folder;

    /// The styles in which programs and people write the same file.
    enum Style {
        FLOW("{id: u-%1$s, name: user%1$s}", "[", "user%s", ", ", "]"),
        BLOCK("id: u-%1$s\n    name: user%1$s", "", "\n      - user%s", "", ""),
        JSON("{\"id\": \"u-%1$s\", \"name\": \"user%1$s\"}", "[", "\"user%s\"", ", ", "]");

        private final String user;
        private final String begin;
        private final String member;
        private final String between;
        private final String end;

        Style(String user, String begin, String member, String between, String end) {
            this.user = user;
            this.begin = begin;
            this.member = member;
            this.between = between;
            this.end = end;
        }

        String file(String lastUser) {
            StringBuilder file = new StringBuilder("domain: {id: d, name: d}\nprojects: [{id: p1, name: p}]\nusers:\n");
            for (int i = 0; i < USERS; i++) {
                file.append("  - ")
                        .append(user.formatted(i < USERS - 1 ? i : lastUser))
                        .append('\n');
            }
            file.append("groups:\n");
            for (int group = 0; group < GROUPS; group++) {
                file.append("  - id: g-%1$d\n    name: group%1$d\n    members: ".formatted(group))
                        .append(begin);
                for (int i = 0; i < MEMBERS; i++) {
                    file.append(i == 0 ? "" : between).append(member.formatted((group * 7 + i) % (USERS - 1)));
                }
                file.append(end).append('\n');
            }
            return file.toString();
        }
    }

    /// Ten times as much was allocated while each scalar was an object of a tree.
    @ParameterizedTest
    @EnumSource(Style.class)
    void aMembershipCostsLittleMoreThanItsBytes(Style style) throws Exception {
        byte[] file = style.file("last").getBytes(UTF_8);
        assertThat(FileFormat.read("warm", file).membershipCount()).isEqualTo(GROUPS * MEMBERS);

        long allocated = allocatedBy(() -> FileFormat.read("f", file));

        assertThat(allocated / (GROUPS * MEMBERS)).isLessThan(200);
    }

    @ParameterizedTest
    @EnumSource(Style.class)
    void everyIdIsOneObject(Style style) throws Exception {
        Content first = FileFormat.read("f", style.file("last").getBytes(UTF_8));
        Content second = FileFormat.read("f", style.file("other").getBytes(UTF_8), first);

        assertThat(ids(first)).hasSize(USERS);
        assertThat(ids(second)).hasSize(USERS);
        Set<IamId> both = ids(first);
        both.addAll(ids(second));
        assertThat(both).hasSize(USERS + 1);
    }

    @Test
    void bytesThatAreTheSameAreNotParsedAgain() throws Exception {
        Path file = folder.resolve("iam.yaml");
        String content = Style.FLOW.file("last");
        save(file, content, 20);
        FileIdentitySource source = FileIdentitySource.open(file, InstantSource.fixed(NOW));
        IamSnapshot before = read(source);

        save(file, content, 10);
        long allocated = allocatedBy(() -> assertThat(read(source)).isSameAs(before));

        // Reading the file needs its size, parsing it many times as much.
        assertThat(allocated).isGreaterThan(content.length()).isLessThan(3L * content.length());
    }

    @Test
    void oneUserWhoChangedChangesNoOtherObject() throws Exception {
        Path file = folder.resolve("iam.yaml");
        save(file, Style.FLOW.file("last"), 20);
        FileIdentitySource source = FileIdentitySource.open(file, InstantSource.fixed(NOW));
        IamSnapshot before = read(source);

        save(file, Style.FLOW.file("other"), 10);
        IamSnapshot after = read(source);

        Set<Object> objects = Collections.newSetFromMap(new IdentityHashMap<>());
        objects.addAll(before.users());
        objects.addAll(before.groups());
        assertThat(after.users().stream().filter(user -> !objects.contains(user)))
                .extracting(user -> user.name().value())
                .containsExactly("userother");
        assertThat(objects).containsAll(after.groups());
        assertThat(objects).hasSize(USERS + GROUPS);
    }

    private static Set<IamId> ids(Content content) {
        Set<IamId> ids = Collections.newSetFromMap(new IdentityHashMap<>());
        for (IamUser user : content.users(new Selection.Everything())) {
            ids.add(user.id());
        }
        for (IamGroup group : content.groups(new Selection.Everything(), PROJECT)) {
            ids.addAll(group.members());
        }
        return ids;
    }

    private interface Action {
        void run() throws Exception;
    }

    private static long allocatedBy(Action action) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        action.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static IamSnapshot read(FileIdentitySource source) {
        return source.read(PROJECT, new Selection.Everything(), Progress.NONE);
    }

    private static void save(Path file, String content, int secondsAgo) throws Exception {
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.from(NOW.minusSeconds(secondsAgo)));
    }
}
