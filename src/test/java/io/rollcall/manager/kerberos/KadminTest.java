package io.rollcall.manager.kerberos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.Waiting;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.provisioning.Checkpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is written to `kadmin` and how its words are understood, without one.
class KadminTest {
    @TempDir
    private Path folder;

    private static final Duration LONG = Duration.ofMinutes(1);

    private final Kadmin kadmin = new Kadmin(settings(Path.of("kadmin")));

    @Test
    void aNameIsOneQuotedWordOfThisRealm() {
        assertThat(kadmin.add(new UserName("Alice B"))).isEqualTo("""
                addprinc -nokey -policy "rollcall-c1" "Alice B@HADOOP.COM\"""");
        assertThat(kadmin.delete(new UserName("-force"))).isEqualTo("""
                delprinc -force "\\-force@HADOOP.COM\"""");
    }

    @Test
    void aQuoteInAPasswordIsDoubled() {
        assertThat(kadmin.setPassword(new UserName("x"), Secret.of("a\"b\\ c"))).isEqualTo("""
                cpw -pw "a""b\\ c" "x@HADOOP.COM\"""");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x/admin", "x@y", "a\\b", "a\"b", "a'b", "a;b", "*", " a", "a ", "é"})
    void aNameThatCouldMeanMoreNeverBecomesACommand(String name) {
        assertThat(Kadmin.brokenBy(new UserName(name))).isPresent();
        assertThatThrownBy(() -> kadmin.get(new UserName(name))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "add_principal: Operation requires ``add'' privilege while creating \"zed@HADOOP.COM\".|Operation requires ``add'' privilege",
                "get_principals: Operation requires ``list'' privilege while retrieving list.|Operation requires ``list'' privilege",
                "delete_principal: Principal does not exist while deleting principal \"b@HADOOP.COM\"|Principal does not exist",
                "rename_principal: Principal does not exist while renaming principal \"n@H\" to \"x@H\"|Principal does not exist",
                "kadmin: Incorrect password while initializing kadmin interface|Incorrect password",
                "Principal \"a@HADOOP.COM\" created.|kadmin gave no reason",
                "cpw -pw secret: x|kadmin gave no reason"
            })
    void aComplaintIsRepeatedWithoutWhatItIsAbout(String line, String reason) {
        assertThat(new KadminAnswer(List.of(line)).reason()).isEqualTo(reason);
    }

    @Test
    void onlyThePolicyOfThisClusterIsOurMark() {
        assertThat(kadmin.isMarked(terse("rollcall-c1"))).isTrue();
        assertThat(kadmin.isMarked(terse("rollcall-c11"))).isFalse();
        assertThat(kadmin.isMarked(terse("[none]"))).isFalse();
    }

    @Test
    void onlyPeopleOfThisRealmAreListed() {
        assertThat(kadmin.listed("alice b@HADOOP.COM")).contains(new UserName("alice b"));
        assertThat(List.of("K/M@HADOOP.COM", "alice@OTHER.COM", "a\\@b@HADOOP.COM", "@HADOOP.COM", "alice"))
                .allMatch(line -> kadmin.listed(line).isEmpty());
    }

    @Test
    void aKadminThatDoesNotAnswerIsGivenUp() throws Exception {
        try (KerberosRealm realm = new KerberosRealm(settings(program("cat >/dev/null; true")))) {
            assertThatThrownBy(realm::check)
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("no answer within");
        }
    }

    @Test
    void aKadminThatEndsAtOnceIsQuoted() throws Exception {
        Path program = program("echo 'kadmin: Clock skew too great while initializing kadmin interface' >&2; exit 1");
        try (KerberosRealm realm = new KerberosRealm(patient(program, LONG))) {
            assertThatThrownBy(realm::check)
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("Clock skew too great");
        }
    }

    @Test
    void aMissingKadminIsNamed() {
        try (KerberosRealm realm = new KerberosRealm(settings(folder.resolve("nothing")))) {
            assertThatThrownBy(realm::check)
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("nothing");
        }
    }

    /// One that says what it was told and that all of it went well.
    private static String obedient(Path log) {
        return """
                while read -r line; do
                  case $line in
                    end-*) echo "kadmin: Unknown request \\"$line\\".  Type \\"?\\" for a request list." ;;
                    *) echo "$line" >>%s; echo 'Principal "x" created.' ;;
                  esac
                done""".formatted(log);
    }

    @Test
    void nothingIsSentAfterTheCheckpointCloses() throws Exception {
        List<UserName> names = List.of("a", "b", "c", "d", "e", "f").stream()
                .map(UserName::new)
                .toList();
        for (int open = 0; open <= names.size(); open++) {
            Path log = folder.resolve("log-" + open);
            int allowed = open;
            AtomicInteger passed = new AtomicInteger();
            IllegalStateException closed = new IllegalStateException("the lease is lost");
            Checkpoint gate = new Checkpoint() {
                @Override
                public void pass() {
                    if (passed.get() == allowed) {
                        throw closed;
                    }
                    passed.incrementAndGet();
                }

                @Override
                public void made() {}
            };
            try (KerberosRealm realm = new KerberosRealm(patient(program(obedient(log)), LONG))) {
                assertThatThrownBy(() -> realm.create(names, gate)).isSameAs(closed);
            }
            assertThat(Files.exists(log) ? Files.readAllLines(log) : List.of())
                    .filteredOn(line -> !line.equals("getprivs"))
                    .hasSize(open);
        }
    }

    @Test
    void anIdleChildIsEndedAndANewOneStartedWhenNeeded() throws Exception {
        Path log = folder.resolve("log");
        try (KerberosRealm realm = new KerberosRealm(patient(program(obedient(log)), LONG), Duration.ofMillis(200))) {
            for (int i = 1; i <= 2; i++) {
                realm.list(Progress.NONE);
                assertThat(realm.childrenStarted()).isEqualTo(i);
                Waiting.until("the child ends", () -> realm.child().pid().isEmpty());
            }
        }
    }

    @Test
    void aCheckIsShortHoweverPatientTheSettingsAre() throws Exception {
        Path deaf = program("cat >/dev/null; true");
        try (KerberosRealm realm = new KerberosRealm(patient(deaf, LONG))) {
            assertThat(timeToFail(realm::check)).isLessThan(Duration.ofSeconds(20));
        }
    }

    @Test
    void aProgramThatLeavesItsOutputToAnotherIsNotWaitedForEither() throws Exception {
        Path program = program("setsid sleep 20 & exit 0");
        try (KerberosRealm realm = new KerberosRealm(settings(program))) {
            assertThat(timeToFail(() -> realm.list(Progress.NONE))).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void whoIsInterruptedGetsOutAtOnce() throws Exception {
        try (KerberosRealm realm = new KerberosRealm(patient(program("cat >/dev/null; true"), LONG))) {
            AtomicReference<Exception> thrown = new AtomicReference<>();
            Thread waiting = Thread.ofVirtual().start(() -> {
                try {
                    realm.list(Progress.NONE);
                } catch (UnavailableException e) {
                    thrown.set(e);
                }
            });
            while (waiting.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            waiting.interrupt();

            assertThat(waiting.join(Duration.ofSeconds(10))).isTrue();
            assertThat(thrown.get()).hasMessageContaining("interrupted");
        }
    }

    private static Duration timeToFail(ThrowableAssert.ThrowingCallable call) {
        long begun = System.nanoTime();
        assertThatThrownBy(call).isInstanceOf(UnavailableException.class);
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static KadminAnswer terse(String policy) {
        return new KadminAnswer(
                List.of("\"a@HADOOP.COM\"\t0\t1\t0\t86400\t\"r/admin@HADOOP.COM\"\t1\t0\t0\t1\t\"" + policy + "\"\t0"));
    }

    private Path program(String script) throws Exception {
        Path program = folder.resolve("kadmin");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static RealmSettings settings(Path kadmin) {
        return patient(kadmin, Duration.ofMillis(500));
    }

    private static RealmSettings patient(Path kadmin, Duration timeouts) {
        return new RealmSettings(
                "HADOOP.COM",
                Path.of("krb5.conf"),
                "rollcall/admin",
                Path.of("keytab"),
                kadmin,
                new ClusterId("c1"),
                timeouts,
                timeouts);
    }
}
