package io.rollcall.manager;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.protocol.AddRequestProtocolOp;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UserName;
import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.manager.layout.DirectoryLayout;
import io.rollcall.operation.model.OperationState;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.ChangeOutcome.Applied;
import io.rollcall.sync.provisioning.Checkpoint;
import io.rollcall.sync.provisioning.SampleChanges;
import io.rollcall.sync.scope.Command;
import io.rollcall.sync.source.Selection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a synchronization costs, counted in the messages that a real server gets.
class WireCostsIT {
    private static final int USERS = 300;

    @TempDir
    Path data;

    private Slapd slapd;
    private LdapProxy proxy;
    private SyncedCluster cluster;

    @BeforeEach
    void start() throws Exception {
        slapd = SyncedCluster.directory();
        proxy = new LdapProxy(slapd.url());
        cluster = new SyncedCluster(data, ManagerFixture.at(slapd.settings(), proxy.url()), SyncedCluster.iam(USERS));
        assertThat(cluster.synchronizeAll().state()).isEqualTo(OperationState.COMPLETED);
        proxy.forget();
    }

    @AfterEach
    void stop() throws Exception {
        cluster.close();
        proxy.close();
        slapd.close();
    }

    /// To an entry that no synchronization is about: what was read before is not known to be right any more.
    private void somebodyElseWrites() throws Exception {
        try (LDAPConnection admin = slapd.admin()) {
            admin.modify(
                    ManagerFixture.userDn("hdfs"),
                    new Modification(ModificationType.REPLACE, "description", "by hand"));
        }
    }

    /// What is sent before its container is there is refused, and sent once more.
    @Test
    void aNewClusterGetsEachContainerOnceAndNothingMoreThanTwice() throws Exception {
        String base = "ou=another," + Slapd.BASE;
        try (LDAPConnection admin = slapd.admin()) {
            ManagerFixture.add(admin, "dn: " + base, "objectClass: organizationalUnit", "ou: another");
        }
        List<Change> changes = new ArrayList<>();
        SyncedCluster.names(USERS).forEach(name -> changes.add(SampleChanges.account(name, 30_000 + changes.size())));
        changes.add(SampleChanges.newGroup("some", 39_000, "user00000"));
        changes.add(SampleChanges.newGroup("others", 39_001, "user00001"));
        LdapSettings settings = LdapSettings.of(proxy.url(), base, Slapd.SERVICE_DN, Secret.of(Slapd.PASSWORD));

        try (LdapTarget target = new LdapTarget(SampleChanges.CLUSTER, settings)) {
            assertThat(target.apply(changes, Checkpoint.OPEN))
                    .hasSize(changes.size())
                    .containsOnly(new Applied());
        }

        Map<String, Long> sent = proxy.requests(AddRequestProtocolOp.class::isInstance).stream()
                .collect(Collectors.groupingBy(op -> ((AddRequestProtocolOp) op).getDN(), Collectors.counting()));
        assertThat(sent).hasSize(changes.size() + 2);
        assertThat(sent).allSatisfy((dn, times) -> assertThat(times).isLessThanOrEqualTo(dn.startsWith("ou=") ? 1 : 2));
    }

    /// For a page OpenLDAP looks through all that it holds, however many clusters' entries that may be.
    @Test
    void nothingIsReadInPagesThatTheServerGivesInOneAnswer() throws Exception {
        somebodyElseWrites();
        cluster.synchronizeAll();

        assertThat(proxy.requests(LdapProxy::isBulkSearch)).isNotEmpty();
        assertThat(proxy.pages()).isZero();
    }

    @Test
    void whenNothingChangedThereAreNoWritesAndOneBulkSearchPerKind() throws Exception {
        somebodyElseWrites();

        assertThat(cluster.synchronizeAll().state()).isEqualTo(OperationState.COMPLETED);

        assertThat(proxy.requests(LdapProxy::isWrite)).isEmpty();
        assertThat(proxy.requests(LdapProxy::isBulkSearch)).hasSize(3);
    }

    @Test
    void whenTheServerSaysThatNobodyWroteNothingIsSearched() throws Exception {
        cluster.synchronizeAll();
        proxy.forget();

        assertThat(cluster.synchronizeAll().state()).isEqualTo(OperationState.COMPLETED);
        assertThat(cluster.target().read(Progress.NONE).ownedAccounts()).hasSize(USERS);

        assertThat(proxy.requests(LdapProxy::isWrite)).isEmpty();
        assertThat(proxy.requests(LdapProxy::isBulkSearch)).isEmpty();
        assertThat(proxy.requests(LdapProxy::isSearch)).hasSize(2);
    }

    @Test
    void whateverSomebodyElseWritesIsSeenByTheNextRead() throws Exception {
        cluster.target().read(Progress.NONE);
        for (int i = 0; i < 20; i++) {
            try (LDAPConnection admin = slapd.admin()) {
                admin.modify(
                        ManagerFixture.userDn("user00000"),
                        new Modification(ModificationType.REPLACE, "description", "by hand " + i));
            }
            assertThat(cluster.target().read(Progress.NONE).account(new UserName("user00000")))
                    .satisfies(account -> assertThat(account).isNotNull())
                    .extracting("description")
                    .isEqualTo("by hand " + i);
        }
    }

    @Test
    void aServerThatNoLongerKeepsTheNumberIsSearched() throws Exception {
        cluster.target().read(Progress.NONE);
        try (LDAPConnection config = slapd.config()) {
            config.delete("olcOverlay={0}syncprov,olcDatabase={1}mdb,cn=config");
        }
        proxy.forget();

        cluster.target().read(Progress.NONE);
        cluster.target().read(Progress.NONE);

        assertThat(proxy.requests(LdapProxy::isBulkSearch)).hasSize(6);
    }

    /// The account, the groups and the roles to plan; whether the new number is free; and the same to see that
    /// what was written is there.
    @Test
    void aNamedUserCostsAFewSmallAnswersHoweverManyOthersThereAre() throws Exception {
        somebodyElseWrites();
        cluster.synchronizeAll();
        long whole = proxy.bytesReceived();
        somebodyElseWrites();
        cluster.iam.user("newcomer").group("data", with("newcomer"), SyncedCluster.VIEWERS);
        proxy.forget();

        assertThat(cluster.run(named("newcomer")).state()).isEqualTo(OperationState.COMPLETED);

        assertThat(proxy.requests(LdapProxy::isWrite))
                .as("the account, its membership in data, and in launcher-job")
                .hasSize(3);
        assertThat(proxy.requests(LdapProxy::isBulkSearch)).hasSizeLessThanOrEqualTo(9);
        assertThat(proxy.bytesReceived()).isLessThan(whole / 10);
    }

    @Test
    void aNamedUserWhoIsInCostsThreeSearchesAndNoWrite() throws Exception {
        somebodyElseWrites();
        proxy.forget();

        assertThat(cluster.run(named("user00007")).state()).isEqualTo(OperationState.COMPLETED);

        assertThat(proxy.requests(LdapProxy::isWrite)).isEmpty();
        assertThat(proxy.requests(LdapProxy::isBulkSearch)).hasSize(3);
    }

    private static Command named(String user) {
        return new Command.Synchronize(Selection.Named.of(SyncedCluster.users(user), SyncedCluster.groups()));
    }

    private static List<String> with(String another) {
        List<String> names = new ArrayList<>(SyncedCluster.names(USERS));
        names.add(another);
        return names;
    }

    @Test
    void asManyEntriesAreWrittenAsDiffer() throws Exception {
        List<Modification> other = List.of(new Modification(ModificationType.REPLACE, "description", "by hand"));
        try (LDAPConnection admin = slapd.admin()) {
            for (String name : SyncedCluster.names(7)) {
                admin.modify(ManagerFixture.userDn(name), other);
            }
        }
        cluster.iam.user("newcomer");

        assertThat(cluster.synchronizeAll().state()).isEqualTo(OperationState.COMPLETED);

        assertThat(proxy.requests(LdapProxy::isWrite)).hasSize(7);
        assertThat(proxy.requests(LdapProxy::isBulkSearch))
                .as("one for each kind to plan, and accounts and roles to see that what was written is there")
                .hasSize(5);
        long read = proxy.bytesReceived();
        somebodyElseWrites();
        proxy.forget();
        cluster.synchronizeAll();
        assertThat(read).as("what was written is read alone").isLessThan(proxy.bytesReceived() * 5 / 4);
    }

    @Test
    void oneNewMemberOfFiftyThousandIsOneValueSent() throws Exception {
        List<UserName> members =
                SyncedCluster.names(50_000).stream().map(UserName::new).toList();
        LdapTarget target = cluster.target();
        assertThat(target.apply(
                        List.of(new Change.CreateGroup(SampleChanges.group("everybody"), 39_001, "", true, members)),
                        Checkpoint.OPEN))
                .containsExactly(new Applied());
        proxy.forget();

        target.apply(
                List.of(new Change.ChangeGroup(
                        SampleChanges.group("everybody"), SyncedCluster.users("zoe"), List.of(), "", "")),
                Checkpoint.OPEN);

        assertThat(proxy.requests(LdapProxy::isWrite)).hasSize(1);
        assertThat(proxy.valuesSent()).isEqualTo(1);
    }

    @Test
    void manyChangedMembersAreOneReplacedListThatSparesWhoeverElseIsInIt() throws Exception {
        List<UserName> half =
                SyncedCluster.names(1_000).stream().map(UserName::new).toList();
        LdapTarget target = cluster.target();
        target.apply(
                List.of(new Change.CreateGroup(SampleChanges.group("many"), 39_001, "", true, half)), Checkpoint.OPEN);
        try (LDAPConnection admin = slapd.admin()) {
            admin.modify(
                    ManagerFixture.groupDn("many"),
                    new Modification(ModificationType.ADD, "member", "cn=a stranger," + Slapd.BASE));
        }
        proxy.forget();

        assertThat(target.apply(
                        List.of(new Change.ChangeGroup(
                                SampleChanges.group("many"),
                                SyncedCluster.users("zoe"),
                                half.subList(0, 900),
                                "fewer",
                                "")),
                        Checkpoint.OPEN))
                .containsExactly(new Applied());

        assertThat(proxy.requests(LdapProxy::isWrite)).hasSize(1);
        assertThat(proxy.valuesSent())
                .as("100 stay, zoe, the stranger, the description")
                .isEqualTo(103);
        assertThat(target.read(Progress.NONE).group(new io.rollcall.cluster.GroupName("many")))
                .satisfies(group -> assertThat(group).isNotNull())
                .extracting("members", org.assertj.core.api.InstanceOfAssertFactories.COLLECTION)
                .hasSize(101);
        try (LDAPConnection admin = slapd.admin()) {
            List<String> members = new ArrayList<>(DirectoryLayout.values(
                    java.util.Objects.requireNonNull(admin.getEntry(ManagerFixture.groupDn("many"))), "member"));
            assertThat(members).hasSize(102).contains("cn=a stranger," + Slapd.BASE);
        }
    }
}
