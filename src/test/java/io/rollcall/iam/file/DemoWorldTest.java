package io.rollcall.iam.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.access.AccessKey;
import io.rollcall.access.Powers;
import io.rollcall.access.Rights;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.ProjectId;
import io.rollcall.policy.Action;
import io.rollcall.policy.Circumstances;
import io.rollcall.sync.rules.Entitlements;
import io.rollcall.sync.rules.NameRules;
import io.rollcall.sync.source.Completeness.Complete;
import io.rollcall.sync.source.IamGroup;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.IamUser;
import io.rollcall.sync.source.Selection;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The demo's world shows every row of the table from policies to roles, and every reason to refuse a name.
class DemoWorldTest {
    private static final ProjectId PROJECT = new ProjectId("ff8080828997cb24018a1b2db3440b80");

    @TempDir
    Path folder;

    private FileIdentitySource source;
    private IamSnapshot world;

    @BeforeEach
    void open() throws Exception {
        Path file = folder.resolve("iam.yaml");
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("/demo/iam.yaml"))) {
            Files.copy(in, file);
        }
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        source = FileIdentitySource.open(file, InstantSource.system());
        world = source.read(PROJECT, new Selection.Everything(), Progress.NONE);
    }

    @Test
    void itHasTwoHundredPeopleInTwelveGroups() {
        assertThat(world.completeness()).isEqualTo(new Complete());
        assertThat(world.users()).hasSize(200);
        assertThat(world.groups()).hasSize(12);
        assertThat(world.users()).anyMatch(user -> !user.enabled());
    }

    @Test
    void itHasEveryRowOfTheTableAndGroupsThatAreNotEligible() {
        Entitlements table = Entitlements.documented();
        Set<Set<String>> held = world.groups().stream()
                .map(group ->
                        group.policies().stream().map(policy -> policy.name()).collect(Collectors.toSet()))
                .collect(Collectors.toSet());

        assertThat(held)
                .contains(
                        Set.of("MRS ReadOnlyAccess"),
                        Set.of("MRS CommonOperations"),
                        Set.of("MRS FullAccess"),
                        Set.of("MRS Administrator"),
                        Set.of("Server Administrator", "Tenant Guest", "MRS Administrator"),
                        Set.of("Tenant Administrator"),
                        Set.of("etl-operators"),
                        Set.of("OBS OperateAccess"),
                        Set.of());
        assertThat(world.groups())
                .filteredOn(group -> !table.makeEligible(group.policies()))
                .hasSize(3);
    }

    @Test
    void somePeopleWouldBeSynchronizedButNoManagerCanHoldThem() {
        Set<IamId> eligible = new HashSet<>();
        Entitlements table = Entitlements.documented();
        for (IamGroup group : world.groups()) {
            if (table.makeEligible(group.policies())) {
                eligible.addAll(group.members());
            }
        }
        NameRules rules = NameRules.documented();
        List<IamUser> candidates = world.users().stream()
                .filter(user -> user.enabled() && eligible.contains(user.id()))
                .toList();

        assertThat(candidates).hasSizeGreaterThan(140);
        assertThat(candidates)
                .filteredOn(user -> rules.brokenBy(user.name()).isPresent()
                        || rules.reservedBy(user.name()).isPresent())
                .extracting(user -> user.name().value())
                .containsExactlyInAnyOrder("li.wei", "bo", "hdfs", "maximiliane-von-und-zu-hohenstein-lang");
        Map<String, Long> keys = candidates.stream()
                .collect(Collectors.groupingBy(user -> user.name().key(), Collectors.counting()));
        assertThat(keys).containsEntry("kim-larsen", 2L);
        assertThat(keys.values()).filteredOn(count -> count > 1).hasSize(1);
    }

    @Test
    void oneKeyMaySynchronizeAndTheOtherMayOnlyLook() {
        assertThat(rights("AKROLLCALLDEMO01").allow(Action.SYNC_USER, Circumstances.UNKNOWN))
                .isTrue();
        assertThat(rights("AKROLLCALLDEMO02").allow(Action.SYNC_USER, Circumstances.UNKNOWN))
                .isFalse();
        assertThat(rights("AKROLLCALLDEMO02").allow(Action.GET, Circumstances.UNKNOWN))
                .isTrue();
    }

    private Rights rights(String access) {
        AccessKey key = source.accessKey(access).orElseThrow();
        return source.caller(key.user(), PROJECT, new Powers.OfUser())
                .orElseThrow()
                .rights();
    }
}
