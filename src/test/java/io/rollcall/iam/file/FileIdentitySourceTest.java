package io.rollcall.iam.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.access.Caller;
import io.rollcall.access.Powers;
import io.rollcall.access.Rights;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.UserName;
import io.rollcall.document.DocumentException;
import io.rollcall.policy.Action;
import io.rollcall.policy.Circumstances;
import io.rollcall.policy.Policy;
import io.rollcall.sync.source.Completeness.Complete;
import io.rollcall.sync.source.Completeness.Incomplete;
import io.rollcall.sync.source.IamGroup;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.IamUser;
import io.rollcall.sync.source.Selection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileIdentitySourceTest {
    private static final ProjectId HERE = new ProjectId("p1");
    private static final ProjectId ELSEWHERE = new ProjectId("p2");
    private static final Selection ALL = new Selection.Everything();
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static final String FILE = """
            domain: {id: d1, name: acme}
            projects: [{id: p1, name: region-1}, {id: p2, name: region-2}]
            users:
              - {id: u-1, name: owner, domain_owner: true}
              - {id: u-2, name: reader}
              - {id: u-3, name: common}
              - {id: u-4, name: full}
              - {id: u-5, name: alone}
              - {id: u-6, name: trio}
              - {id: u-7, name: tenant}
              - {id: u-8, name: custom}
              - {id: u-9, name: gone, enabled: false}
              - {id: u-10, name: torn}
              - {id: u-11, name: plain}
            groups:
              - {id: g-2, name: readers, members: [reader, torn], grants: [{policy: MRS ReadOnlyAccess, on: domain}]}
              - {id: g-3, name: commons, members: [common], grants: [{policy: MRS CommonOperations, on: all-projects}]}
              - {id: g-4, name: fulls, members: [full, gone], grants: [{policy: MRS FullAccess, on: project, project: p1}]}
              - {id: g-5, name: alones, members: [alone, trio], grants: [{policy: MRS Administrator, on: project, project: p1}]}
              - {id: g-6, name: servers, members: [trio], grants: [{policy: Server Administrator, on: all-projects}, {policy: Tenant Guest, on: domain}]}
              - {id: g-7, name: tenants, members: [tenant], grants: [{policy: Tenant Administrator, on: domain}]}
              - {id: g-8, name: customs, members: [custom, torn], grants: [{policy: syncers, on: project, project: p1}]}
              - {id: g-9, name: deniers, members: [torn], grants: [{policy: no-sync, on: project, project: p1}]}
            policies:
              - {name: syncers, document: {Version: "1.1", Statement: [{Effect: Allow, Action: ["MRS:cluster:syncuser"]}]}}
              - {name: no-sync, document: {Version: "1.1", Statement: [{Effect: Deny, Action: ["mrs:cluster:sync*"]}]}}
            access_keys:
              - {access: AK1, secret: SK1, user: full}
              - {access: AK9, secret: SK9, user: gone}
            """;

    @TempDir
    Path folder;

    private Path file;
    private Instant now = NOW;
    private int edits;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("iam.yaml");
        save(FILE);
    }

    @Test
    void secretsThatOthersCanReadAreRefusedAtTheStartAndOneWithoutSecretsIsNot() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(this::open).isInstanceOf(DocumentException.class).hasMessageContaining("chmod 600 " + file);
        assertThat(FileIdentitySource.open(file, () -> now, true)).isNotNull();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(open()).isNotNull();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        save(FILE.replaceFirst("(?s)access_keys:.*", ""));
        assertThat(open()).isNotNull();
    }

    /// Reading it takes longer than a caller waits; a caller that is checked meanwhile is checked against the last
    /// good content, and a synchronization waits for the new one.
    @Test
    void aLargeFileIsReadBesideTheCallersAndAWholeReadWaitsForIt() throws Exception {
        FileIdentitySource source = open();
        StringBuilder more = new StringBuilder();
        for (int i = 0; i < 50_000; i++) {
            more.append("  - {id: more-")
                    .append(i)
                    .append(", name: more")
                    .append(i)
                    .append("}\n");
        }
        save(FILE.replace("groups:\n", more + "groups:\n"));
        assertThat(source.accessKey("AK1")).isPresent();
        assertThat(source.read(HERE, ALL, Progress.NONE).users()).hasSize(50_011);
        assertThat(source.accessKey("AK1")).isPresent();
    }

    @Test
    void everythingIsEverybodyWithThePoliciesOfThatProject() throws DocumentException {
        IamSnapshot here = open().read(HERE, ALL, Progress.NONE);

        assertThat(here.completeness()).isEqualTo(new Complete());
        assertThat(here.users()).hasSize(11);
        assertThat(here.groups()).hasSize(8);
        assertThat(policies(here, "readers")).containsExactly("MRS ReadOnlyAccess");
        assertThat(policies(here, "commons")).containsExactly("MRS CommonOperations");
        assertThat(policies(here, "fulls")).containsExactly("MRS FullAccess");

        IamSnapshot elsewhere = open().read(ELSEWHERE, ALL, Progress.NONE);
        assertThat(policies(elsewhere, "commons")).containsExactly("MRS CommonOperations");
        assertThat(policies(elsewhere, "fulls")).isEmpty();
    }

    @Test
    void namesBringTheirGroupsAndGroupsBringAllTheirMemberIds() throws DocumentException {
        Selection named = Selection.Named.of(
                List.of(new UserName("torn"), new UserName("nobody"), new UserName("TENANT")),
                List.of(new GroupName("fulls"), new GroupName("readers"), new GroupName("no group")));

        IamSnapshot snapshot = open().read(HERE, named, Progress.NONE);

        assertThat(snapshot.users()).extracting(user -> user.name().value()).containsExactly("torn");
        assertThat(snapshot.groups())
                .extracting(group -> group.name().value())
                .containsExactlyInAnyOrder("fulls", "readers", "customs", "deniers");
        assertThat(snapshot.groups())
                .filteredOn(group -> group.name().value().equals("fulls"))
                .flatExtracting(IamGroup::members)
                .containsExactlyInAnyOrder(new IamId("u-4"), new IamId("u-9"));
    }

    @Test
    void aProjectThatTheFileDoesNotHaveIsNoReasonToRemoveUsers() throws DocumentException {
        assertThat(open().read(new ProjectId("p3"), ALL, Progress.NONE).completeness())
                .isInstanceOf(Incomplete.class);
    }

    @ParameterizedTest
    @CsvSource({
        "1, true, true",
        "2, false, true",
        "3, false, true",
        "4, true, true",
        "5, false, true",
        "6, true, true",
        "7, true, true",
        "8, true, false",
        "10, false, true",
        "11, false, false"
    })
    void aCallerMayDoWhatTheRowsOfTheTableSay(String number, boolean sync, boolean get) throws DocumentException {
        Rights rights = open().caller(new IamId("u-" + number), HERE, new Powers.OfUser())
                .orElseThrow()
                .rights();

        assertThat(rights.allow(Action.SYNC_USER, Circumstances.UNKNOWN)).isEqualTo(sync);
        assertThat(rights.allow(Action.GET, Circumstances.UNKNOWN)).isEqualTo(get);
    }

    @Test
    void aCallerHasOnlyTheRightsOfThatProject() throws DocumentException {
        Caller full =
                open().caller(new IamId("u-4"), ELSEWHERE, new Powers.OfUser()).orElseThrow();

        assertThat(full.rights().policies()).isEmpty();
    }

    @Test
    void aUserThatIsUnknownOrDisabledOrOfAnotherAccountIsNoCaller() throws DocumentException {
        FileIdentitySource source = open();

        assertThat(source.caller(new IamId("u-99"), HERE, new Powers.OfUser())).isEmpty();
        assertThat(source.caller(new IamId("u-9"), HERE, new Powers.OfUser())).isEmpty();
        assertThat(source.caller(new IamId("u-4"), new ProjectId("p3"), new Powers.OfUser()))
                .isEmpty();
        assertThat(source.accessKey("AK1").orElseThrow().secret().reveal()).isEqualTo("SK1");
        assertThat(source.accessKey("AK9")).isEmpty();
        assertThat(source.accessKey("AK2")).isEmpty();
    }

    @Test
    void anEditIsNoticedByTheNextCall() throws Exception {
        FileIdentitySource source = open();

        save(FILE.replace("{id: u-11, name: plain}", "{id: u-11, name: simple}"));

        assertThat(source.read(HERE, ALL, Progress.NONE).users())
                .extracting(IamUser::name)
                .contains(new UserName("simple"));
    }

    @Test
    void aSecondEditWithinTheSameSecondAndOfTheSameSizeIsNoticed() throws Exception {
        FileIdentitySource source = open();
        Instant coarse = NOW.minusSeconds(1);
        save(FILE.replace("name: plain", "name: first"), coarse);
        assertThat(source.read(HERE, ALL, Progress.NONE).users())
                .extracting(IamUser::name)
                .contains(new UserName("first"));

        save(FILE.replace("name: plain", "name: other"), coarse);
        now = NOW.plusSeconds(1);

        assertThat(source.read(HERE, ALL, Progress.NONE).users())
                .extracting(IamUser::name)
                .contains(new UserName("other"));
    }

    @Test
    void aSaveInProgressIsNotTakenForTheTruth() throws Exception {
        FileIdentitySource source = open();
        String half = FILE.substring(0, FILE.indexOf("  - {id: g-3"));

        save(half, NOW);

        IamSnapshot meanwhile = source.read(HERE, ALL, Progress.NONE);
        assertThat(meanwhile.groups()).hasSize(8);
        assertThat(meanwhile.completeness()).isInstanceOf(Incomplete.class);
        assertThat(source.lastProblems()).isEmpty();

        save(FILE, NOW);
        now = NOW.plusMillis(250);
        assertThat(source.read(HERE, ALL, Progress.NONE).completeness()).isEqualTo(new Complete());
    }

    @Test
    void anInvalidFileLeavesTheLastGoodOneInUse() throws Exception {
        FileIdentitySource source = open();

        save(FILE.replace("members: [full, gone]", "members: [ful, gone]"));

        IamSnapshot snapshot = source.read(HERE, ALL, Progress.NONE);
        assertThat(snapshot.groups()).hasSize(8);
        assertThat(snapshot.completeness())
                .isInstanceOfSatisfying(
                        Incomplete.class,
                        incomplete -> assertThat(incomplete.reason())
                                .contains("groups[2].members[0]", "there is no user 'ful'"));
        assertThat(source.lastProblems()).hasSize(1);
        assertThat(source.accessKey("AK1")).isPresent();

        save(FILE);
        assertThat(source.read(HERE, ALL, Progress.NONE).completeness()).isEqualTo(new Complete());
        assertThat(source.lastProblems()).isEmpty();
    }

    @Test
    void aFileThatVanishesLeavesTheLastGoodOneInUse() throws Exception {
        FileIdentitySource source = open();

        Files.delete(file);

        assertThat(source.read(HERE, ALL, Progress.NONE).completeness()).isInstanceOf(Incomplete.class);
        assertThat(source.read(HERE, ALL, Progress.NONE).users()).hasSize(11);
        assertThat(source.lastProblems()).hasSize(1);

        save(FILE);
        assertThat(source.read(HERE, ALL, Progress.NONE).completeness()).isEqualTo(new Complete());
    }

    @Test
    void aFileThatWasCutOffAnywhereNeverRemovesAUser() throws Exception {
        FileIdentitySource source = open();
        // Behind that the keys follow, which say nothing about who there is.
        int everybody = FILE.indexOf("access_keys:");

        for (int length = 0; length < FILE.length(); length += 17) {
            save(FILE.substring(0, length));
            IamSnapshot snapshot = source.read(HERE, ALL, Progress.NONE);
            if (snapshot.completeness() instanceof Complete) {
                assertThat(length).isGreaterThan(everybody);
            }
            assertThat(snapshot.users()).hasSize(11);
            assertThat(snapshot.groups()).hasSize(8);
        }
    }

    @Test
    void aLastSectionThatIsCutOffInTheMiddleOfALineIsRefused() throws Exception {
        String usersLast = FILE.substring(FILE.indexOf("groups:"))
                + FILE.substring(0, FILE.indexOf("groups:")).replaceAll("\\{(id: u-\\d+, name: \\w+)}", "{$1}");
        save(usersLast);
        FileIdentitySource source = open();

        save(usersLast.stripTrailing());

        assertThat(source.lastProblems()).hasSize(1);
    }

    @Test
    void aServerDoesNotStartWithAnInvalidFile() throws IOException {
        save(FILE.replace("name: plain", "nmae: plain"));
        assertThatThrownBy(this::open)
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("users[10].name: is missing")
                .hasMessageContaining("users[10].nmae: is not a known key (did you mean 'name'?)");

        Files.delete(file);
        assertThatThrownBy(this::open).hasMessageContaining("does not exist");
    }

    private FileIdentitySource open() throws DocumentException {
        InstantSource clock = () -> now;
        return FileIdentitySource.open(file, clock);
    }

    /// Saves with a time of its own, long enough ago to be settled.
    private void save(String content) throws IOException {
        save(content, NOW.minusSeconds(10_000 - ++edits));
    }

    private void save(String content, Instant modified) throws IOException {
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.from(modified));
    }

    private static List<String> policies(IamSnapshot snapshot, String group) {
        return snapshot.groups().stream()
                .filter(candidate -> candidate.name().value().equals(group))
                .flatMap(candidate -> candidate.policies().stream())
                .map(Policy::name)
                .toList();
    }
}
