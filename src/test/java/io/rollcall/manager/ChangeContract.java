package io.rollcall.manager;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.ModificationType;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.ChangeOutcome;
import io.rollcall.sync.provisioning.ChangeOutcome.AlreadySo;
import io.rollcall.sync.provisioning.ChangeOutcome.Applied;
import io.rollcall.sync.provisioning.ChangeOutcome.Failed;
import io.rollcall.sync.provisioning.Checkpoint;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.OwnerMark;
import io.rollcall.sync.target.Provenance;
import io.rollcall.sync.target.TargetGroup;
import io.rollcall.sync.target.TargetRole;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What every kind of change must do: the first time, again, and after half of it was done.
abstract class ChangeContract extends ManagerFixture {
    @Test
    void aNewAccountIsReadBackExactlyAsItWasCreated() throws Exception {
        Change.CreateAccount ann = account("ann", 20_001);
        Change.CreateAccount bare = new Change.CreateAccount(user("bare"), 20_002, 10_000, "");

        assertThat(apply(ann, bare)).containsExactly(new Applied(), new Applied());

        assertThat(readAccount("ANN")).isEqualTo(expected(ann));
        assertThat(readAccount("bare")).isEqualTo(expected(bare));
        assertThat(target.read(Progress.NONE).ownedAccounts())
                .containsOnlyKeys(ann.user().id(), bare.user().id());
        assertThat(entry(userDn("ann")).hasAttribute("userPassword")).isFalse();
        assertThat(entry(userDn("ann")).getAttributeValue("homeDirectory")).isEqualTo("/home/ann");
    }

    @Test
    void aNewGroupCarriesItsMembersAndAnEmptyOneHasNone() throws Exception {
        given(account("ann", 20_001), account("Bob", 20_002));

        given(newGroup("data", 30_001, "ann", "Bob"), newGroup("empty", 30_002));

        assertThat(readGroup("data"))
                .isEqualTo(new TargetGroup(
                        new GroupName("data"), new OwnerMark(new IamId("g-data")), 30_001, "", names("ann", "Bob")));
        assertThat(readGroup("empty").members()).isEmpty();
        Entry empty = entry(groupDn("empty"));
        assertThat(empty.hasAttribute("member") || empty.hasAttribute("memberUid"))
                .isFalse();
    }

    @Test
    void creatingWhatIsThereAlreadyChangesNothing() throws Exception {
        Change[] changes = {account("ann", 20_001), newGroup("data", 30_001, "ann"), newGroup("empty", 30_002)};
        given(changes);
        Entry before = entry(userDn("ann"));

        assertThat(apply(changes)).containsExactly(new AlreadySo(), new AlreadySo(), new AlreadySo());

        assertThat(entry(userDn("ann"))).isEqualTo(before);
    }

    @Test
    void whatAnInterruptedCreationLeftIsCompleted() throws Exception {
        given(account("ann", 20_001), account("bob", 20_002), account("cid", 20_003));
        given(new Change.CreateGroup(
                group("data"), 30_001, "old", true, List.of(new UserName("ann"), new UserName("bob"))));
        Change.CreateAccount other = new Change.CreateAccount(user("ann"), 20_001, 10_005, "");

        assertThat(apply(other, newGroup("data", 30_002, "bob", "cid"))).containsExactly(new Applied(), new Applied());

        assertThat(readAccount("ann")).isEqualTo(expected(other));
        assertThat(readGroup("data").members()).isEqualTo(names("bob", "cid"));
        assertThat(readGroup("data").description()).isEmpty();
        assertThat(readGroup("data").gidNumber()).isEqualTo(30_002);
    }

    @Test
    void anUpdateChangesWhatItNamesHoweverOftenItIsMade() throws Exception {
        given(account("ann", 20_001));
        Change update = new Change.UpdateAccount(user("ann"), 10_007, "", 10_000, "about ann");

        given(update);
        given(update);

        assertThat(readAccount("ann"))
                .isEqualTo(new Account(new UserName("ann"), new OwnerMark(new IamId("u-ann")), 20_001, 10_007, ""));
        assertThat(apply(new Change.UpdateAccount(user("ann"), 10_007, "", 10_007, "")))
                .containsExactly(new AlreadySo());
    }

    @Test
    void aDisabledAccountHasNoPasswordAndExpiresButKeepsWhatItIs() throws Exception {
        given(account("ann", 20_001));
        modify(userDn("ann"), ModificationType.ADD, "userPassword", "Known-to-ann-1");
        Change disable = new Change.DisableAccount(user("ann"));

        given(disable);
        given(disable);

        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        Account disabled = readAccount("ann");
        assertThat(disabled.disabledSince()).isBetween(today.minusDays(1), today);
        assertThat(disabled.uidNumber()).isEqualTo(20_001);
        assertThat(target.read(Progress.NONE).ownedAccounts()).isEmpty();
        assertThat(target.read(Progress.NONE).disabledAccounts()).containsOnlyKeys(new IamId("u-ann"));
        assertThat(entry(userDn("ann")).hasAttribute("userPassword")).isFalse();
        assertThat(entry(userDn("ann")).getAttributeValueAsInteger("shadowExpire"))
                .isEqualTo(
                        (int) Objects.requireNonNull(disabled.disabledSince()).toEpochDay());
        assertThat(target.passwordOf(new UserName("ann"))).isEmpty();
    }

    @Test
    void anEnabledAccountIsTheOneItWas() throws Exception {
        given(account("ann", 20_001));
        given(new Change.DisableAccount(user("ann")));
        Change enable = new Change.EnableAccount(user("ann"), 10_007, "back");

        given(enable);
        given(enable);

        assertThat(readAccount("ann"))
                .isEqualTo(new Account(new UserName("ann"), new OwnerMark(new IamId("u-ann")), 20_001, 10_007, "back"));
        assertThat(entry(userDn("ann")).hasAttribute("shadowExpire")).isFalse();
        assertThat(target.passwordOf(new UserName("ann"))).isPresent();
    }

    private Object marks(String dn) throws Exception {
        return Set.of(Objects.requireNonNull(entry(dn).getAttributeValues("labeledURI")));
    }

    @Test
    void whatAFormerClusterIdMadeIsAdoptedAndOtherwiseLeftAsItIs() throws Exception {
        ClusterId former = new ClusterId("former-id");
        try (LdapTarget before = new LdapTarget(former, settings())) {
            assertThat(before.apply(List.of(account("ann", 20_001), account("bob", 20_002)), Checkpoint.OPEN))
                    .containsOnly(new Applied());
            assertThat(before.apply(List.of(newGroup("data", 30_001, "ann")), Checkpoint.OPEN))
                    .containsOnly(new Applied());
            assertThat(before.apply(List.of(new Change.DisableAccount(user("bob"))), Checkpoint.OPEN))
                    .containsOnly(new Applied());
        }
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        assertThat(target.read(Progress.NONE).ownedAccounts()).isEmpty();
        assertThat(Objects.requireNonNull(readAccount("bob")).provenance())
                .isEqualTo(new Provenance.OtherCluster("former-id", new IamId("u-bob"), true));
        Change[] adoptions = {
            new Change.AdoptAccount(user("ann"), former, false),
            new Change.AdoptAccount(user("bob"), former, true),
            new Change.AdoptGroup(group("data"), former)
        };

        assertThat(apply(adoptions)).containsOnly(new Applied());
        assertThat(apply(adoptions)).containsOnly(new AlreadySo());

        assertThat(readAccount("ann")).isEqualTo(expected(account("ann", 20_001)));
        assertThat(readAccount("bob").disabledSince()).isBetween(today.minusDays(1), today);
        assertThat(readGroup("data").mark()).isEqualTo(new OwnerMark(new IamId("g-data")));
        assertThat(readGroup("data").members()).isEqualTo(names("ann"));
        assertThat(marks(userDn("ann"))).isEqualTo(Set.of("urn:rollcall:cluster-1:user:u-ann"));
        assertThat(marks(userDn("bob")))
                .isEqualTo(Set.of("urn:rollcall:cluster-1:user:u-bob", "urn:rollcall:cluster-1:disabled"));
    }

    @Test
    void whatAnotherClusterDidNotMakeIsNotAdopted() throws Exception {
        ClusterId former = new ClusterId("former-id");
        Entry before = entry(userDn("hdfs"));

        List<ChangeOutcome> outcomes = apply(
                new Change.AdoptAccount(user("hdfs"), former, false),
                new Change.AdoptAccount(user("nobody-there"), former, false));

        assertThat(outcomes).hasOnlyElementsOfType(Failed.class);
        assertThat(((Failed) outcomes.getFirst()).reason())
                .contains("'hdfs'", "does not carry the other cluster's mark");
        assertThat(entry(userDn("hdfs"))).isEqualTo(before);
    }

    @Test
    void anExpiryThatAnAdministratorSetIsNotTakenForADisabledAccount() throws Exception {
        given(account("ann", 20_001));
        modify(userDn("ann"), ModificationType.ADD, "objectClass", "shadowAccount");
        modify(userDn("ann"), ModificationType.ADD, "shadowExpire", "1");

        assertThat(readAccount("ann").disabledSince()).isNull();
        assertThat(target.read(Progress.NONE).ownedAccounts()).containsOnlyKeys(new IamId("u-ann"));
    }

    @Test
    void aRenamedAccountKeepsItsNumberAndIdentity() throws Exception {
        given(account("ann", 20_001));
        Change rename = new Change.RenameAccount(user("ann"), new UserName("anna"));

        assertThat(apply(rename)).containsExactly(new Applied());
        assertThat(apply(rename)).containsExactly(new AlreadySo());

        assertThat(target.read(Progress.NONE).account(new UserName("ann"))).isNull();
        assertThat(readAccount("anna"))
                .isEqualTo(new Account(
                        new UserName("anna"), new OwnerMark(new IamId("u-ann")), 20_001, 10_000, "about ann"));
        assertThat(entry(userDn("anna")).getAttributeValue("homeDirectory")).isEqualTo("/home/anna");
        assertThat(entry(userDn("anna")).getAttributeValue("cn")).isEqualTo("anna");
    }

    @Test
    void aRenameThatOnlyChangesLetterCaseIsOne() throws Exception {
        given(account("ann", 20_001));

        given(newGroup("data", 30_001, "ann"));

        given(new Change.RenameAccount(user("ann"), new UserName("Ann")));
        given(new Change.RenameGroup(group("data"), new GroupName("Data")));

        assertThat(readAccount("ann").name()).isEqualTo(new UserName("Ann"));
        assertThat(readGroup("data").name()).isEqualTo(new GroupName("Data"));
    }

    @Test
    void aRenameThatOnlyChangesBlanksIsOne() throws Exception {
        given(account("ann  lee", 20_001));
        given(newGroup("data  team", 30_001, "ann  lee"));

        given(new Change.RenameAccount(user("ann  lee"), new UserName("ann lee")));
        given(new Change.RenameGroup(group("data  team"), new GroupName("data team")));

        assertThat(readAccount("ann lee").name()).isEqualTo(new UserName("ann lee"));
        assertThat(readGroup("data team").name()).isEqualTo(new GroupName("data team"));
    }

    @Test
    void aRenameToATakenNameFailsAndLeavesBothAsTheyWere() throws Exception {
        given(account("ann", 20_001), newGroup("data", 30_001));

        List<ChangeOutcome> outcomes =
                apply(new Change.RenameAccount(user("ann"), HDFS), new Change.RenameGroup(group("data"), LAUNCHER));

        assertThat(outcomes).allMatch(Failed.class::isInstance);
        assertThat(readAccount("ann")).isEqualTo(expected(account("ann", 20_001)));
        assertThat(entry(userDn("ann")).getAttributeValue("cn")).isEqualTo("ann");
    }

    @Test
    void aRenamedGroupKeepsItsMembers() throws Exception {
        given(account("ann", 20_001), newGroup("data", 30_001, "ann"));
        Change rename = new Change.RenameGroup(group("data"), new GroupName("data-2"));

        assertThat(apply(rename)).containsExactly(new Applied());
        assertThat(apply(rename)).containsExactly(new AlreadySo());

        assertThat(target.read(Progress.NONE).group(new GroupName("data"))).isNull();
        assertThat(readGroup("data-2").members()).isEqualTo(names("ann"));
    }

    @Test
    void aDeletedAccountOrGroupIsGoneAndCanBeDeletedAgain() throws Exception {
        given(account("ann", 20_001), newGroup("data", 30_001));
        Change[] deletions = {new Change.DeleteAccount(user("ann")), new Change.DeleteGroup(group("data"))};

        assertThat(apply(deletions)).containsExactly(new Applied(), new Applied());
        assertThat(apply(deletions)).containsExactly(new AlreadySo(), new AlreadySo());

        assertThat(target.read(Progress.NONE).ownedAccounts()).isEmpty();
        assertThat(target.read(Progress.NONE).ownedGroups()).isEmpty();
    }

    @Test
    void membersJoinAndLeaveHoweverMuchOfThatWasDoneBefore() throws Exception {
        given(account("ann", 20_001), account("bob", 20_002), account("cid", 20_003), account("dan", 20_004));
        given(newGroup("data", 30_001, "ann", "bob"));
        Change change = new Change.ChangeGroup(
                group("data"),
                List.of(new UserName("cid"), new UserName("dan")),
                List.of(new UserName("ann"), new UserName("bob")),
                "changed",
                "");
        given(new Change.ChangeGroup(
                group("data"), List.of(new UserName("cid")), List.of(new UserName("ann")), "", ""));

        given(change);
        given(change);

        assertThat(readGroup("data").members()).isEqualTo(names("cid", "dan"));
        assertThat(readGroup("data").description()).isEqualTo("changed");
    }

    @Test
    void theLastMemberCanLeaveAndTheFirstCanJoin() throws Exception {
        given(account("ann", 20_001), newGroup("data", 30_001, "ann"));

        given(new Change.ChangeGroup(group("data"), List.of(), List.of(new UserName("ann")), "", ""));
        assertThat(readGroup("data").members()).isEmpty();

        given(new Change.ChangeGroup(group("data"), List.of(new UserName("ann")), List.of(), "", ""));
        assertThat(readGroup("data").members()).isEqualTo(names("ann"));
    }

    @Test
    void nobodyElseInAManagersGroupIsTouched() throws Exception {
        given(account("ann", 20_001));
        Change join = new Change.ChangeManagerGroup(LAUNCHER, List.of(user("ann")), List.of());
        Change leave = new Change.ChangeManagerGroup(LAUNCHER, List.of(), List.of(user("ann")));

        given(join);
        given(join);
        assertThat(readGroup("launcher-job").members()).isEqualTo(names("hdfs", "ann"));

        given(leave);
        given(leave);
        assertThat(readGroup("launcher-job").members()).isEqualTo(names("hdfs"));
        assertThat(readGroup("launcher-job").mark()).isNull();
    }

    @Test
    void rolesAreGrantedToGroupsAndWithdrawnWhileHandmadeGrantsStay() throws Exception {
        given(account("ann", 20_001), newGroup("data", 30_001), newGroup("ops", 30_002));
        Change grant = new Change.GrantRole(VIEWER, List.of(group("data"), group("ops")), List.of());
        Change withdraw = new Change.WithdrawRole(VIEWER, List.of(group("data")), List.of(new UserName("ann")));

        given(grant);
        given(grant);
        assertThat(target.read(Progress.NONE).role(VIEWER))
                .isEqualTo(new TargetRole(VIEWER, Set.of(new GroupName("data"), new GroupName("ops")), Set.of(HDFS)));

        given(withdraw);
        given(withdraw);
        assertThat(target.read(Progress.NONE).role(VIEWER))
                .isEqualTo(new TargetRole(VIEWER, Set.of(new GroupName("ops")), Set.of(HDFS)));
    }
}
