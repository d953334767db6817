package io.rollcall.manager.embedded;

import static io.rollcall.manager.EmbeddedDirectoryTest.BIND_DN;
import static io.rollcall.manager.EmbeddedDirectoryTest.PASSWORD;
import static io.rollcall.sync.provisioning.SampleChanges.CLUSTER;
import static io.rollcall.sync.provisioning.SampleChanges.account;
import static io.rollcall.sync.provisioning.SampleChanges.newGroup;
import static io.rollcall.sync.provisioning.SampleChanges.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.PermissiveModifyRequestControl;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UserName;
import io.rollcall.manager.LdapTarget;
import io.rollcall.manager.ManagerFixture;
import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.ChangeOutcome.Applied;
import io.rollcall.sync.provisioning.Checkpoint;
import io.rollcall.sync.provisioning.SampleChanges;
import io.rollcall.sync.target.TargetSnapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDirectoryFilesTest {
    @TempDir
    Path temp;

    private static EmbeddedDirectory start(Path folder) throws IOException {
        return EmbeddedDirectory.start(folder, 0, LdapSettings.DEFAULT_BASE, BIND_DN, PASSWORD);
    }

    private static TargetSnapshot read(EmbeddedDirectory directory) throws Exception {
        try (LdapTarget target = new LdapTarget(CLUSTER, directory.settings())) {
            return target.read(Progress.NONE);
        }
    }

    private static void apply(EmbeddedDirectory directory, Change... changes) throws Exception {
        try (LdapTarget target = new LdapTarget(CLUSTER, directory.settings())) {
            assertThat(target.apply(List.of(changes), Checkpoint.OPEN)).allMatch(Applied.class::isInstance);
        }
    }

    private static Set<Object> everything(EmbeddedDirectory directory) throws Exception {
        TargetSnapshot snapshot = read(directory);
        Set<Object> all = new HashSet<>(snapshot.accounts());
        all.addAll(snapshot.groups());
        all.addAll(snapshot.roles());
        return all;
    }

    /// What a killed process leaves: the files of the running one.
    private Path corpse(Path folder, String name) throws IOException {
        Path copy = Files.createDirectory(temp.resolve(name));
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    private static Path only(Path folder, String prefix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(
                            file -> file.getFileName().toString().startsWith(prefix))
                    .toList();
            assertThat(found).hasSize(1);
            return found.getFirst();
        }
    }

    @Test
    void aNewDirectoryHoldsTheManagersOwnRolesGroupsAndUsers() throws Exception {
        try (EmbeddedDirectory directory = start(temp.resolve("d"))) {
            TargetSnapshot snapshot = read(directory);

            assertThat(snapshot.role(new RoleName("Manager_administrator"))).isNotNull();
            assertThat(snapshot.role(new RoleName("default"))).isNotNull();
            assertThat(snapshot.roles()).hasSize(7);
            assertThat(snapshot.group(new GroupName("launcher-job"))).isNotNull();
            assertThat(Objects.requireNonNull(snapshot.group(new GroupName("supergroup")))
                            .members())
                    .contains(new UserName("hdfs"));
            assertThat(snapshot.account(new UserName("admin"))).isNotNull();
            assertThat(snapshot.ownedAccounts()).isEmpty();
            assertThat(snapshot.ownedGroups()).isEmpty();
        }
    }

    private static String[] members(int from, int to, String format) {
        return IntStream.range(from, to).mapToObj(format::formatted).toArray(String[]::new);
    }

    private static Set<String> membersOf(LDAPConnection admin, String group) throws LDAPException {
        return Set.of(Objects.requireNonNull(
                Objects.requireNonNull(admin.getEntry(group)).getAttributeValues("member")));
    }

    /// The server in memory would compare each value with each.
    @Test
    void aLargeEditIsRecordedAsTheListThatItMakesAndHasTheEffectOfTheRequest() throws Exception {
        Path folder = temp.resolve("d");
        String group = "cn=supergroup,ou=Groups," + LdapSettings.DEFAULT_BASE;
        String usual = "uid=user%d,ou=Peoples," + LdapSettings.DEFAULT_BASE;
        String odd = "UID=USER%d, OU=peoples," + LdapSettings.DEFAULT_BASE;
        try (EmbeddedDirectory directory = start(folder);
                LDAPConnection admin =
                        new LDAPConnection("127.0.0.1", directory.url().getPort(), BIND_DN, PASSWORD.reveal())) {
            Set<String> others = membersOf(admin, group);
            admin.modify(group, new Modification(ModificationType.ADD, "member", members(0, 200, usual)));
            admin.modify(group, new Modification(ModificationType.DELETE, "member", members(0, 100, odd)));

            assertThat(membersOf(admin, group))
                    .contains(members(100, 200, usual))
                    .containsAll(others)
                    .hasSize(100 + others.size());
            assertThat(Files.readString(only(folder, "journal-")))
                    .contains("replace: member")
                    .doesNotContain("add: member", "delete: member");

            Entry before = admin.getEntry(group);
            ModifyRequest absent = new ModifyRequest(
                    group, new Modification(ModificationType.DELETE, "member", members(50, 150, usual)));
            ModifyRequest present =
                    new ModifyRequest(group, new Modification(ModificationType.ADD, "member", members(150, 250, odd)));
            assertThatThrownBy(() -> admin.modify(absent))
                    .isInstanceOfSatisfying(
                            LDAPException.class,
                            e -> assertThat(e.getResultCode()).isEqualTo(ResultCode.NO_SUCH_ATTRIBUTE));
            assertThat(admin.getEntry(group)).isEqualTo(before);

            absent.addControl(new PermissiveModifyRequestControl());
            present.addControl(new PermissiveModifyRequestControl());
            admin.modify(absent);
            admin.modify(present);
            assertThat(membersOf(admin, group)).hasSize(100 + others.size());

            admin.modify(
                    group,
                    new Modification(ModificationType.REPLACE, "description", "both at once"),
                    new Modification(ModificationType.DELETE, "member", members(150, 250, usual)),
                    new Modification(ModificationType.ADD, "member", members(300, 400, usual)));
            Entry last = Objects.requireNonNull(admin.getEntry(group));
            assertThat(last.getAttributeValue("description")).isEqualTo("both at once");
            assertThat(membersOf(admin, group))
                    .contains(members(300, 400, usual))
                    .hasSize(100 + others.size());
            try (EmbeddedDirectory again = start(corpse(folder, "again"));
                    LDAPConnection reader =
                            new LDAPConnection("127.0.0.1", again.url().getPort(), BIND_DN, PASSWORD.reveal())) {
                assertThat(reader.getEntry(group)).isEqualTo(last);
            }
        }
    }

    @Test
    void anotherBaseIsFilledLikewise() throws Exception {
        try (EmbeddedDirectory directory =
                EmbeddedDirectory.start(temp.resolve("d"), 0, "dc=example", "cn=root,dc=example", PASSWORD)) {
            assertThat(read(directory).account(new UserName("hdfs"))).isNotNull();
        }
    }

    @Test
    void whatWasAnsweredSurvivesTheDeathOfTheProcess() throws Exception {
        try (EmbeddedDirectory directory = start(temp.resolve("d"))) {
            apply(directory, account("ann", 20_001), account("bob", 20_002), account("cid", 20_003));
            apply(directory, newGroup("data", 30_001, "ann", "bob"));
            apply(
                    directory,
                    new Change.ChangeGroup(
                            SampleChanges.group("data"),
                            List.of(new UserName("ann"), new UserName("cid")),
                            List.of(new UserName("bob"), new UserName("absent")),
                            "größer",
                            ""));
            apply(directory, new Change.RenameAccount(user("ann"), new UserName("anna")));
            apply(directory, new Change.DeleteAccount(user("bob")));

            try (EmbeddedDirectory heir = start(corpse(temp.resolve("d"), "corpse"))) {
                assertThat(everything(heir)).isEqualTo(everything(directory));
            }
        }
    }

    @Test
    void aRecordTornAtAnyByteIsDroppedAlone() throws Exception {
        Path corpse;
        try (EmbeddedDirectory directory = start(temp.resolve("d"))) {
            apply(directory, account("ann", 20_001));
            apply(directory, account("bob", 20_002));
            corpse = corpse(temp.resolve("d"), "corpse");
        }
        byte[] journal = Files.readAllBytes(only(corpse, "journal-"));
        int last = new String(journal, StandardCharsets.ISO_8859_1).indexOf("\n\n") + 2;
        assertThat(last).isLessThan(journal.length);

        for (int length = last; length < journal.length; length++) {
            Path file = temp.resolve("torn.ldif");
            Files.write(file, Arrays.copyOf(journal, length));
            assertThat(Journal.read(file)).as("cut after %d bytes", length).hasSize(last);
            try (Journal reopened = Journal.open(file)) {
                reopened.append(List.of("dn: dc=x", "changetype: delete"));
            }
            assertThat(Journal.read(file)).endsWith("\n\ndn: dc=x\nchangetype: delete\n\n");
        }

        Files.write(only(corpse, "journal-"), Arrays.copyOf(journal, journal.length - 1));
        try (EmbeddedDirectory heir = start(corpse)) {
            assertThat(read(heir).account(new UserName("ann"))).isNotNull();
            assertThat(read(heir).account(new UserName("bob"))).isNull();
            apply(heir, account("bob", 20_002));
        }
    }

    @Test
    void eachStartFoldsTheJournalIntoTheBase() throws Exception {
        Path folder = temp.resolve("d");
        try (EmbeddedDirectory directory = start(folder)) {
            apply(directory, account("ann", 20_001));
            assertThat(Files.readString(only(folder, "base-"))).doesNotContain("uid=ann,");
        }
        try (EmbeddedDirectory directory = start(folder)) {
            assertThat(Files.size(only(folder, "journal-"))).isZero();
            assertThat(Files.readString(only(folder, "base-"))).contains("uid=ann,");
            assertThat(read(directory).account(new UserName("ann"))).isNotNull();
        }
    }

    @Test
    void aDeathWhileTheJournalIsFoldedChangesNothing() throws Exception {
        Path folder = temp.resolve("d");
        Path before;
        try (EmbeddedDirectory directory = start(folder)) {
            apply(directory, account("ann", 20_001));
            before = corpse(folder, "before");
        }
        start(folder).close();
        // The new base is in place, the old files are not gone yet.
        Files.copy(only(before, "base-"), folder.resolve("base-1.ldif"));
        Files.copy(only(before, "journal-"), folder.resolve("journal-1.ldif"));
        Files.writeString(folder.resolve("base.tmp"), "dn: half a fi");

        try (EmbeddedDirectory directory = start(folder)) {
            assertThat(read(directory).account(new UserName("ann"))).isNotNull();
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(new TreeSet<>(
                                files.map(Path::getFileName).map(Path::toString).toList()))
                        .containsExactly("base-3.ldif", "journal-3.ldif", "lock");
            }
        }
    }

    @Test
    void aJournalThatDoesNotFitIsRefusedAsAWhole() throws Exception {
        Path folder = temp.resolve("d");
        start(folder).close();
        Files.writeString(only(folder, "journal-"), "dn: uid=absent,dc=hadoop,dc=com\nchangetype: delete\n\n");

        assertThatThrownBy(() -> start(folder)).isInstanceOf(IOException.class).hasMessageContaining("absent");
        assertThatThrownBy(() -> start(folder)).hasMessageContaining("absent");
    }

    @Test
    void aFolderInUseIsRefused() throws Exception {
        try (EmbeddedDirectory _ = start(temp.resolve("d"))) {
            assertThatThrownBy(() -> start(temp.resolve("d")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is used by another");
        }
        start(temp.resolve("d")).close();
    }

    @Test
    void nobodyReadsOrWritesWithoutThePassword() throws Exception {
        try (EmbeddedDirectory directory = start(temp.resolve("d"));
                LDAPConnection stranger =
                        new LDAPConnection("127.0.0.1", directory.url().getPort())) {
            assertThatThrownBy(() -> stranger.search(LdapSettings.DEFAULT_BASE, SearchScope.SUB, "(uid=*)"))
                    .isInstanceOf(LDAPException.class);
            assertThatThrownBy(() -> stranger.delete(ManagerFixture.userDn("hdfs")))
                    .isInstanceOf(LDAPException.class);
            assertThatThrownBy(() -> stranger.bind(BIND_DN, "wrong"))
                    .isInstanceOfSatisfying(
                            LDAPException.class,
                            e -> assertThat(e.getResultCode()).isEqualTo(ResultCode.INVALID_CREDENTIALS));
        }
    }
}
