package io.rollcall.sync.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.access.Rights;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.UserName;
import io.rollcall.policy.Action;
import io.rollcall.policy.Circumstances;
import io.rollcall.policy.Policy;
import io.rollcall.policy.Statement;
import io.rollcall.policy.SystemPolicies;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoliciesTest {
    private static final String ALL = "Manager_administrator Manager_auditor Manager_operator Manager_tenant"
            + " Manager_viewer System_administrator default";
    private static final Policy CUSTOM_JOBS = new Policy.CustomPolicy("jobs", List.of(Statement.allow("mrs:job:*")));
    private static final Policy CUSTOM_OTHER = new Policy.CustomPolicy("obs", List.of(Statement.allow("obs:*:*")));
    private final Entitlements table = Entitlements.documented();

    @ParameterizedTest
    @CsvSource({
        "MRS ReadOnlyAccess, Manager_viewer, ''",
        "MRS CommonOperations, Manager_viewer default, launcher-job",
        "MRS FullAccess, ALL, launcher-job",
        "MRS Administrator, ALL, launcher-job",
        "Tenant Administrator, ALL, launcher-job",
        "Server Administrator, '', ''",
        "Tenant Guest, '', ''",
        "OBS ReadOnlyAccess, '', ''"
    })
    void aSystemPolicyGivesWhatTheTableSays(String policy, String roles, String managerGroups) {
        Policy held = SystemPolicies.named(policy);
        Entitlement given = table.of(List.of(held));
        assertThat(given.roles()).extracting(Object::toString).isEqualTo(words(roles.equals("ALL") ? ALL : roles));
        assertThat(given.managerGroups()).extracting(Object::toString).isEqualTo(words(managerGroups));
        assertThat(table.makeEligible(List.of(held))).isEqualTo(!roles.isEmpty());
    }

    @Test
    void aCustomPolicyGivesTheSameNoMatterWhatItAllowsOfMrs() {
        assertThat(table.of(List.of(CUSTOM_JOBS)))
                .isEqualTo(Entitlements.entitlement(List.of("launcher-job"), "Manager_viewer", "default"));
        assertThat(table.makeEligible(List.of(CUSTOM_JOBS))).isTrue();
    }

    @Test
    void aCustomPolicyThatAllowsNothingOfMrsCountsForNothing() {
        Policy never = new Policy.CustomPolicy("never", List.of(Statement.deny("mrs:*:*")));
        assertThat(table.of(List.of(CUSTOM_OTHER, never))).isEqualTo(Entitlement.NONE);
        assertThat(table.makeEligible(List.of(CUSTOM_OTHER, never))).isFalse();
    }

    @Test
    void severalPoliciesGiveTheUnion() {
        Policy reads = SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS);
        assertThat(table.of(List.of(reads, CUSTOM_JOBS)))
                .isEqualTo(Entitlements.entitlement(List.of("launcher-job"), "Manager_viewer", "default"));
    }

    @ParameterizedTest
    @CsvSource({
        "*, mrs:cluster:syncUser, true",
        "mrs:*:*, mrs:cluster:syncUser, true",
        "mrs:cluster:syncUser, MRS:Cluster:SyncUser, true",
        "mrs:cluster:sync*, mrs:cluster:syncUser, true",
        "*:syncUser, mrs:cluster:syncUser, true",
        "mrs:*r:*User, mrs:cluster:syncUser, true",
        "mrs:cluster:sync, mrs:cluster:syncUser, false",
        "obs:*:*, mrs:cluster:syncUser, false",
        "'', mrs:cluster:syncUser, false",
        "mrs:cluster:syncUser*x, mrs:cluster:syncUser, false",
        "mrs.cluster.syncUser, mrs:cluster:syncUser, false"
    })
    void aPatternMatchesWithStarsAndWithoutRegardToCase(String pattern, String action, boolean matches) {
        assertThat(Statement.matches(pattern, action)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "MRS FullAccess, true, true",
        "MRS ReadOnlyAccess, false, true",
        "MRS CommonOperations, false, true",
        "MRS Administrator, false, true",
        "Tenant Administrator, true, true",
        "Tenant Guest, false, true",
        "Server Administrator, false, false"
    })
    void aSystemPolicyPermitsWhatTheContractSays(String policy, boolean syncs, boolean gets) {
        Rights rights = new Rights(false, Set.of(SystemPolicies.named(policy)));
        assertThat(rights.allow(Action.SYNC_USER, Circumstances.UNKNOWN)).isEqualTo(syncs);
        assertThat(rights.allow(Action.GET, Circumstances.UNKNOWN)).isEqualTo(gets);
    }

    @Test
    void theTrioTogetherMaySynchronize() {
        assertThat(rights("Server Administrator", "Tenant Guest", "MRS Administrator")
                        .allow(Action.SYNC_USER, Circumstances.UNKNOWN))
                .isTrue();
        assertThat(rights("Server Administrator", "MRS Administrator").allow(Action.SYNC_USER, Circumstances.UNKNOWN))
                .isFalse();
        assertThat(rights("Tenant Guest", "MRS Administrator").allow(Action.SYNC_USER, Circumstances.UNKNOWN))
                .isFalse();
    }

    @Test
    void aCustomPolicyNamedLikeARoleIsNotPartOfTheTrio() {
        Policy fake = new Policy.CustomPolicy(SystemPolicies.MRS_ADMINISTRATOR, List.of());
        assertThat(new Rights(
                                false,
                                Set.of(
                                        fake,
                                        SystemPolicies.named(SystemPolicies.TENANT_GUEST),
                                        SystemPolicies.named(SystemPolicies.SERVER_ADMINISTRATOR)))
                        .allow(Action.SYNC_USER, Circumstances.UNKNOWN))
                .isFalse();
    }

    @Test
    void aDenyWinsOverEveryAllowButNotOverTheOwner() {
        Policy deny = new Policy.CustomPolicy("deny", List.of(Statement.deny("MRS:cluster:sync*")));
        Set<Policy> policies = Set.of(deny, SystemPolicies.named(SystemPolicies.TENANT_ADMINISTRATOR));
        assertThat(new Rights(false, policies).allow(Action.SYNC_USER, Circumstances.UNKNOWN))
                .isFalse();
        assertThat(new Rights(false, policies).allow(Action.GET, Circumstances.UNKNOWN))
                .isTrue();
        assertThat(new Rights(true, policies).allow(Action.SYNC_USER, Circumstances.UNKNOWN))
                .isTrue();
        assertThat(new Rights(true, Set.of()).allow(Action.SYNC_USER, Circumstances.UNKNOWN))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "bob, true",
        "a b-c_9, true",
        "ab, false",
        "a.b, false",
        "12345678901234567890123456789012, true",
        "123456789012345678901234567890123, false",
        "' bob', false",
        "'bob ', false",
        "бобр, false",
        "Ünal, false"
    })
    void aUserNameKeepsTheManagersRules(String name, boolean holds) {
        assertThat(NameRules.documented().brokenBy(new UserName(name)).isEmpty())
                .isEqualTo(holds);
    }

    @Test
    void aGroupNameKeepsTheManagersRules() {
        NameRules rules = NameRules.documented();
        assertThat(rules.brokenBy(new GroupName("g"))).isEmpty();
        assertThat(rules.brokenBy(new GroupName("g".repeat(64)))).isEmpty();
        assertThat(rules.brokenBy(new GroupName("g".repeat(65)))).isPresent();
        assertThat(rules.brokenBy(new GroupName("bad{name}"))).isPresent();
    }

    @ParameterizedTest
    @CsvSource({"root, true", "OMM, true", "check_ker_M, true", "hdfs, true", "hdfs2, false"})
    void builtInUsersAreReservedInAnyCase(String name, boolean reserved) {
        assertThat(NameRules.documented().reservedBy(new UserName(name)).isPresent())
                .isEqualTo(reserved);
    }

    @ParameterizedTest
    @CsvSource({"Supergroup, true", "launcher-job, true", "wheel, true", "analysts, false"})
    void builtInGroupsAreReservedInAnyCase(String name, boolean reserved) {
        assertThat(NameRules.documented().reservedBy(new GroupName(name)).isPresent())
                .isEqualTo(reserved);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "krbtgt",
                "kadmin",
                "HTTP",
                "K",
                "kms",
                "host",
                "kiprop",
                "yarn",
                "spark",
                "impala",
                "presto",
                "opentsdb",
                "nobody",
                "daemon",
                "bin",
                "sys",
                "mail",
                "sshd",
                "postgres",
                "sudo",
                "docker",
                "disk",
                "shadow",
                "adm",
                "admin",
                "wheel",
                "staff",
                "hbase",
                "flume",
                "Manager_administrator",
                "System_administrator",
                "default",
                "systemd-network",
                "ubuntu",
                "ec2-user",
                "1001",
                "000",
                "-rf",
                "--help"
            })
    void namesThatMeanMoreThanAPersonOrATeamAreReservedForUsersAndGroups(String name) {
        NameRules rules = NameRules.documented();
        assertThat(rules.reservedBy(new UserName(name))).isPresent();
        assertThat(rules.reservedBy(new GroupName(name))).isPresent();
        NameRules allowing = rules.allowing(Set.of(name), Set.of());
        assertThat(allowing.reservedBy(new UserName(name))).isEmpty();
        assertThat(allowing.reservedBy(new GroupName(name))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"u1001", "1001a", "rf-", "roots", "hdfs-team", "admins", "sparks", "systemd", "0x1F"})
    void namesThatOnlyLookLikeThemAreFree(String name) {
        assertThat(NameRules.documented().reservedBy(new UserName(name))).isEmpty();
        assertThat(NameRules.documented().reservedBy(new GroupName(name))).isEmpty();
    }

    @Test
    void theRuleSaysWhatTheNameIsTakenFor() {
        NameRules rules = NameRules.documented();
        assertThat(rules.reservedBy(new UserName("1001")))
                .hasValueSatisfying(said -> assertThat(said).contains("digits only"));
        assertThat(rules.reservedBy(new UserName("-rf")))
                .hasValueSatisfying(said -> assertThat(said).contains("begins with '-'"));
        assertThat(rules.reservedBy(new GroupName("sudo")))
                .hasValueSatisfying(said -> assertThat(said).contains("operating system"));
    }

    private static Rights rights(String... policies) {
        return new Rights(
                false, Arrays.stream(policies).map(SystemPolicies::named).collect(Collectors.toSet()));
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }
}
