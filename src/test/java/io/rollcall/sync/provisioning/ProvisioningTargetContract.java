package io.rollcall.sync.provisioning;

import static io.rollcall.sync.provisioning.SampleChanges.CLUSTER;
import static io.rollcall.sync.provisioning.SampleChanges.HDFS;
import static io.rollcall.sync.provisioning.SampleChanges.LAUNCHER;
import static io.rollcall.sync.provisioning.SampleChanges.VIEWER;
import static io.rollcall.sync.provisioning.SampleChanges.account;
import static io.rollcall.sync.provisioning.SampleChanges.group;
import static io.rollcall.sync.provisioning.SampleChanges.newGroup;
import static io.rollcall.sync.provisioning.SampleChanges.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.provisioning.ChangeOutcome.AlreadySo;
import io.rollcall.sync.provisioning.ChangeOutcome.Applied;
import io.rollcall.sync.provisioning.ChangeOutcome.Failed;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.Concern;
import io.rollcall.sync.target.OwnerMark;
import io.rollcall.sync.target.Provenance;
import io.rollcall.sync.target.TargetGroup;
import io.rollcall.sync.target.TargetRole;
import io.rollcall.sync.target.TargetSnapshot;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every Manager must do, as far as its reads and the outcomes of its writes tell: the first time, again, and
/// after half of it was done.
///
/// Each test starts with one foreign account `hdfs`, one foreign group `launcher-job` with it, and the role
/// `Manager_viewer`, which `hdfs` holds by hand.
public abstract class ProvisioningTargetContract {
    protected static final ClusterId FORMER = new ClusterId("former-id");

    @SuppressWarnings("NullAway.Init") // JUnit prepares every test.
    private ProvisioningTarget target;

    /// Makes the state that the class comment tells.
    protected abstract void prepare() throws Exception;

    /// The Manager, as a cluster reaches it.
    protected abstract ProvisioningTarget open(ClusterId cluster) throws Exception;

    @BeforeEach
    void openTarget() throws Exception {
        prepare();
        target = open(CLUSTER);
    }

    @AfterEach
    void closeTarget() {
        target.close();
    }

    /// The Manager, as the cluster of this test reaches it.
    protected ProvisioningTarget target() {
        return target;
    }

    protected static Account expected(Change.CreateAccount account) {
        return new Account(
                account.user().name(),
                new OwnerMark(account.user().id()),
                account.uidNumber(),
                account.gidNumber(),
                account.description());
    }

    protected TargetSnapshot read() throws UnavailableException {
        return target.read(Progress.NONE);
    }

    protected List<ChangeOutcome> apply(Change... changes) throws UnavailableException {
        return target.apply(List.of(changes), Checkpoint.OPEN);
    }

    /// Makes these changes, accounts before the groups that they are in, as the stages of a plan do.
    protected void given(Change... changes) throws UnavailableException {
        given(target, changes);
    }

    private static void given(ProvisioningTarget target, Change... changes) throws UnavailableException {
        Map<Boolean, List<Change>> stages =
                Stream.of(changes).collect(Collectors.partitioningBy(Change.CreateAccount.class::isInstance));
        for (Boolean accounts : List.of(true, false)) {
            assertThat(target.apply(Objects.requireNonNull(stages.get(accounts)), Checkpoint.OPEN))
                    .allMatch(Applied.class::isInstance);
        }
    }

    /// Makes a change twice. Whether the second time is a write is the Manager's own affair.
    protected void givenTwice(Change change) throws UnavailableException {
        given(change);
        assertThat(apply(change)).noneMatch(Failed.class::isInstance);
    }

    protected Account readAccount(String name) throws UnavailableException {
        return Objects.requireNonNull(read().account(new UserName(name)), name);
    }

    protected TargetGroup readGroup(String name) throws UnavailableException {
        return Objects.requireNonNull(read().group(new GroupName(name)), name);
    }

    protected static Set<UserName> names(String... names) {
        return Set.copyOf(Stream.of(names).map(UserName::new).toList());
    }

    @Test
    void aManagerThatWasNotTouchedHoldsForeignEntriesAlone() throws Exception {
        assertThat(readAccount("hdfs").mark()).isNull();
        assertThat(readGroup("launcher-job").mark()).isNull();
        assertThat(readGroup("launcher-job").members()).isEqualTo(Set.of(HDFS));
        assertThat(read().role(VIEWER)).isEqualTo(new TargetRole(VIEWER, Set.of(), Set.of(HDFS)));
        assertThat(read().ownedAccounts()).isEmpty();
        assertThat(read().ownedGroups()).isEmpty();
    }

    @Test
    void aNewAccountIsReadBackExactlyAsItWasCreated() throws Exception {
        Change.CreateAccount ann = account("ann", 20_001);
        Change.CreateAccount bare = new Change.CreateAccount(user("bare"), 20_002, 10_000, "");

        assertThat(apply(ann, bare)).containsExactly(new Applied(), new Applied());

        assertThat(readAccount("ANN")).isEqualTo(expected(ann));
        assertThat(readAccount("bare")).isEqualTo(expected(bare));
        assertThat(read().ownedAccounts())
                .containsOnlyKeys(ann.user().id(), bare.user().id());
    }

    @Test
    void aNewGroupCarriesItsMembersAndAnEmptyOneHasNone() throws Exception {
        given(account("ann", 20_001), account("Bob", 20_002));

        given(newGroup("data", 30_001, "ann", "Bob"), newGroup("empty", 30_002));

        assertThat(readGroup("data"))
                .isEqualTo(new TargetGroup(
                        new GroupName("data"), new OwnerMark(new IamId("g-data")), 30_001, "", names("ann", "Bob")));
        assertThat(readGroup("empty").members()).isEmpty();
    }

    @Test
    void creatingWhatIsThereAlreadyChangesNothing() throws Exception {
        Change[] changes = {account("ann", 20_001), newGroup("data", 30_001, "ann"), newGroup("empty", 30_002)};
        given(changes);

        assertThat(apply(changes)).containsExactly(new AlreadySo(), new AlreadySo(), new AlreadySo());

        assertThat(readAccount("ann")).isEqualTo(expected(account("ann", 20_001)));
        assertThat(readGroup("data").members()).isEqualTo(names("ann"));
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

        givenTwice(new Change.UpdateAccount(user("ann"), 10_007, "", 10_000, "about ann"));

        assertThat(readAccount("ann"))
                .isEqualTo(new Account(new UserName("ann"), new OwnerMark(new IamId("u-ann")), 20_001, 10_007, ""));
        assertThat(apply(new Change.UpdateAccount(user("ann"), 10_007, "", 10_007, "")))
                .containsExactly(new AlreadySo());
    }

    @Test
    void aDisabledAccountKeepsWhatItIsAndIsNotInUse() throws Exception {
        given(account("ann", 20_001));

        givenTwice(new Change.DisableAccount(user("ann")));

        Account disabled = readAccount("ann");
        assertThat(disabled.disabledSince()).isBetween(yesterday(), yesterday().plusDays(1));
        assertThat(disabled.uidNumber()).isEqualTo(20_001);
        assertThat(read().ownedAccounts()).isEmpty();
        assertThat(read().disabledAccounts()).containsOnlyKeys(new IamId("u-ann"));
    }

    /// Of whatever day it is where the test runs.
    protected static LocalDate yesterday() {
        return LocalDate.now(ZoneOffset.UTC).minusDays(1);
    }

    @Test
    void anEnabledAccountIsTheOneItWas() throws Exception {
        given(account("ann", 20_001));
        given(new Change.DisableAccount(user("ann")));

        givenTwice(new Change.EnableAccount(user("ann"), 10_007, "back"));

        assertThat(readAccount("ann"))
                .isEqualTo(new Account(new UserName("ann"), new OwnerMark(new IamId("u-ann")), 20_001, 10_007, "back"));
        assertThat(read().ownedAccounts()).containsOnlyKeys(new IamId("u-ann"));
    }

    /// Entries of a former id of the cluster: `ann`, `bob` who is disabled, and the group `data` with `ann`.
    protected void givenOfFormerId() throws Exception {
        try (ProvisioningTarget before = open(FORMER)) {
            given(before, account("ann", 20_001), account("bob", 20_002), newGroup("data", 30_001, "ann"));
            given(before, new Change.DisableAccount(user("bob")));
        }
    }

    /// What takes them over.
    protected static Change[] adoptions() {
        return new Change[] {
            new Change.AdoptAccount(user("ann"), FORMER, false),
            new Change.AdoptAccount(user("bob"), FORMER, true),
            new Change.AdoptGroup(group("data"), FORMER)
        };
    }

    @Test
    void whatAFormerClusterIdMadeIsAdoptedAndOtherwiseLeftAsItIs() throws Exception {
        givenOfFormerId();
        assertThat(read().ownedAccounts()).isEmpty();
        assertThat(readAccount("ann").provenance())
                .isEqualTo(new Provenance.OtherCluster("former-id", new IamId("u-ann"), false));
        assertThat(readAccount("bob").provenance())
                .isEqualTo(new Provenance.OtherCluster("former-id", new IamId("u-bob"), true));

        assertThat(apply(adoptions())).containsOnly(new Applied());
        assertThat(apply(adoptions())).containsOnly(new AlreadySo());

        assertThat(readAccount("ann")).isEqualTo(expected(account("ann", 20_001)));
        assertThat(readAccount("bob").disabledSince())
                .isBetween(yesterday(), yesterday().plusDays(1));
        assertThat(readGroup("data").mark()).isEqualTo(new OwnerMark(new IamId("g-data")));
        assertThat(readGroup("data").members()).isEqualTo(names("ann"));
    }

    @Test
    void whatAnotherClusterDidNotMakeIsNotAdopted() throws Exception {
        Account before = readAccount("hdfs");

        assertThat(apply(
                        new Change.AdoptAccount(user("hdfs"), FORMER, false),
                        new Change.AdoptAccount(user("nobody-there"), FORMER, false),
                        new Change.AdoptGroup(group("launcher-job"), FORMER)))
                .hasOnlyElementsOfType(Failed.class);

        assertThat(readAccount("hdfs")).isEqualTo(before);
    }

    @Test
    void aRenamedAccountKeepsItsNumberAndIdentity() throws Exception {
        given(account("ann", 20_001));
        Change rename = new Change.RenameAccount(user("ann"), new UserName("anna"));

        assertThat(apply(rename)).containsExactly(new Applied());
        assertThat(apply(rename)).containsExactly(new AlreadySo());

        assertThat(read().account(new UserName("ann"))).isNull();
        assertThat(readAccount("anna"))
                .isEqualTo(new Account(
                        new UserName("anna"), new OwnerMark(new IamId("u-ann")), 20_001, 10_000, "about ann"));
    }

    @Test
    void aRenameThatOnlyChangesLetterCaseIsOne() throws Exception {
        given(account("ann", 20_001));

        given(newGroup("data", 30_001, "ann"));

        given(new Change.RenameAccount(user("ann"), new UserName("Ann")));
        given(new Change.RenameGroup(group("data"), new GroupName("Data")));

        assertThat(readAccount("ann").name()).isEqualTo(new UserName("Ann"));
        assertThat(readGroup("data").name()).isEqualTo(new GroupName("Data"));
        // A directory whose members are mere names keeps the old spelling.
        assertThat(readGroup("data").members()).extracting(UserName::key).containsExactly("ann");
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
        Account hdfs = readAccount("hdfs");
        TargetGroup launcher = readGroup("launcher-job");

        List<ChangeOutcome> outcomes =
                apply(new Change.RenameAccount(user("ann"), HDFS), new Change.RenameGroup(group("data"), LAUNCHER));

        assertThat(outcomes).allMatch(Failed.class::isInstance);
        assertThat(readAccount("ann")).isEqualTo(expected(account("ann", 20_001)));
        assertThat(readAccount("hdfs")).isEqualTo(hdfs);
        assertThat(readGroup("launcher-job")).isEqualTo(launcher);
    }

    @Test
    void aRenamedGroupKeepsItsMembers() throws Exception {
        given(account("ann", 20_001), newGroup("data", 30_001, "ann"));
        Change rename = new Change.RenameGroup(group("data"), new GroupName("data-2"));

        assertThat(apply(rename)).containsExactly(new Applied());
        assertThat(apply(rename)).containsExactly(new AlreadySo());

        assertThat(read().group(new GroupName("data"))).isNull();
        assertThat(readGroup("data-2").members()).isEqualTo(names("ann"));
    }

    @Test
    void aDeletedAccountOrGroupIsGoneAndCanBeDeletedAgain() throws Exception {
        given(account("ann", 20_001), newGroup("data", 30_001));
        Change[] deletions = {new Change.DeleteAccount(user("ann")), new Change.DeleteGroup(group("data"))};

        assertThat(apply(deletions)).containsExactly(new Applied(), new Applied());
        assertThat(apply(deletions)).containsExactly(new AlreadySo(), new AlreadySo());

        assertThat(read().ownedAccounts()).isEmpty();
        assertThat(read().ownedGroups()).isEmpty();
    }

    @Test
    void membersJoinAndLeaveHoweverMuchOfThatWasDoneBefore() throws Exception {
        given(account("ann", 20_001), account("bob", 20_002), account("cid", 20_003), account("dan", 20_004));
        given(newGroup("data", 30_001, "ann", "bob"));
        given(new Change.ChangeGroup(
                group("data"), List.of(new UserName("cid")), List.of(new UserName("ann")), "", ""));

        givenTwice(new Change.ChangeGroup(
                group("data"),
                List.of(new UserName("cid"), new UserName("dan")),
                List.of(new UserName("ann"), new UserName("bob")),
                "changed",
                ""));

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
    void noOtherMemberOfAManagersGroupIsTouched() throws Exception {
        given(account("ann", 20_001));

        givenTwice(new Change.ChangeManagerGroup(LAUNCHER, List.of(user("ann")), List.of()));
        assertThat(readGroup("launcher-job").members()).isEqualTo(names("hdfs", "ann"));

        givenTwice(new Change.ChangeManagerGroup(LAUNCHER, List.of(), List.of(user("ann"))));
        assertThat(readGroup("launcher-job").members()).isEqualTo(names("hdfs"));
        assertThat(readGroup("launcher-job").mark()).isNull();
    }

    @Test
    void rolesAreGrantedToGroupsAndWithdrawnWhileHandmadeGrantsStay() throws Exception {
        given(account("ann", 20_001), newGroup("data", 30_001), newGroup("ops", 30_002));

        givenTwice(new Change.GrantRole(VIEWER, List.of(group("data"), group("ops")), List.of()));
        assertThat(read().role(VIEWER))
                .isEqualTo(new TargetRole(VIEWER, Set.of(new GroupName("data"), new GroupName("ops")), Set.of(HDFS)));

        givenTwice(new Change.WithdrawRole(VIEWER, List.of(group("data")), List.of(new UserName("ann"))));
        assertThat(read().role(VIEWER)).isEqualTo(new TargetRole(VIEWER, Set.of(new GroupName("ops")), Set.of(HDFS)));
    }

    @Test
    void whatTheManagerLacksIsRefusedWhileTheOthersGoOn() throws Exception {
        given(account("ann", 20_001));

        List<ChangeOutcome> outcomes = apply(
                new Change.ChangeManagerGroup(new GroupName("absent"), List.of(user("ann")), List.of()),
                account("bob", 20_002),
                new Change.GrantRole(new RoleName("absent"), List.of(group("data")), List.of()),
                new Change.ChangeGroup(group("absent"), List.of(new UserName("ann")), List.of(), "", ""),
                new Change.UpdateAccount(user("absent"), 1, "", 2, ""));

        assertThat(outcomes).hasSize(5);
        assertThat(outcomes.get(1)).isEqualTo(new Applied());
        assertThat(outcomes).filteredOn(Failed.class::isInstance).hasSize(4);
        assertThat(readAccount("bob")).isEqualTo(expected(account("bob", 20_002)));
    }

    @Test
    void aForeignEntryIsNeverTouched() throws Exception {
        Account account = readAccount("hdfs");
        TargetGroup group = readGroup("launcher-job");

        assertThat(apply(attempts("hdfs", "launcher-job"))).allMatch(Failed.class::isInstance);

        assertThat(readAccount("hdfs")).isEqualTo(account);
        assertThat(readGroup("launcher-job")).isEqualTo(group);
    }

    /// Entries of another cluster: `ann` and the group `data`.
    protected void givenOfAnotherCluster() throws Exception {
        try (ProvisioningTarget other = open(new ClusterId("cluster-2"))) {
            given(other, account("ann", 20_001), newGroup("data", 30_001));
            assertThat(other.directory()).isEqualTo(target.directory());
        }
    }

    @Test
    void anEntryOfAnotherClusterIsForeign() throws Exception {
        givenOfAnotherCluster();
        Account account = readAccount("ann");
        TargetGroup group = readGroup("data");
        assertThat(account.mark()).isNull();
        assertThat(group.mark()).isNull();

        assertThat(apply(attempts("ann", "data"))).allMatch(Failed.class::isInstance);

        assertThat(readAccount("ann")).isEqualTo(account);
        assertThat(readGroup("data")).isEqualTo(group);
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

    /// Whatever could be tried with an entry that is not ours.
    protected static Change[] attempts(String user, String group) {
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
        assertThat(read().ownedAccounts()).containsOnlyKeys(new IamId("u-bystander"));
    }

    @Test
    void anIdOfAnyCharactersIsReadBack() throws Exception {
        IamId id = new IamId("ü:%2F+* )(|&中");
        given(new Change.CreateAccount(new UserRef(id, new UserName("ann")), 20_001, 10_000, ""));

        assertThat(read().ownedAccounts()).containsOnlyKeys(id);
        given(new Change.DeleteAccount(new UserRef(id, new UserName("ann"))));
    }

    @Test
    void moreEntriesThanAPageAreAllRead() throws Exception {
        List<Change> many = IntStream.range(0, 2_300)
                .<Change>mapToObj(i -> account("user%04d".formatted(i), 20_000 + i))
                .toList();

        assertThat(target.apply(many, Checkpoint.OPEN)).hasSize(2_300).allMatch(Applied.class::isInstance);

        assertThat(read().ownedAccounts()).hasSize(2_300);
    }

    @Test
    void whatTheCheckpointForbidsIsNotWrittenAndItsExceptionComesOutAsItIs() throws Exception {
        IllegalStateException lost = new IllegalStateException("the lease is lost");
        Checkpoint closed = new Checkpoint() {
            @Override
            public void pass() {
                throw lost;
            }

            @Override
            public void made() {
                // Nothing is sent that could be answered.
            }
        };

        assertThatThrownBy(() -> target.apply(List.of(account("ann", 20_001)), closed))
                .isSameAs(lost);

        assertThat(read().ownedAccounts()).isEmpty();
    }

    @Test
    void theCheckpointIsPassedBeforeEveryWriteAndToldOfAnswers() throws Exception {
        AtomicInteger passed = new AtomicInteger();
        AtomicInteger answers = new AtomicInteger();
        Checkpoint counting = new Checkpoint() {
            @Override
            public void pass() {
                passed.incrementAndGet();
            }

            @Override
            public void made() {
                answers.incrementAndGet();
            }
        };

        target.apply(List.of(account("ann", 20_001), account("bob", 20_002)), counting);

        assertThat(passed).hasValueGreaterThanOrEqualTo(2);
        assertThat(answers).hasPositiveValue();
    }

    /// Ann, who is in; bob, who is disabled; zoe, who has no entry; and a foreign account. By names of any letter
    /// case, and by ids.
    @Test
    void whatConcernsAFewIsReadAsWithTheWhole() throws Exception {
        given(
                account("ann", 20_001),
                account("bob", 20_002),
                account("eve", 20_003),
                newGroup("data", 30_001, "ann", "eve"),
                newGroup("ops", 30_002, "eve"),
                newGroup("empty", 30_003));
        given(new Change.GrantRole(VIEWER, List.of(group("data"), group("ops")), List.of(user("ann"), user("eve"))));
        given(new Change.ChangeManagerGroup(LAUNCHER, List.of(user("ann"), user("eve")), List.of(), false));
        given(new Change.DisableAccount(user("bob")));

        assertConcern(concern(names("ann"), Set.of("u-ann"), Set.of("data"), Set.of("g-data")));
        assertConcern(concern(names("ANN", "Bob"), Set.of("u-bob"), Set.of("Launcher-Job", "EMPTY"), Set.of()));
        assertConcern(concern(names("zoe"), Set.of("u-zoe"), Set.of("launcher-job", "none"), Set.of("g-none")));
        assertConcern(concern(names("hdfs", "*)(uid=*"), Set.of("u-hdfs"), Set.of("*)(cn=*"), Set.of("g-*")));
        assertConcern(concern(names("other"), Set.of("u-ann", "u-bob"), Set.of(), Set.of("g-ops")));
        assertConcern(concern(Set.of(), Set.of(), Set.of("ops"), Set.of()));
        Set<UserName> many = IntStream.range(0, 450)
                .mapToObj(i -> new UserName(i == 333 ? "eve" : "user" + i))
                .collect(Collectors.toSet());
        assertConcern(concern(many, Set.of(), Set.of("data"), Set.of("g-ops")));
    }

    protected static Concern concern(
            Set<UserName> users, Set<String> userIds, Set<String> groups, Set<String> groupIds) {
        return new Concern(
                users,
                userIds.stream().map(IamId::new).collect(Collectors.toSet()),
                groups.stream().map(GroupName::new).collect(Collectors.toSet()),
                groupIds.stream().map(IamId::new).collect(Collectors.toSet()),
                true);
    }

    /// Checks that what is read for them is what a read of everything finds about them.
    protected void assertConcern(Concern concern) throws UnavailableException {
        assertRead(concern);
        assertRead(new Concern(concern.users(), concern.userIds(), concern.groups(), concern.groupIds(), false));
    }

    private void assertRead(Concern concern) throws UnavailableException {
        TargetSnapshot whole = read();
        TargetSnapshot.Whole held = new TargetSnapshot.Whole(whole.accountCount(), whole.groupCount());
        TargetSnapshot expected = whole.about(concern, held);
        TargetSnapshot part = target.read(concern, Progress.NONE);

        assertThat(part.accountCount()).isEqualTo(whole.accountCount());
        assertThat(part.groupCount()).isEqualTo(whole.groupCount());
        TargetSnapshot said = part.about(concern, held);
        assertThat(said.accounts()).containsExactlyInAnyOrderElementsOf(expected.accounts());
        assertThat(said.groups()).containsExactlyInAnyOrderElementsOf(expected.groups());
        assertThat(said.roles()).containsExactlyInAnyOrderElementsOf(expected.roles());
        assertThat(said.ownedAccounts()).isEqualTo(expected.ownedAccounts());
        assertThat(said.ownedGroups()).isEqualTo(expected.ownedGroups());
    }

    @Test
    void aReadTellsOfAnswers() throws Exception {
        AtomicInteger answers = new AtomicInteger();
        target.read(answers::incrementAndGet);
        assertThat(answers).hasPositiveValue();
    }

    @Test
    void aManagerThatAnswersIsCheckedWithoutAWord() throws Exception {
        target.check();
    }

    @Test
    void aChangeCanBeReadByAPerson() {
        assertThat(target.ldif(account("ann", 20_001))).contains("ann").endsWith("\n\n");
    }
}
