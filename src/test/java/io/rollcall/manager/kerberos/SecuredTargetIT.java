package io.rollcall.manager.kerberos;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UserName;
import io.rollcall.manager.LdapTarget;
import io.rollcall.manager.Slapd;
import io.rollcall.manager.layout.GroupLayout;
import io.rollcall.policy.SystemPolicies;
import io.rollcall.sync.ownership.NumberBook;
import io.rollcall.sync.ownership.Ownership;
import io.rollcall.sync.password.PasswordOutcome;
import io.rollcall.sync.password.PasswordPlace;
import io.rollcall.sync.password.PasswordStanding;
import io.rollcall.sync.plan.Plan;
import io.rollcall.sync.plan.PlannedChange;
import io.rollcall.sync.planner.PlanInput;
import io.rollcall.sync.planner.Planner;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.ChangeOutcome;
import io.rollcall.sync.provisioning.ChangeOutcome.AlreadySo;
import io.rollcall.sync.provisioning.ChangeOutcome.Applied;
import io.rollcall.sync.provisioning.ChangeOutcome.Failed;
import io.rollcall.sync.provisioning.Checkpoint;
import io.rollcall.sync.provisioning.Stage;
import io.rollcall.sync.provisioning.UserRef;
import io.rollcall.sync.rules.PlanRules;
import io.rollcall.sync.source.Completeness;
import io.rollcall.sync.source.IamGroup;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.IamUser;
import io.rollcall.sync.source.Selection;
import io.rollcall.sync.target.Account;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/// A directory and a realm as one Manager, the realm's database in that directory.
@TestInstance(Lifecycle.PER_CLASS)
class SecuredTargetIT {
    private static final ClusterId CLUSTER = new ClusterId("c1");
    private static final Secret PASSWORD = Secret.of("Secured-1-password");

    private Slapd slapd;
    private Kdc kdc;
    private KerberosRealm realm;
    private SecuredTarget target;

    @BeforeAll
    void start() {
        slapd = Slapd.start(GroupLayout.RFC2307BIS);
        kdc = Kdc.startOn(slapd);
    }

    @AfterAll
    void stop() {
        kdc.close();
        slapd.close();
    }

    @BeforeEach
    void open() {
        realm = new KerberosRealm(kdc.settings());
        target = new SecuredTarget(new LdapTarget(CLUSTER, slapd.settings()), realm);
    }

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void aPersonLivesInDirectoryAndRealmUnderOneName() throws Exception {
        UserRef alice = user("alice");
        UserRef anna = new UserRef(alice.id(), new UserName("anna"));
        assertThat(apply(new Change.CreateAccount(alice, 30_001, 30_001, ""))).isEqualTo(new Applied());
        assertThat(apply(new Change.CreatePrincipal(alice))).isEqualTo(new Applied());
        assertThat(apply(new Change.CreatePrincipal(alice))).isEqualTo(new AlreadySo());
        realm.setPassword(alice.name(), PASSWORD, false);

        assertThat(apply(new Change.RenameAccount(alice, anna.name()))).isEqualTo(new Applied());
        assertThat(apply(new Change.RenameAccount(alice, anna.name()))).isEqualTo(new AlreadySo());

        assertThat(kdc.kinit("anna", PASSWORD.reveal())).isTrue();
        assertThat(kdc.kinit("alice", PASSWORD.reveal())).isFalse();
        assertThat(names()).contains("anna").doesNotContain("alice");
        assertThat(apply(new Change.DeletePrincipal(anna))).isEqualTo(new Applied());
        assertThat(apply(new Change.DeleteAccount(anna))).isEqualTo(new Applied());
        assertThat(kdc.kinit("anna", PASSWORD.reveal())).isFalse();
        assertThat(names()).doesNotContain("anna");
    }

    @Test
    void anAdoptedAccountTakesItsPrincipalAndItsKeyAlong() throws Exception {
        UserRef carl = user("carl");
        assertThat(apply(new Change.CreateAccount(carl, 30_051, 30_051, ""))).isEqualTo(new Applied());
        assertThat(apply(new Change.CreatePrincipal(carl))).isEqualTo(new Applied());
        realm.setPassword(carl.name(), PASSWORD, false);
        ClusterId next = new ClusterId("c1-again");
        KerberosRealm nextRealm = new KerberosRealm(kdc.settings(next));
        try (SecuredTarget after = new SecuredTarget(new LdapTarget(next, slapd.settings()), nextRealm)) {
            Change adopt = new Change.AdoptAccount(carl, CLUSTER, false);
            assertThat(after.apply(List.of(adopt), Checkpoint.OPEN)).containsExactly(new Applied());
            assertThat(after.apply(List.of(adopt), Checkpoint.OPEN)).containsExactly(new AlreadySo());
            assertThat(nextRealm.standing(List.of(carl.name()), Progress.NONE))
                    .containsValue(KerberosRealm.Standing.OURS);
            assertThat(realm.standing(List.of(carl.name()), Progress.NONE))
                    .containsValue(KerberosRealm.Standing.FOREIGN);
            assertThat(kdc.kinit("carl", PASSWORD.reveal())).isTrue();
            assertThat(after.apply(List.of(new Change.DeletePrincipal(carl)), Checkpoint.OPEN))
                    .containsExactly(new Applied());
            assertThat(after.apply(List.of(new Change.DeleteAccount(carl)), Checkpoint.OPEN))
                    .containsExactly(new Applied());
        }
    }

    @Test
    void aRenameThatWasCutAfterThePrincipalIsFinished() throws Exception {
        UserRef bob = user("bob");
        UserName robert = new UserName("robert");
        apply(new Change.CreateAccount(bob, 30_002, 30_002, ""));
        apply(new Change.CreatePrincipal(bob));
        realm.rename(bob.name(), robert, Checkpoint.OPEN);

        assertThat(apply(new Change.RenameAccount(bob, robert))).isEqualTo(new Applied());

        assertThat(names()).contains("robert").doesNotContain("bob");
        assertThat(realm.list(Progress.NONE)).contains(robert).doesNotContain(bob.name());
    }

    @Test
    void anAccountIsNotRenamedToAForeignPrincipalsName() throws Exception {
        UserRef carol = user("carol");
        kdc.console("addprinc -randkey caroline");
        apply(new Change.CreateAccount(carol, 30_003, 30_003, ""));
        apply(new Change.CreatePrincipal(carol));

        assertThat(apply(new Change.RenameAccount(carol, new UserName("caroline"))))
                .isInstanceOf(Failed.class);

        assertThat(names()).contains("carol").doesNotContain("caroline");
    }

    @Test
    void changesOfBothKindsComeBackInTheOrderGiven() throws Exception {
        UserRef dave = user("dave");
        UserRef erin = user("erin");
        kdc.console("addprinc -randkey erin");

        List<ChangeOutcome> outcomes = target.apply(
                List.of(
                        new Change.CreatePrincipal(erin),
                        new Change.CreateAccount(dave, 30_004, 30_004, ""),
                        new Change.DeletePrincipal(user("nobody here")),
                        new Change.CreatePrincipal(dave)),
                Checkpoint.OPEN);

        assertThat(outcomes.get(0)).isInstanceOf(Failed.class);
        assertThat(outcomes.subList(1, 4)).containsExactly(new Applied(), new AlreadySo(), new Applied());
    }

    @Test
    void aSynchronizationMakesPrincipalsAndACancellationTakesThemAway() throws Exception {
        IamUser frank = new IamUser(new IamId("id-frank"), new UserName("frank"), true, "");
        IamGroup ops = new IamGroup(
                new IamId("id-ops"),
                new GroupName("ops"),
                "",
                Set.of(frank.id()),
                Set.of(SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS)));
        IamSnapshot iam = new IamSnapshot(List.of(frank), List.of(ops), new Completeness.Complete());
        Selection.Named named = Selection.Named.of(List.of(frank.name()), List.of());

        run(Planner.synchronize(named, iam, input(), 0));
        boolean before = kdc.kinit("frank", PASSWORD.reveal());
        realm.setPassword(frank.name(), PASSWORD, false);
        run(Planner.synchronize(named, iam, input(), 0));
        boolean during = kdc.kinit("frank", PASSWORD.reveal());
        run(Planner.cancel(named, input()));

        assertThat(before).isFalse();
        assertThat(during).isTrue();
        assertThat(kdc.kinit("frank", PASSWORD.reveal())).isFalse();
        assertThat(realm.list(Progress.NONE)).doesNotContain(frank.name());
        assertThat(names()).doesNotContain("frank");
    }

    @Test
    void aFirstPasswordOpensDirectoryAndRealmAfterItWasChanged() throws Exception {
        UserRef grace = given("grace", 30_005);
        assertThat(target.passwordOf(grace.name())).contains(new PasswordStanding(grace, false));

        assertThat(target.setPassword(grace, PASSWORD))
                .isEqualTo(new PasswordOutcome.Initialized(
                        EnumSet.allOf(PasswordPlace.class), Set.of(PasswordPlace.REALM)));

        assertThat(target.passwordOf(grace.name())).contains(new PasswordStanding(grace, true));
        assertThat(letsIn(grace, PASSWORD)).isTrue();
        assertThat(kdc.kinit("grace", PASSWORD.reveal())).isFalse();
        assertThat(kdc.kinitChanging("grace", PASSWORD.reveal(), "Chosen-2-password"))
                .isTrue();
        assertThat(kdc.kinit("grace", "Chosen-2-password")).isTrue();

        apply(new Change.CreatePrincipal(grace));
        apply(new Change.CreateAccount(grace, 30_005, 30_005, ""));
        assertThat(kdc.kinit("grace", "Chosen-2-password")).isTrue();

        apply(new Change.DeletePrincipal(grace));
        apply(new Change.DeleteAccount(grace));
        assertThat(kdc.kinit("grace", "Chosen-2-password")).isFalse();
        assertThat(letsIn(grace, PASSWORD)).isFalse();
        assertThat(target.passwordOf(grace.name())).isEmpty();
    }

    @Test
    void aPasswordThatOnlyTheRealmGotIsNotOneYet() throws Exception {
        UserRef heidi = given("heidi", 30_006);
        realm.setPassword(heidi.name(), PASSWORD, true);
        assertThat(target.passwordOf(heidi.name())).contains(new PasswordStanding(heidi, false));
        Secret another = Secret.of("Another-3-password");
        assertThat(target.setPassword(heidi, another)).isInstanceOf(PasswordOutcome.Initialized.class);
        assertThat(letsIn(heidi, another)).isTrue();
    }

    @Test
    void aPasswordSetByHandInTheRealmIsOne() throws Exception {
        UserRef ivan = given("ivan", 30_007);
        kdc.console("cpw -pw By-hand-1 ivan");
        assertThat(target.passwordOf(ivan.name())).contains(new PasswordStanding(ivan, true));
    }

    @Test
    void aForeignPrincipalGetsNoPasswordAndNeitherDoesTheDirectory() throws Exception {
        UserRef judy = user("judy");
        apply(new Change.CreateAccount(judy, 30_008, 30_008, ""));
        assertThat(target.setPassword(judy, PASSWORD)).isInstanceOf(PasswordOutcome.Refused.class);
        kdc.console("addprinc -randkey judy");
        assertThat(target.setPassword(judy, PASSWORD)).isInstanceOf(PasswordOutcome.Refused.class);
        assertThat(letsIn(judy, PASSWORD)).isFalse();
    }

    private UserRef given(String name, int number) throws Exception {
        UserRef user = user(name);
        assertThat(apply(new Change.CreateAccount(user, number, number, ""))).isEqualTo(new Applied());
        assertThat(apply(new Change.CreatePrincipal(user))).isEqualTo(new Applied());
        return user;
    }

    private boolean letsIn(UserRef user, Secret password) {
        try (LDAPConnection connection = new LDAPConnection(
                "127.0.0.1",
                slapd.url().getPort(),
                "uid=" + user.name() + ",ou=Peoples," + Slapd.BASE,
                password.reveal())) {
            return connection.isConnected();
        } catch (LDAPException e) {
            return false;
        }
    }

    private PlanInput input() throws Exception {
        return new PlanInput(
                target.read(Progress.NONE),
                Ownership.EMPTY,
                NumberBook.EMPTY,
                PlanRules.standard(),
                LocalDate.now(ZoneOffset.UTC));
    }

    /// The directory has no roles here, so what gives them is left out.
    private void run(Plan plan) throws Exception {
        for (PlannedChange planned : plan.changes()) {
            if (planned.stage() != Stage.GRANT && planned.stage() != Stage.WITHDRAW) {
                assertThat(apply(planned.change())).as("%s", planned).isNotInstanceOf(Failed.class);
            }
        }
    }

    @Test
    void aRealmInTheDirectoryIsNoPartOfItsPeople() throws Exception {
        List<String> before = names();
        try (LDAPConnection admin = slapd.admin()) {
            assertThat(admin.getEntry("cn=" + Kdc.REALM + ",cn=krbcontainer," + Slapd.BASE))
                    .isNotNull();
        }
        realm.create(List.of(new UserName("only-a-principal")), Checkpoint.OPEN);

        assertThat(names()).isEqualTo(before);
        assertThat(realm.delete(List.of(new UserName("only-a-principal")), Checkpoint.OPEN))
                .containsExactly(new Applied());
    }

    private ChangeOutcome apply(Change change) throws Exception {
        return target.apply(List.of(change), Checkpoint.OPEN).getFirst();
    }

    private List<String> names() throws Exception {
        return target.read(Progress.NONE).accounts().stream()
                .map(Account::name)
                .map(UserName::value)
                .sorted()
                .toList();
    }

    private static UserRef user(String name) {
        return new UserRef(new IamId("id-" + name), new UserName(name));
    }
}
