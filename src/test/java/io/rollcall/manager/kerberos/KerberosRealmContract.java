package io.rollcall.manager.kerberos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.cluster.Progress;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import io.rollcall.manager.kerberos.KerberosRealm.Standing;
import io.rollcall.sync.provisioning.BeforeWrite;
import io.rollcall.sync.provisioning.ChangeOutcome;
import io.rollcall.sync.provisioning.ChangeOutcome.AlreadySo;
import io.rollcall.sync.provisioning.ChangeOutcome.Applied;
import io.rollcall.sync.provisioning.ChangeOutcome.Failed;
import io.rollcall.sync.provisioning.Checkpoint;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a realm must do whatever keeps its database.
abstract class KerberosRealmContract {
    private static final Secret PASSWORD = Secret.of("a \"b\\c #$ü-Long1");

    private KerberosRealm realm;

    abstract Kdc kdc();

    @BeforeEach
    void open() {
        realm = new KerberosRealm(kdc().settings());
    }

    @AfterEach
    void closeAndForget() throws Exception {
        realm.close();
        kdc().console("delete_policy -force rollcall-c1");
    }

    @Test
    void aThousandPrincipalsAreMadeFoundAndDeletedByOneChild() throws Exception {
        List<UserName> names = names("many", 1000);
        Set<UserName> before = realm.list(Progress.NONE);

        assertThat(realm.create(names, Checkpoint.OPEN)).hasSize(1000).containsOnly(new Applied());
        Set<UserName> found = new HashSet<>(realm.list(Progress.NONE));
        found.removeAll(before);
        assertThat(found).isEqualTo(Set.copyOf(names));
        assertThat(realm.create(names, Checkpoint.OPEN)).hasSize(1000).containsOnly(new AlreadySo());
        assertThat(realm.delete(names, Checkpoint.OPEN)).hasSize(1000).containsOnly(new Applied());
        assertThat(realm.delete(names, Checkpoint.OPEN)).hasSize(1000).containsOnly(new AlreadySo());
        assertThat(realm.list(Progress.NONE)).isEqualTo(before);
        assertThat(realm.childrenStarted()).isOne();
    }

    @Test
    void aChildThatIsKilledInTheMiddleIsReplacedAndTheRestIsDone() throws Exception {
        List<UserName> names = names("killed", 2000);
        realm.check();
        List<ChangeOutcome> outcomes = realm.create(names, new BeforeWrite(1_000, this::killChild));

        assertThat(outcomes).hasSize(2000).allMatch(outcome -> !(outcome instanceof Failed));
        assertThat(realm.childrenStarted()).isEqualTo(2);
        assertThat(realm.list(Progress.NONE)).containsAll(names);
        assertThat(realm.delete(names, Checkpoint.OPEN)).containsOnly(new Applied());
    }

    private void killChild() {
        ProcessHandle child =
                ProcessHandle.of(realm.child().pid().orElseThrow()).orElseThrow();
        child.destroyForcibly();
        child.onExit().join();
    }

    @Test
    void noChildOutlivesAProcessThatIsKilled() throws Exception {
        Process holder = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        RealmHolder.class.getName(),
                        kdc().settings().krb5Config().toString(),
                        kdc().keytab().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = new BufferedReader(new InputStreamReader(holder.getInputStream(), UTF_8))) {
            long child = Long.parseLong(said.readLine());
            assertThat(runs(child)).isTrue();

            holder.destroyForcibly().waitFor();

            Instant deadline = Instant.now().plusSeconds(20);
            while (runs(child) && Instant.now().isBefore(deadline)) {
                Thread.onSpinWait();
            }
            assertThat(runs(child)).isFalse();
        } finally {
            holder.destroyForcibly();
        }
    }

    /// A process that has ended but that nobody has asked about has no command line any more.
    private static boolean runs(long pid) {
        return ProcessHandle.of(pid)
                .filter(handle -> handle.info().commandLine().isPresent())
                .isPresent();
    }

    @Test
    void aRealmThatIsAwayIsUnavailableUntilItIsBack() throws Exception {
        UserName name = new UserName("while away");
        realm.check();
        kdc().stopKadmind();
        try {
            assertThatThrownBy(() -> realm.create(List.of(name), Checkpoint.OPEN))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("Communication failure with server");
            assertThatThrownBy(realm::check).isInstanceOf(UnavailableException.class);
            kdc().stopKdc();
            assertThatThrownBy(() -> realm.list(Progress.NONE))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("Cannot contact any KDC");
            kdc().startKdc();
        } finally {
            kdc().startKadmind();
        }

        assertThat(realm.create(List.of(name), Checkpoint.OPEN)).containsExactly(new Applied());
        assertThat(realm.delete(List.of(name), Checkpoint.OPEN)).containsExactly(new Applied());
    }

    @Test
    void aPrincipalWithoutTicketsKeepsItsKeyAndGetsThemAgain() throws Exception {
        UserName name = new UserName("on leave");
        UserName nobody = new UserName("nobody there");
        UserName foreign = new UserName("by hand");
        kdc().console("addprinc -randkey \"by hand\"");
        assertThat(realm.create(List.of(name), Checkpoint.OPEN)).containsExactly(new Applied());
        assertThat(realm.setPassword(name, PASSWORD, false)).isEqualTo(new Applied());

        for (int twice = 0; twice < 2; twice++) {
            assertThat(realm.allowTickets(List.of(name, nobody), false, Checkpoint.OPEN))
                    .containsExactly(new Applied(), new AlreadySo());
        }
        assertThat(kdc().kinit(name.value(), PASSWORD.reveal())).isFalse();
        assertThat(realm.allowTickets(List.of(foreign), false, Checkpoint.OPEN)).allMatch(Failed.class::isInstance);

        assertThat(realm.allowTickets(List.of(name), true, Checkpoint.OPEN)).containsExactly(new Applied());
        assertThat(kdc().kinit(name.value(), PASSWORD.reveal())).isTrue();
        assertThat(realm.delete(List.of(name), Checkpoint.OPEN)).containsExactly(new Applied());
        kdc().console("delprinc -force \"by hand\"");
    }

    @Test
    void nobodyCanAuthenticateBeforeAPasswordIsSetAndAfterThePrincipalIsGone() throws Exception {
        UserName name = new UserName("alice b");
        realm.create(List.of(name), Checkpoint.OPEN);
        assertThat(kdc().kinit("alice b", PASSWORD.reveal())).isFalse();

        assertThat(realm.setPassword(name, PASSWORD, false)).isEqualTo(new Applied());
        assertThat(kdc().kinit("alice b", PASSWORD.reveal())).isTrue();

        assertThat(realm.create(List.of(name), Checkpoint.OPEN)).containsExactly(new AlreadySo());
        assertThat(kdc().kinit("alice b", PASSWORD.reveal())).isTrue();

        assertThat(realm.delete(List.of(name), Checkpoint.OPEN)).containsExactly(new Applied());
        assertThat(kdc().kinit("alice b", PASSWORD.reveal())).isFalse();
    }

    @Test
    void aPasswordThatMustBeChangedLetsNobodyInUntilItIs() throws Exception {
        UserName name = new UserName("newcomer");
        realm.create(List.of(name), Checkpoint.OPEN);

        assertThat(realm.setPassword(name, PASSWORD, true)).isEqualTo(new Applied());

        assertThat(kdc().kinit("newcomer", PASSWORD.reveal())).isFalse();
        assertThat(kdc().kinitChanging("newcomer", PASSWORD.reveal(), "Another-1-password"))
                .isTrue();
        assertThat(kdc().kinit("newcomer", "Another-1-password")).isTrue();
        realm.delete(List.of(name), Checkpoint.OPEN);
    }

    @Test
    void aPasswordThatTheRealmRefusesIsRefusedInItsWords() throws Exception {
        UserName name = new UserName("hasty");
        realm.create(List.of(name), Checkpoint.OPEN);

        assertThat(realm.setPassword(name, Secret.of("Ab-1"), false)).isEqualTo(new Failed("Password is too short"));
        assertThat(realm.setPassword(name, Secret.of("two\nlines-Ab1"), false)).isInstanceOf(Failed.class);
        realm.delete(List.of(name), Checkpoint.OPEN);
    }

    @Test
    void aPersonKeepsThePasswordUnderANewName() throws Exception {
        UserName old = new UserName("maiden");
        UserName married = new UserName("-dash name");
        realm.create(List.of(old), Checkpoint.OPEN);
        realm.setPassword(old, PASSWORD, false);

        assertThat(realm.rename(old, married, Checkpoint.OPEN)).isEqualTo(new Applied());
        assertThat(realm.rename(old, married, Checkpoint.OPEN)).isEqualTo(new AlreadySo());

        assertThat(kdc().kinit("maiden", PASSWORD.reveal())).isFalse();
        assertThat(kdc().kinit("\\-dash name", PASSWORD.reveal())).isTrue();
        assertThat(realm.standing(List.of(old, married), Progress.NONE).values())
                .containsExactly(Standing.ABSENT, Standing.OURS);
        assertThat(realm.delete(List.of(married), Checkpoint.OPEN)).containsExactly(new Applied());
    }

    @Test
    void aForeignPrincipalIsNeverTouched() throws Exception {
        kdc().console("addprinc -pw Foreign-1-password foreigner");
        kdc().console("addpol rollcall-c2");
        kdc().console("addprinc -policy rollcall-c2 -randkey \"of another cluster\"");
        UserName ours = new UserName("ours");
        UserName foreign = new UserName("foreigner");
        UserName others = new UserName("of another cluster");
        realm.create(List.of(ours), Checkpoint.OPEN);
        String before = kdc().console("getprinc foreigner");

        assertThat(realm.create(List.of(foreign, others), Checkpoint.OPEN)).allMatch(Failed.class::isInstance);
        assertThat(realm.delete(List.of(foreign, others), Checkpoint.OPEN)).allMatch(Failed.class::isInstance);
        assertThat(realm.setPassword(foreign, PASSWORD, true)).isInstanceOf(Failed.class);
        assertThat(realm.rename(foreign, new UserName("another"), Checkpoint.OPEN))
                .isInstanceOf(Failed.class);
        assertThat(realm.rename(ours, foreign, Checkpoint.OPEN)).isInstanceOf(Failed.class);

        assertThat(realm.standing(List.of(ours, foreign, others), Progress.NONE).values())
                .containsExactly(Standing.OURS, Standing.FOREIGN, Standing.FOREIGN);
        assertThat(kdc().console("getprinc foreigner")).isEqualTo(before);
        assertThat(kdc().kinit("foreigner", "Foreign-1-password")).isTrue();
        realm.delete(List.of(ours), Checkpoint.OPEN);
        kdc().console("delprinc -force foreigner");
        kdc().console("delprinc -force \"of another cluster\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x/admin",
                "x@OTHER.COM",
                "x\\",
                "x\"",
                "x\" \"y",
                "x'",
                "x;y",
                "*",
                " x",
                "x ",
                "müller",
                "krbtgt/HADOOP.COM"
            })
    void aNameThatCouldMeanMoreThanAPersonNeverReachesTheRealm(String text) throws Exception {
        UserName name = new UserName(text);

        assertThat(realm.create(List.of(name), Checkpoint.OPEN)).allMatch(Failed.class::isInstance);
        assertThat(realm.delete(List.of(name), Checkpoint.OPEN)).allMatch(Failed.class::isInstance);
        assertThat(realm.setPassword(name, PASSWORD, false)).isInstanceOf(Failed.class);
        assertThat(realm.rename(new UserName("fine"), name, Checkpoint.OPEN)).isInstanceOf(Failed.class);
        assertThat(realm.exists(name)).isFalse();
    }

    @Test
    void namesOfEveryAllowedShapeGoThroughUnchanged() throws Exception {
        List<UserName> names = Stream.of("-randkey", "-", "a  b", "_x", "x-", "ABC", "abc", "addprinc", "q", "0")
                .map(UserName::new)
                .toList();

        assertThat(realm.create(names, Checkpoint.OPEN)).containsOnly(new Applied());
        assertThat(realm.list(Progress.NONE)).containsAll(names);
        assertThat(realm.delete(names, Checkpoint.OPEN)).containsOnly(new Applied());
        assertThat(realm.list(Progress.NONE)).doesNotContainAnyElementsOf(names);
    }

    @Test
    void whoMayNotIsToldSoInTheRealmsWords() throws Exception {
        try (KerberosRealm onlooker = new KerberosRealm(kdc().settings(Kdc.ONLOOKER))) {
            assertThat(onlooker.create(List.of(new UserName("nobody-here")), Checkpoint.OPEN))
                    .containsExactly(new Failed("Operation requires ``add'' privilege"));
            assertThatThrownBy(() -> onlooker.list(Progress.NONE))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("Operation requires ``list'' privilege");
        }
    }

    @Test
    void aKeytabThatIsNoGoodIsSaidAtOnce(@TempDir Path folder) throws Exception {
        Path old = Files.copy(kdc().keytab(), folder.resolve("old"));
        kdc().console("ktadd -k " + kdc().keytab() + " " + Kdc.ONLOOKER);

        try (KerberosRealm stale = new KerberosRealm(with(kdc().settings(Kdc.ONLOOKER), old));
                KerberosRealm none = new KerberosRealm(with(kdc().settings(), folder.resolve("none")))) {
            assertThatThrownBy(() -> stale.list(Progress.NONE))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("Incorrect password");
            assertThatThrownBy(none::check)
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("not found");
            assertThat(stale.childrenStarted()).isOne();
        }
    }

    private static RealmSettings with(RealmSettings settings, Path keytab) {
        return new RealmSettings(
                settings.realm(),
                settings.krb5Config(),
                settings.administrator(),
                keytab,
                settings.kadmin(),
                settings.cluster(),
                settings.requestTimeout(),
                settings.retryFor());
    }

    private static List<UserName> names(String prefix, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new UserName(prefix + "-" + i))
                .toList();
    }
}
