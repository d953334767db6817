package io.rollcall.manager.kerberos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is written to `kadmin` and how its words are understood, without one.
class KadminTest {
    @TempDir
    private Path folder;

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
        try (KerberosRealm realm = new KerberosRealm(settings(program))) {
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
        return new RealmSettings(
                "HADOOP.COM",
                Path.of("krb5.conf"),
                "rollcall/admin",
                Path.of("keytab"),
                kadmin,
                new ClusterId("c1"),
                Duration.ofMillis(500),
                Duration.ofMillis(500));
    }
}
