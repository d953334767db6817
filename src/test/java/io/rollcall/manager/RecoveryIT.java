package io.rollcall.manager;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.protocol.ProtocolOp;
import io.rollcall.api.MapIdentitySource;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.Progress;
import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationState;
import io.rollcall.operation.model.Result;
import io.rollcall.sync.provisioning.SampleChanges;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.TargetSnapshot;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is left after a loss, and that a repeat heals it. `-Drollcall.test.users=N` runs it at another size.
class RecoveryIT {
    private static final int USERS = Integer.getInteger("rollcall.test.users", 5_000);

    @TempDir
    Path folder;

    @Test
    void anEmptyDatabaseOnAFullDirectoryOwnsWhatIsMarkedAndChangesNothing() throws Exception {
        MapIdentitySource iam = SyncedCluster.iam(USERS);
        try (Slapd slapd = SyncedCluster.directory();
                LdapProxy proxy = new LdapProxy(slapd.url())) {
            LdapSettings settings = ManagerFixture.at(slapd.settings(), proxy.url());
            Map<IamId, Account> before;
            try (SyncedCluster cluster = new SyncedCluster(made("before"), settings, iam)) {
                assertThat(cluster.synchronizeAll().state()).isEqualTo(OperationState.COMPLETED);
                before = Map.copyOf(cluster.target().read(Progress.NONE).ownedAccounts());
            }
            proxy.forget();

            try (SyncedCluster cluster = new SyncedCluster(made("after"), settings, iam)) {
                assertThat(cluster.synchronizeAll().state()).isEqualTo(OperationState.COMPLETED);

                assertThat(proxy.requests(LdapProxy::isWrite)).isEmpty();
                assertThat(cluster.target().read(Progress.NONE).ownedAccounts()).isEqualTo(before);
                assertThat(cluster.operations()
                                .synchronizedNames(SampleChanges.CLUSTER)
                                .userNames())
                        .hasSize(USERS);
                iam.user("newcomer").group("new", java.util.List.of("newcomer"), SyncedCluster.VIEWERS);
                cluster.synchronizeAll();
                assertThat(cluster.target().read(Progress.NONE).ownedAccounts().values().stream()
                                .map(Account::uidNumber))
                        .doesNotHaveDuplicates()
                        .hasSize(USERS + 1);
                assertThat(cluster.cancelAll().state()).isEqualTo(OperationState.COMPLETED);
                assertThat(cluster.target().read(Progress.NONE).ownedAccounts()).isEmpty();
            }
        }
    }

    /// In per cent of the writes: the first one, in the accounts, in the last slices of them, in groups and
    /// roles.
    static Stream<Integer> moments() {
        return Stream.of(0, 10, 50, 90, 98, 100);
    }

    @ParameterizedTest
    @MethodSource("moments")
    void aServerThatIsKilledAtAnyMomentIsHealedByARepeat(int percent) throws Exception {
        try (Slapd slapd = SyncedCluster.directory();
                LdapProxy proxy = new LdapProxy(slapd.url())) {
            LdapSettings settings = ManagerFixture.impatient(ManagerFixture.at(slapd.settings(), proxy.url()));
            try (SyncedCluster cluster = new SyncedCluster(folder, settings, SyncedCluster.iam(USERS))) {
                // One write for each account and the group, and one for each of three entries that grant.
                int writes = USERS + 1 + 3;
                proxy.spoil(nth(Math.max(1, writes * percent / 100)), new LdapProxy.Fault.First(slapd::kill));

                Operation broken = cluster.synchronizeAll();

                assertThat(broken.state()).isEqualTo(OperationState.FAILED);
                assertThat(Objects.requireNonNull(broken.error()).code().code()).isIn("12000163", "12000164");
                assertThat(broken.error().message()).isNotBlank();
                slapd.restart();
                int done = cluster.operations()
                        .results(broken.id(), Result.Outcome.APPLIED, null, 1_000_000, 0)
                        .rows()
                        .size();
                assertThat(done).isLessThan(writes);
                heals(cluster, proxy);

                proxy.spoil(nth(Math.max(1, writes * percent / 100)), new LdapProxy.Fault.First(slapd::kill));
                assertThat(cluster.cancelAll().state()).isEqualTo(OperationState.FAILED);
                slapd.restart();
                assertThat(cluster.cancelAll().state()).isEqualTo(OperationState.COMPLETED);
                TargetSnapshot empty = cluster.target().read(Progress.NONE);
                assertThat(empty.ownedAccounts()).isEmpty();
                assertThat(empty.ownedGroups()).isEmpty();
                assertThat(Objects.requireNonNull(empty.role(SampleChanges.VIEWER))
                                .groups())
                        .isEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("moments")
    void aConnectionThatIsCutAtAnyMomentDoesNotShow(int percent) throws Exception {
        try (Slapd slapd = SyncedCluster.directory();
                LdapProxy proxy = new LdapProxy(slapd.url());
                SyncedCluster cluster = new SyncedCluster(
                        folder, ManagerFixture.at(slapd.settings(), proxy.url()), SyncedCluster.iam(USERS))) {
            int moment = Math.max(1, (USERS + 4) * percent / 100);
            proxy.spoil(nth(moment), new LdapProxy.Fault.CutRequest());
            proxy.spoil(nth(moment + 1), new LdapProxy.Fault.CutAnswer());

            assertThat(cluster.synchronizeAll().state()).isEqualTo(OperationState.COMPLETED);

            heals(cluster, proxy);
        }
    }

    /// Synchronizes, and checks that everything is there and nothing is left to do.
    private static void heals(SyncedCluster cluster, LdapProxy proxy) throws Exception {
        assertThat(cluster.synchronizeAll().state()).isEqualTo(OperationState.COMPLETED);
        TargetSnapshot now = cluster.target().read(Progress.NONE);
        assertThat(now.ownedAccounts()).hasSize(USERS);
        assertThat(now.ownedGroups().get(new IamId("g-data")))
                .satisfies(group -> assertThat(group.members()).hasSize(USERS));
        assertThat(Objects.requireNonNull(now.role(SampleChanges.VIEWER)).groups())
                .containsExactly(new GroupName("data"));
        assertThat(Objects.requireNonNull(now.group(SampleChanges.LAUNCHER)).members())
                .hasSize(USERS + 1);
        proxy.forget();
        assertThat(cluster.synchronizeAll().state()).isEqualTo(OperationState.COMPLETED);
        assertThat(proxy.requests(LdapProxy::isWrite)).isEmpty();
    }

    private static Predicate<ProtocolOp> nth(int number) {
        AtomicInteger writes = new AtomicInteger();
        return op -> LdapProxy.isWrite(op) && writes.incrementAndGet() == number;
    }

    private Path made(String name) throws Exception {
        return java.nio.file.Files.createDirectories(folder.resolve(name));
    }
}
