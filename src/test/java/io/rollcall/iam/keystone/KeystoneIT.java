package io.rollcall.iam.keystone;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.access.AccessKey;
import io.rollcall.access.Powers;
import io.rollcall.access.Rights;
import io.rollcall.access.Token;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UserName;
import io.rollcall.iam.keystone.KeystoneSettings.Credentials;
import io.rollcall.policy.Action;
import io.rollcall.policy.Circumstances;
import io.rollcall.sync.plan.Plan;
import io.rollcall.sync.planner.PlanRunner;
import io.rollcall.sync.planner.Planner;
import io.rollcall.sync.planner.RandomWorld;
import io.rollcall.sync.provisioning.MemoryTarget;
import io.rollcall.sync.rules.Entitlements;
import io.rollcall.sync.source.Completeness;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.Selection;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.TargetGroup;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Reads a real Keystone as a user who may only read there.
class KeystoneIT {
    private static final Selection EVERYTHING = new Selection.Everything();

    @AutoClose
    private static Keystone keystone;

    private static Credentials.Password reader;

    private final FakeTime time = new FakeTime();

    @BeforeAll
    static void start() {
        keystone = Keystone.start();
        reader = keystone.reader();
        keystone.create("role", Map.of("name", "MRS FullAccess"));
        keystone.create("role", Map.of("name", "analyst"));
    }

    private KeystoneIdentitySource source() throws Exception {
        Map<String, String> roles = Map.of("analyst", KeystoneSettings.CUSTOM, "reader", "MRS ReadOnlyAccess");
        return KeystoneIdentitySource.open(
                keystone.settings(reader, roles), Entitlements.documented()::concern, time, time);
    }

    @Test
    void whatChangesInKeystoneChangesInTheDirectory() throws Exception {
        String project = keystone.project("life");
        String ann = keystone.user("life-ann");
        String ben = keystone.user("life-ben");
        String cleo = keystone.user("life-cleo");
        String dan = keystone.user("life-dan");
        keystone.change("user", cleo, Map.of("enabled", false));
        String admins = keystone.group("life-admins", ann);
        String analysts = keystone.group("life-analysts", ann, ben, cleo, dan);
        String readers = keystone.group("life-readers", dan);
        keystone.group("life-idle", dan);
        keystone.grantGroup(project, admins, "MRS FullAccess");
        keystone.put("/v3/OS-INHERIT/domains/" + Keystone.DOMAIN + "/groups/" + analysts + "/roles/"
                + keystone.idOf("role", "analyst") + "/inherited_to_projects");
        // member implies reader.
        keystone.grant("domains/" + Keystone.DOMAIN + "/groups/" + readers, "member");

        try (KeystoneIdentitySource source = source()) {
            PlanRunner runner = new PlanRunner(new RandomWorld(0));
            runner.target = MemoryTarget.documented("model");
            synchronize(source, project, runner);
            assertThat(members(runner, "life-admins")).containsExactly("life-ann");
            assertThat(members(runner, "life-analysts")).containsExactlyInAnyOrder("life-ann", "life-ben", "life-dan");
            assertThat(members(runner, "life-readers")).containsExactly("life-dan");
            assertThat(runner.target.read().group(new GroupName("life-idle"))).isNull();
            assertThat(runner.target.read().account(new UserName("life-cleo"))).isNull();
            assertThat(holders(runner, "Manager_administrator")).containsExactly("life-admins");
            assertThat(holders(runner, "Manager_viewer"))
                    .containsExactlyInAnyOrder("life-admins", "life-analysts", "life-readers");
            Account before = account(runner, "life-ben");

            keystone.change("group", analysts, Map.of("name", "life-science"));
            keystone.change("user", ben, Map.of("name", "life-benjamin"));
            keystone.delete("/v3/users/" + dan);
            keystone.delete("/v3/groups/" + admins + "/users/" + ann);
            synchronize(source, project, runner);

            assertThat(members(runner, "life-science")).containsExactlyInAnyOrder("life-ann", "life-benjamin");
            assertThat(runner.target.read().group(new GroupName("life-analysts")))
                    .isNull();
            assertThat(account(runner, "life-benjamin").uidNumber()).isEqualTo(before.uidNumber());
            assertThat(runner.target.read().account(new UserName("life-dan"))).isNull();
            assertThat(members(runner, "life-admins")).isEmpty();
        }
    }

    private static void synchronize(KeystoneIdentitySource source, String project, PlanRunner runner) throws Exception {
        IamSnapshot read = source.read(new ProjectId(project), EVERYTHING, Progress.NONE);
        assertThat(read.completeness()).isEqualTo(new Completeness.Complete());
        Plan plan = Planner.synchronize(EVERYTHING, read, runner.input(), 0);
        assertThat(plan.holds()).isEmpty();
        runner.run(plan);
        assertThat(Planner.synchronize(EVERYTHING, read, runner.input(), 0).changes())
                .isEmpty();
    }

    private static Set<String> members(PlanRunner runner, String group) {
        TargetGroup found = Optional.ofNullable(runner.target.read().group(new GroupName(group)))
                .orElseThrow();
        return Set.copyOf(found.members().stream().map(UserName::value).toList());
    }

    private static Set<String> holders(PlanRunner runner, String role) {
        var found = Optional.ofNullable(runner.target.read().role(new io.rollcall.cluster.RoleName(role)))
                .orElseThrow();
        return Set.copyOf(found.groups().stream().map(GroupName::value).toList());
    }

    private static Account account(PlanRunner runner, String user) {
        Account found = Optional.ofNullable(runner.target.read().account(new UserName(user)))
                .orElseThrow();
        return found;
    }

    @Test
    void aNamedUserIsReadWithAllItsGroups() throws Exception {
        String project = keystone.project("named");
        String user = keystone.user("named-user");
        String one = keystone.group("named-one", user);
        keystone.group("named-two", user);
        keystone.group("named-three");
        keystone.grantGroup(project, one, "MRS FullAccess");

        try (KeystoneIdentitySource source = source()) {
            IamSnapshot read = source.read(
                    new ProjectId(project),
                    Selection.Named.of(
                            Set.of(new UserName("named-user"), new UserName("named-nobody")),
                            Set.of(new GroupName("named-three"))),
                    Progress.NONE);
            assertThat(read.completeness()).isEqualTo(new Completeness.Complete());
            assertThat(read.users()).extracting(known -> known.id().value()).containsExactly(user);
            assertThat(read.groups())
                    .extracting(group -> group.name().value())
                    .containsExactlyInAnyOrder("named-one", "named-two", "named-three");
        }
    }

    @Test
    void tokensAndKeysOfKeystoneSayWhoCalls() throws Exception {
        String project = keystone.project("calls");
        ProjectId here = new ProjectId(project);
        String user = keystone.user("calls-user");
        String group = keystone.group("calls-group", user);
        keystone.grantGroup(project, group, "MRS FullAccess");
        keystone.ec2(user, project, "AK-calls", "SK-calls", "");
        String text = keystone.issue("calls-user", project);

        try (KeystoneIdentitySource source = source()) {
            Token token = source.token(Secret.of(text)).orElseThrow();
            assertThat(token.user()).isEqualTo(new IamId(user));
            assertThat(token.project()).isEqualTo(here);
            assertThat(source.token(Secret.of(keystone.issueUnscoped("calls-user"))))
                    .isEmpty();
            assertThat(source.token(Secret.of("made-up"))).isEmpty();
            assertThat(source.accessKey("AK-calls"))
                    .hasValue(new AccessKey("AK-calls", Secret.of("SK-calls"), new IamId(user), here));
            assertThat(source.accessKey("AK-unknown")).isEmpty();
            Rights rights = source.caller(new IamId(user), here, new Powers.OfUser())
                    .orElseThrow()
                    .rights();
            assertThat(rights.allow(Action.SYNC_USER, Circumstances.UNKNOWN)).isTrue();
            assertThat(source.caller(
                                    new IamId(user),
                                    new ProjectId(keystone.project("calls-other")),
                                    new Powers.OfUser())
                            .orElseThrow()
                            .rights()
                            .allow(Action.GET, Circumstances.UNKNOWN))
                    .isFalse();

            keystone.revoke(text);
            time.of(Duration.ofMinutes(1));
            assertThat(source.token(Secret.of(text))).isEmpty();
            keystone.change("user", user, Map.of("enabled", false));
            assertThat(source.caller(new IamId(user), here, new Powers.OfUser()))
                    .isEqualTo(Optional.empty());
        }
    }

    /// A Keystone with a `list_limit` leaves out the rest of a list with status 200.
    @Test
    void aListThatKeystoneCutsShortIsNotTakenForTheWholeTruth() throws Exception {
        try (Keystone curt = Keystone.start("[DEFAULT]\nlist_limit = 3\n")) {
            Credentials.Password somebody = curt.reader();
            String project = curt.project("curt");
            curt.group(
                    "curt-group", curt.user("curt-1"), curt.user("curt-2"), curt.user("curt-3"), curt.user("curt-4"));
            try (KeystoneIdentitySource source = KeystoneIdentitySource.open(
                    curt.settings(somebody, Map.of()), Entitlements.documented()::concern, time, time)) {
                assertThat(source.read(new ProjectId(project), EVERYTHING, Progress.NONE)
                                .completeness())
                        .isInstanceOfSatisfying(
                                Completeness.Incomplete.class,
                                incomplete -> assertThat(incomplete.reason()).contains("/v3/users is cut short"));
            }
        }
    }
}
