package io.rollcall.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.ModificationType;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import io.rollcall.manager.connection.LdapConnections;
import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.manager.layout.GroupLayout;
import io.rollcall.manager.write.MemberEdits;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.ChangeOutcome;
import io.rollcall.sync.provisioning.ChangeOutcome.AlreadySo;
import io.rollcall.sync.provisioning.ChangeOutcome.Applied;
import io.rollcall.sync.provisioning.ChangeOutcome.Failed;
import io.rollcall.sync.provisioning.Checkpoint;
import io.rollcall.sync.provisioning.ProvisioningTarget;
import io.rollcall.sync.provisioning.UserRef;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every Manager must do, on whatever directory it runs.
abstract class ProvisioningTargetContract extends ChangeContract {
    @Test
    void whatTheManagerLacksIsRefusedWithAReasonWhileTheOthersGoOn() throws Exception {
        given(account("ann", 20_001));

        List<ChangeOutcome> outcomes = apply(
                new Change.ChangeManagerGroup(new GroupName("absent"), List.of(user("ann")), List.of()),
                account("bob", 20_002),
                new Change.GrantRole(new RoleName("absent"), List.of(group("data")), List.of()),
                new Change.ChangeGroup(group("absent"), List.of(new UserName("ann")), List.of(), "", ""),
                new Change.UpdateAccount(user("absent"), 1, "", 2, ""));

        assertThat(outcomes)
                .containsExactly(
                        new Failed("the group 'absent' does not exist in the Manager"),
                        new Applied(),
                        new Failed("the role 'absent' does not exist in the Manager"),
                        new Failed("the group 'absent' does not exist in the Manager"),
                        new Failed("the user 'absent' does not exist in the Manager"));
    }

    @Test
    void aForeignEntryIsNeverTouched() throws Exception {
        Entry account = entry(userDn("hdfs"));
        Entry group = entry(groupDn("launcher-job"));

        assertThat(apply(attempts("hdfs", "launcher-job"))).allMatch(Failed.class::isInstance);

        assertThat(entry(userDn("hdfs"))).isEqualTo(account);
        assertThat(entry(groupDn("launcher-job"))).isEqualTo(group);
        assertThat(readAccount("hdfs").mark()).isNull();
    }

    @Test
    void anEntryOfAnotherClusterIsForeign() throws Exception {
        try (ProvisioningTarget other = new LdapTarget(new ClusterId("cluster-2"), settings())) {
            assertThat(other.apply(List.of(account("ann", 20_001), newGroup("data", 30_001)), Checkpoint.OPEN))
                    .containsExactly(new Applied(), new Applied());
            assertThat(other.directory()).isEqualTo(target.directory());
        }
        Entry account = entry(userDn("ann"));
        Entry group = entry(groupDn("data"));

        assertThat(apply(attempts("ann", "data"))).allMatch(Failed.class::isInstance);

        assertThat(readAccount("ann").mark()).isNull();
        assertThat(readGroup("data").mark()).isNull();
        assertThat(entry(userDn("ann"))).isEqualTo(account);
        assertThat(entry(groupDn("data"))).isEqualTo(group);
    }

    @Test
    void anEntryThatStandsForAnotherIdentityOfOursIsNotTouchedEither() throws Exception {
        given(account("ann", 20_001));
        UserRef namesake = new UserRef(new IamId("u-another"), new UserName("ann"));

        List<ChangeOutcome> outcomes =
                apply(new Change.CreateAccount(namesake, 20_009, 10_000, ""), new Change.DeleteAccount(namesake));

        assertThat(outcomes).allMatch(Failed.class::isInstance);
        assertThat(readAccount("ann")).isEqualTo(expected(account("ann", 20_001)));
    }

    private static Change[] attempts(String user, String group) {
        return new Change[] {
            account(user, 20_999),
            new Change.UpdateAccount(user(user), 1, "taken over", 2, ""),
            new Change.RenameAccount(user(user), new UserName("stolen")),
            new Change.DeleteAccount(user(user)),
            newGroup(group, 30_999),
            new Change.ChangeGroup(group(group), List.of(new UserName("nobody")), List.of(), "x", ""),
            new Change.RenameGroup(group(group), new GroupName("stolen")),
            new Change.DeleteGroup(group(group))
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\,b", " lead", "#x", "\"q\"", "<>;=+", "*)(uid=*", "a=b,ou=x", "two  blanks"})
    void aNameOfMetacharactersIsJustAName(String name) throws Exception {
        Change.CreateAccount account = account(name, 20_001);

        // RFC 2307 groups can only hold what an IA5 string can; these names are.
        given(account, newGroup(name, 30_001, name), account("bystander", 20_002));

        assertThat(readAccount(name)).isEqualTo(expected(account));
        assertThat(readGroup(name).members()).isEqualTo(names(name));
        assertThat(apply(account)).containsExactly(new AlreadySo());
        given(
                new Change.ChangeGroup(group(name), List.of(), List.of(new UserName(name)), "", ""),
                new Change.DeleteAccount(user(name)));
        assertThat(readGroup(name).members()).isEmpty();
        assertThat(target.read(Progress.NONE).ownedAccounts()).containsOnlyKeys(new IamId("u-bystander"));
    }

    @Test
    void anIdOfAnyCharactersIsReadBack() throws Exception {
        IamId id = new IamId("ü:%2F+* )(|&中");
        given(new Change.CreateAccount(new UserRef(id, new UserName("ann")), 20_001, 10_000, ""));

        assertThat(target.read(Progress.NONE).ownedAccounts()).containsOnlyKeys(id);
        given(new Change.DeleteAccount(new UserRef(id, new UserName("ann"))));
    }

    @Test
    void membershipsAreReadInTheAccountsOwnSpelling() throws Exception {
        given(account("Ann", 20_001), newGroup("data", 30_001));
        if (settings().layout().groups() == GroupLayout.RFC2307BIS) {
            modify(
                    groupDn("data"),
                    ModificationType.ADD,
                    "member",
                    "UID=ann,OU=peoples,DC=Hadoop,DC=com",
                    "cn=somebody," + LdapSettings.DEFAULT_BASE);
        } else {
            modify(groupDn("data"), ModificationType.ADD, "memberUid", "Ann");
        }

        assertThat(readGroup("data").members()).isEqualTo(names("Ann"));
    }

    @Test
    void moreEntriesThanAPageAreAllRead() throws Exception {
        List<Change> many = IntStream.range(0, 2_300)
                .<Change>mapToObj(i -> account("user%04d".formatted(i), 20_000 + i))
                .toList();

        assertThat(target.apply(many, Checkpoint.OPEN)).hasSize(2_300).allMatch(Applied.class::isInstance);

        assertThat(target.read(Progress.NONE).ownedAccounts()).hasSize(2_300);
    }

    @Test
    void aGroupTooBigForOneRequestIsWrittenInSeveral() throws Exception {
        String[] members =
                IntStream.range(0, 500).mapToObj("user%04d"::formatted).toArray(String[]::new);
        try (LdapTarget careful =
                new LdapTarget(CLUSTER, settings(), new MemberEdits(2_000), LdapConnections.LONGEST_IDLE)) {
            assertThat(careful.apply(List.of(newGroup("data", 30_001, members)), Checkpoint.OPEN))
                    .containsExactly(new Applied());
            assertThat(readGroup("data").members()).hasSize(500);

            List<UserName> half =
                    Stream.of(members).limit(250).map(UserName::new).toList();
            assertThat(careful.apply(
                            List.of(new Change.ChangeGroup(
                                    group("data"), List.of(new UserName("zoe")), half, "less", "")),
                            Checkpoint.OPEN))
                    .containsExactly(new Applied());
            assertThat(readGroup("data").members()).hasSize(251);
            assertThat(careful.apply(List.of(newGroup("data", 30_001, members)), Checkpoint.OPEN))
                    .containsExactly(new Applied());
            assertThat(readGroup("data").members()).isEqualTo(names(members));
        }
    }

    @Test
    void aFreshDirectoryGetsItsContainersWithTheFirstEntries() throws Exception {
        try (LDAPConnection admin = admin()) {
            for (String ou : List.of("Peoples", "Groups", "Roles")) {
                deleteTree(admin, "ou=" + ou + "," + LdapSettings.DEFAULT_BASE);
            }
        }
        assertThat(target.read(Progress.NONE).accounts()).isEmpty();

        given(account("ann", 20_001), account("bob", 20_002), newGroup("data", 30_001, "ann"));

        assertThat(readGroup("data").members()).isEqualTo(names("ann"));
        assertThat(apply(new Change.GrantRole(VIEWER, List.of(group("data")), List.of())))
                .allMatch(Failed.class::isInstance);
    }

    @Test
    void aBaseThatIsNotThereIsNoEmptyDirectory() {
        LdapSettings there = settings();
        LdapSettings elsewhere =
                new LdapSettings(there.servers(), "dc=absent,dc=com", there.login(), false, null, there.layout());
        try (LdapTarget lost = new LdapTarget(CLUSTER, elsewhere)) {
            assertThatThrownBy(() -> lost.read(Progress.NONE)).isInstanceOf(UnavailableException.class);
            assertThatThrownBy(lost::check).isInstanceOf(UnavailableException.class);
        }
    }

    @Test
    void aServerThatIsAwaySaysSoAndIsFoundAgain() throws Exception {
        target.check();
        crash();
        try (LdapTarget impatient = new LdapTarget(CLUSTER, impatient(settings()))) {
            assertThatThrownBy(impatient::check).isInstanceOf(UnavailableException.class);
            assertThatThrownBy(() -> impatient.read(Progress.NONE)).isInstanceOf(UnavailableException.class);
            assertThatThrownBy(() -> impatient.apply(List.of(account("ann", 20_001)), Checkpoint.OPEN))
                    .isInstanceOf(UnavailableException.class);
        } finally {
            restart();
        }
        given(account("ann", 20_001));
    }

    @Test
    void aServerThatDiesInTheMiddleIsHealedByARepeat() throws Exception {
        List<Change> many = new ArrayList<>();
        IntStream.range(0, 3_000).forEach(i -> many.add(account("user%04d".formatted(i), 20_000 + i)));
        try (LdapTarget impatient = new LdapTarget(CLUSTER, impatient(settings()));
                ExecutorService worker = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<ChangeOutcome>> applied = worker.submit(() -> impatient.apply(many, Checkpoint.OPEN));
            until(() -> target.read(Progress.NONE).ownedAccounts().size() > 100);
            crash();
            assertThatThrownBy(applied::get).hasCauseInstanceOf(UnavailableException.class);
            restart();

            int survivors = impatient.read(Progress.NONE).ownedAccounts().size();
            List<ChangeOutcome> again = impatient.apply(many, Checkpoint.OPEN);
            assertThat(again).noneMatch(Failed.class::isInstance);
            assertThat(again.stream().filter(AlreadySo.class::isInstance)).hasSize(survivors);
            assertThat(impatient.read(Progress.NONE).ownedAccounts()).hasSize(3_000);
        }
    }
}
