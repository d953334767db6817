package io.rollcall.manager;

import static io.rollcall.manager.ManagerFixture.deleteTree;
import static io.rollcall.manager.ManagerFixture.fill;
import static io.rollcall.manager.ManagerFixture.groupDn;
import static io.rollcall.manager.ManagerFixture.impatient;
import static io.rollcall.manager.ManagerFixture.userDn;
import static io.rollcall.sync.provisioning.SampleChanges.CLUSTER;
import static io.rollcall.sync.provisioning.SampleChanges.HDFS;
import static io.rollcall.sync.provisioning.SampleChanges.VIEWER;
import static io.rollcall.sync.provisioning.SampleChanges.account;
import static io.rollcall.sync.provisioning.SampleChanges.group;
import static io.rollcall.sync.provisioning.SampleChanges.newGroup;
import static io.rollcall.sync.provisioning.SampleChanges.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
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
import io.rollcall.sync.provisioning.BeforeWrite;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.ChangeOutcome;
import io.rollcall.sync.provisioning.ChangeOutcome.AlreadySo;
import io.rollcall.sync.provisioning.ChangeOutcome.Applied;
import io.rollcall.sync.provisioning.ChangeOutcome.Failed;
import io.rollcall.sync.provisioning.Checkpoint;
import io.rollcall.sync.provisioning.ProvisioningTarget;
import io.rollcall.sync.provisioning.ProvisioningTargetContract;
import io.rollcall.sync.target.TargetSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What every Manager must do that is a directory, on whatever server it runs: the contract of all Managers, and
/// what the entries themselves tell.
abstract class LdapTargetContract extends ProvisioningTargetContract {
    /// How the service reaches the directory of this test.
    abstract LdapSettings settings();

    /// A connection that may do everything.
    abstract LDAPConnection admin() throws LDAPException;

    /// Ends the server as a crash would.
    abstract void crash() throws IOException;

    /// Starts it again on the same port and data.
    abstract void restart() throws IOException;

    @Override
    protected void prepare() throws Exception {
        try (LDAPConnection admin = admin()) {
            for (String ou : List.of("Peoples", "Groups", "Roles")) {
                deleteTree(admin, "ou=" + ou + "," + LdapSettings.DEFAULT_BASE);
            }
            settle(admin);
            fill(admin, settings().layout());
        }
    }

    /// Waits for what the server still does by itself about the entries that were deleted or renamed.
    void settle(LDAPConnection admin) throws Exception {}

    @Override
    protected ProvisioningTarget open(ClusterId cluster) {
        return new LdapTarget(cluster, settings());
    }

    Entry entry(String dn) throws LDAPException {
        try (LDAPConnection admin = admin()) {
            return Objects.requireNonNull(admin.getEntry(dn, "*", "modifyTimestamp", "entryCSN"), dn);
        }
    }

    private void modify(String dn, ModificationType type, String attribute, String... values) throws LDAPException {
        try (LDAPConnection admin = admin()) {
            admin.modify(dn, new Modification(type, attribute, values));
        }
    }

    @Test
    void aNewAccountHasAHomeAndNoPassword() throws Exception {
        given(account("ann", 20_001));

        assertThat(entry(userDn("ann")).hasAttribute("userPassword")).isFalse();
        assertThat(entry(userDn("ann")).getAttributeValue("homeDirectory")).isEqualTo("/home/ann");
    }

    @Test
    void anEmptyGroupHasNoAttributeForMembers() throws Exception {
        given(newGroup("empty", 30_002));

        Entry empty = entry(groupDn("empty"));
        assertThat(empty.hasAttribute("member") || empty.hasAttribute("memberUid"))
                .isFalse();
    }

    @Test
    void creatingWhatIsThereAlreadyWritesNothing() throws Exception {
        given(account("ann", 20_001));
        Entry before = entry(userDn("ann"));

        assertThat(apply(account("ann", 20_001))).containsExactly(new AlreadySo());

        assertThat(entry(userDn("ann"))).isEqualTo(before);
    }

    @Test
    void aDisabledAccountHasNoPasswordAndExpiresUntilItIsEnabled() throws Exception {
        given(account("ann", 20_001));
        modify(userDn("ann"), ModificationType.ADD, "userPassword", "Known-to-ann-1");

        givenTwice(new Change.DisableAccount(user("ann")));

        assertThat(entry(userDn("ann")).hasAttribute("userPassword")).isFalse();
        assertThat(entry(userDn("ann")).getAttributeValueAsInteger("shadowExpire"))
                .isEqualTo((int) Objects.requireNonNull(readAccount("ann").disabledSince())
                        .toEpochDay());

        given(new Change.EnableAccount(user("ann"), 10_007, "back"));

        assertThat(entry(userDn("ann")).hasAttribute("shadowExpire")).isFalse();
    }

    @Test
    void anExpiryThatAnAdministratorSetIsNotTakenForADisabledAccount() throws Exception {
        given(account("ann", 20_001));
        modify(userDn("ann"), ModificationType.ADD, "objectClass", "shadowAccount");
        modify(userDn("ann"), ModificationType.ADD, "shadowExpire", "1");

        assertThat(readAccount("ann").disabledSince()).isNull();
        assertThat(read().ownedAccounts()).containsOnlyKeys(new IamId("u-ann"));
    }

    @Test
    void anAdoptedEntryCarriesTheMarksOfThisClusterAlone() throws Exception {
        givenOfFormerId();

        assertThat(apply(adoptions())).containsOnly(new Applied());

        assertThat(marks(userDn("ann"))).isEqualTo(Set.of("urn:rollcall:cluster-1:user:u-ann"));
        assertThat(marks(userDn("bob")))
                .isEqualTo(Set.of("urn:rollcall:cluster-1:user:u-bob", "urn:rollcall:cluster-1:disabled"));
    }

    private Set<String> marks(String dn) throws LDAPException {
        return Set.of(Objects.requireNonNull(entry(dn).getAttributeValues("labeledURI")));
    }

    @Test
    void whatIsNotAdoptedIsNotWrittenAndTheReasonSaysWhy() throws Exception {
        Entry before = entry(userDn("hdfs"));

        List<ChangeOutcome> outcomes = apply(new Change.AdoptAccount(user("hdfs"), FORMER, false));

        assertThat(((Failed) outcomes.getFirst()).reason())
                .contains("'hdfs'", "does not carry the other cluster's mark");
        assertThat(entry(userDn("hdfs"))).isEqualTo(before);
    }

    @Test
    void aRenamedAccountHasItsHomeAndItsNamesRenamed() throws Exception {
        given(account("ann", 20_001));

        given(new Change.RenameAccount(user("ann"), new UserName("anna")));

        assertThat(entry(userDn("anna")).getAttributeValue("homeDirectory")).isEqualTo("/home/anna");
        assertThat(entry(userDn("anna")).getAttributeValue("cn")).isEqualTo("anna");
    }

    @Test
    void aRenameToATakenNameRenamesNothing() throws Exception {
        given(account("ann", 20_001));

        assertThat(apply(new Change.RenameAccount(user("ann"), HDFS))).allMatch(Failed.class::isInstance);

        assertThat(entry(userDn("ann")).getAttributeValue("cn")).isEqualTo("ann");
    }

    @Test
    void whatTheManagerLacksIsNamedInTheReason() throws Exception {
        given(account("ann", 20_001));

        assertThat(apply(
                        new Change.ChangeManagerGroup(new GroupName("absent"), List.of(user("ann")), List.of()),
                        new Change.GrantRole(new RoleName("absent"), List.of(group("data")), List.of()),
                        new Change.ChangeGroup(group("absent"), List.of(new UserName("ann")), List.of(), "", ""),
                        new Change.UpdateAccount(user("absent"), 1, "", 2, "")))
                .containsExactly(
                        new Failed("the group 'absent' does not exist in the Manager"),
                        new Failed("the role 'absent' does not exist in the Manager"),
                        new Failed("the group 'absent' does not exist in the Manager"),
                        new Failed("the user 'absent' does not exist in the Manager"));
    }

    @Test
    void noWriteReachesAForeignEntryOrOneOfAnotherCluster() throws Exception {
        givenOfAnotherCluster();
        List<String> places = List.of(userDn("hdfs"), groupDn("launcher-job"), userDn("ann"), groupDn("data"));
        List<Entry> before = new ArrayList<>();
        for (String dn : places) {
            before.add(entry(dn));
        }

        assertThat(apply(attempts("hdfs", "launcher-job"))).allMatch(Failed.class::isInstance);
        assertThat(apply(attempts("ann", "data"))).allMatch(Failed.class::isInstance);

        for (int i = 0; i < places.size(); i++) {
            assertThat(entry(places.get(i))).isEqualTo(before.get(i));
        }
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
    void whatWasRenamedByHandConcernsTheOneWhoseMarkItBears() throws Exception {
        given(account("ann", 20_001), account("eve", 20_002), newGroup("data", 30_001, "ann", "eve"));
        try (LDAPConnection admin = admin()) {
            admin.modifyDN(userDn("ann"), "uid=anna", true);
            settle(admin);
            admin.modifyDN(groupDn("data"), "cn=facts", true);
            settle(admin);
        }

        assertConcern(concern(names("ann"), Set.of("u-ann"), Set.of("data"), Set.of("g-data")));
        assertThat(target().read(
                                concern(names("ann"), Set.of("u-ann"), Set.of("data"), Set.of("g-data")), Progress.NONE)
                        .ownedOrDisabled())
                .contains(new IamId("u-ann"));
    }

    @Test
    void aReadThatFindsTheSameGivesTheSame() throws Exception {
        given(account("ann", 20_001), account("eve", 20_002), newGroup("data", 30_001, "ann", "eve"));
        TargetSnapshot former = read();
        assertThat(read()).isSameAs(former);

        List<Runnable> writes = List.of(
                () -> modifyNow(userDn("ann"), ModificationType.REPLACE, "description", "by hand"),
                () -> modifyNow(groupDn("data"), ModificationType.REPLACE, "description", "by hand"),
                () -> modifyNow(
                        groupDn("data"),
                        ModificationType.DELETE,
                        settings().layout().groups() == GroupLayout.RFC2307BIS ? "member" : "memberUid",
                        settings().layout().groups() == GroupLayout.RFC2307BIS ? userDn("eve") : "eve"),
                () -> modifyNow(
                        "cn=Manager_viewer,ou=Roles," + LdapSettings.DEFAULT_BASE,
                        ModificationType.ADD,
                        "member",
                        groupDn("data")));
        for (Runnable write : writes) {
            write.run();
            TargetSnapshot next = read();
            assertThat(next).isNotSameAs(former);
            assertThat(read()).isSameAs(next);
            former = next;
        }
    }

    private void modifyNow(String dn, ModificationType type, String attribute, String value) {
        try {
            modify(dn, type, attribute, value);
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whereThereIsNoContainerNothingConcernsAnyone() throws Exception {
        read();
        try (LDAPConnection admin = admin()) {
            for (String ou : List.of("Peoples", "Groups", "Roles")) {
                deleteTree(admin, "ou=" + ou + "," + LdapSettings.DEFAULT_BASE);
            }
        }

        assertConcern(concern(names("ann"), Set.of("u-ann"), Set.of("data"), Set.of("g-data")));

        try (LDAPConnection admin = admin()) {
            fill(admin, settings().layout());
        }
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
        assertThat(read().accounts()).isEmpty();

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
        target().check();
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

    private void crashNow() {
        try {
            crash();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aServerThatDiesInTheMiddleIsHealedByARepeat() throws Exception {
        List<Change> many = new ArrayList<>();
        IntStream.range(0, 3_000).forEach(i -> many.add(account("user%04d".formatted(i), 20_000 + i)));
        try (LdapTarget impatient = new LdapTarget(CLUSTER, impatient(settings()))) {
            assertThatThrownBy(() -> impatient.apply(many, new BeforeWrite(1_500, this::crashNow)))
                    .isInstanceOf(UnavailableException.class);
            restart();

            int survivors = impatient.read(Progress.NONE).ownedAccounts().size();
            assertThat(survivors).isBetween(100, 1_499);
            List<ChangeOutcome> again = impatient.apply(many, Checkpoint.OPEN);
            assertThat(again).noneMatch(Failed.class::isInstance);
            assertThat(again.stream().filter(AlreadySo.class::isInstance)).hasSize(survivors);
            assertThat(impatient.read(Progress.NONE).ownedAccounts()).hasSize(3_000);
        }
    }
}
