package io.rollcall.manager.kerberos;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.Progress;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UserName;
import io.rollcall.manager.kerberos.KerberosRealm.Standing;
import io.rollcall.sync.provisioning.ChangeOutcome;
import io.rollcall.sync.provisioning.ChangeOutcome.Applied;
import io.rollcall.sync.provisioning.ChangeOutcome.Failed;
import io.rollcall.sync.provisioning.Checkpoint;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A realm whose `kadm5.acl` has other values written than those that were asked for, and answers as usual.
@TestInstance(Lifecycle.PER_CLASS)
class RestrictedRealmIT {
    private static final Secret PASSWORD = Secret.of("F1rst-password");
    private static final List<UserName> NAMES = List.of(new UserName("anna"), new UserName("ben d"));

    private Kdc kdc;
    private KerberosRealm realm;

    @BeforeAll
    void start() {
        kdc = Kdc.start();
        kdc.console("addpol -minlength 10 corp");
    }

    @AfterAll
    void stop() {
        kdc.close();
    }

    @BeforeEach
    void open() throws Exception {
        kdc.restrict("");
        realm = new KerberosRealm(kdc.settings());
    }

    @AfterEach
    void forget() {
        realm.close();
        NAMES.forEach(name -> kdc.console("delprinc -force \"" + name + "\""));
    }

    private static void namesTheRestriction(List<ChangeOutcome> outcomes, String restriction) {
        assertThat(outcomes)
                .isNotEmpty()
                .allSatisfy(outcome -> assertThat(((Failed) outcome).reason())
                        .contains("kadm5.acl", "rollcall/admin@HADOOP.COM", "'" + restriction + "'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-policy corp", "-clearpolicy", "-allow_tix"})
    void aPrincipalThatTheRealmMadeOtherwiseIsTakenAwayAgainAndTheRestrictionNamed(String restriction)
            throws Exception {
        kdc.restrict(restriction);

        List<ChangeOutcome> outcomes = realm.create(NAMES, Checkpoint.OPEN);

        namesTheRestriction(outcomes, restriction);
        assertThat(realm.list(Progress.NONE)).doesNotContainAnyElementsOf(NAMES);

        kdc.restrict("");
        assertThat(realm.create(NAMES, Checkpoint.OPEN)).containsOnly(new Applied());
        assertThat(realm.delete(NAMES, Checkpoint.OPEN)).containsOnly(new Applied());
    }

    @Test
    void restrictionsThatChangeNothingOfOursAreNoObstacle() throws Exception {
        kdc.restrict("-maxlife 8h -requires_preauth");

        assertThat(realm.create(NAMES, Checkpoint.OPEN)).containsOnly(new Applied());
        assertThat(realm.setPassword(NAMES.getFirst(), PASSWORD, true)).isEqualTo(new Applied());
        assertThat(realm.allowTickets(NAMES, false, Checkpoint.OPEN)).containsOnly(new Applied());
        assertThat(realm.standing(NAMES, Progress.NONE))
                .allSatisfy((_, standing) -> assertThat(standing).isEqualTo(Standing.OURS));
        assertThat(realm.delete(NAMES, Checkpoint.OPEN)).containsOnly(new Applied());
    }

    @Test
    void aLeaverWhoStillGetsTicketsIsNotCalledDisabled() throws Exception {
        realm.create(NAMES, Checkpoint.OPEN);
        kdc.restrict("+allow_tix");

        namesTheRestriction(realm.allowTickets(NAMES, false, Checkpoint.OPEN), "+allow_tix");
    }

    @Test
    void whoeverComesBackAndStillGetsNoTicketsIsNotCalledEnabled() throws Exception {
        realm.create(NAMES, Checkpoint.OPEN);
        realm.allowTickets(NAMES, false, Checkpoint.OPEN);
        kdc.restrict("-allow_tix");

        namesTheRestriction(realm.allowTickets(NAMES, true, Checkpoint.OPEN), "-allow_tix");
    }

    @Test
    void aMarkThatAChangeReplacedIsSaidWithTheWayBack() throws Exception {
        realm.create(NAMES, Checkpoint.OPEN);
        kdc.restrict("-policy corp");

        List<ChangeOutcome> outcomes = realm.allowTickets(NAMES, false, Checkpoint.OPEN);

        namesTheRestriction(outcomes, "-policy corp");
        assertThat(outcomes)
                .allSatisfy(
                        outcome -> assertThat(((Failed) outcome).reason()).contains("modprinc -policy rollcall-c1"));
        NAMES.forEach(name -> kdc.console("modprinc -policy rollcall-c1 \"" + name + "\""));
        assertThat(realm.standing(NAMES, Progress.NONE))
                .allSatisfy((_, standing) -> assertThat(standing).isEqualTo(Standing.OURS));
    }

    @Test
    void aDemandThatTheRealmDropsIsNotPromised() throws Exception {
        realm.create(NAMES, Checkpoint.OPEN);
        kdc.restrict("-needchange");

        ChangeOutcome outcome = realm.setPassword(NAMES.getFirst(), PASSWORD, true);

        namesTheRestriction(List.of(outcome), "-needchange");
        assertThat(((Failed) outcome).reason()).startsWith("the password is set, but ");
    }
}
