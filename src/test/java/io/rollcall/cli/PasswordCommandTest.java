package io.rollcall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.api.ApiFixture;
import io.rollcall.api.MapIdentitySource;
import io.rollcall.cli.CommandFixture.Said;
import io.rollcall.cli.shell.Exit;
import io.rollcall.cluster.Secret;
import io.rollcall.policy.SystemPolicies;
import io.rollcall.sync.password.PasswordOutcome;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `rollcall account password` against a real API in this process.
class PasswordCommandTest {
    private static final String GIVEN = "Giv3n by a pipe";

    @TempDir
    private Path folder;

    private ApiFixture api;

    @BeforeEach
    void synchronizePeople() {
        MapIdentitySource iam = ApiFixture.people()
                .user("alice")
                .user("eve smith")
                .group("crowd", List.of("alice", "eve smith"), SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS));
        api = ApiFixture.start(iam).work();
        assertThat(admin().run("sync", "--user", "alice", "--user", "eve smith").code())
                .isEqualTo(Exit.OK);
        api.awaitIdle();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private CommandFixture admin() {
        return CommandFixture.of(api, folder, "admin");
    }

    @Test
    void theMadePasswordIsAloneOnStandardOutput() {
        Said said = admin().run("account", "password", "eve smith");
        assertThat(said.code()).as(said.err()).isEqualTo(Exit.OK);
        assertThat(said.out().lines()).hasSize(1);
        assertThat(api.target().password("eve smith"))
                .contains(Secret.of(said.out().strip()));
        assertThat(said.err())
                .contains("eve smith", "shown only here", "Directory: it has to be changed at the first use")
                .doesNotContain(said.out().strip());
    }

    @Test
    void eachPlaceSaysWhetherItDemandsAnotherPassword() {
        api.target().initialized =
                PasswordOutcome.Initialized.inDirectory(false).andInRealm();
        Said said = admin().run("account", "password", "alice");
        assertThat(said.err().lines().skip(1))
                .containsExactly(
                        "Kerberos realm: it has to be changed at the first use.",
                        "Directory: it demands no other one. LDAP logins take this one until the person changes it.");
    }

    @Test
    void aPasswordIsReadFromStandardInputAndNotShown() {
        Said said = admin().input(GIVEN + "\n").run("account", "password", "alice", "--stdin");
        assertThat(said.code()).as(said.err()).isEqualTo(Exit.OK);
        assertThat(said.out()).isEmpty();
        assertThat(said.err()).doesNotContain(GIVEN);
        assertThat(api.target().password("alice")).contains(Secret.of(GIVEN));
    }

    @Test
    void aSecondPasswordNeedsReset() {
        admin().run("account", "password", "alice");
        Said second = admin().run("account", "password", "alice");
        assertThat(second.code()).isEqualTo(Exit.FAILED);
        assertThat(second.err()).contains("has a password already");
        assertThat(second.out()).isEmpty();
        assertThat(admin().run("account", "password", "alice", "--reset").code())
                .isEqualTo(Exit.OK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "two\nlines\n", "\r\n"})
    void standardInputHoldsOneLineAndNothingElse(String input) {
        Said said = admin().input(input).run("account", "password", "alice", "--stdin");
        assertThat(said.code()).isEqualTo(Exit.WRONG_USE);
        assertThat(said.err()).contains("one line").doesNotContain("two");
    }

    @Test
    void aWeakPasswordIsRefusedWithTheRuleAndNotRepeated() {
        Said said = admin().input("weakling").run("account", "password", "alice", "--stdin");
        assertThat(said.code()).isEqualTo(Exit.FAILED);
        assertThat(said.err()).contains("at least 4 of").doesNotContain("weakling");
    }

    @Test
    void theAnswerIsJsonOnRequest() {
        Said said = admin().run("account", "password", "alice", "--json");
        assertThat(said.json().path("password").asText()).hasSize(20);
        assertThat(said.json().path("must_change").asBoolean()).isTrue();
    }

    @Test
    void whoIsNotSynchronizedIsNamed() {
        assertThat(admin().run("account", "password", "ghost/../x").err()).contains("no synchronized account");
        assertThat(admin().run("account", "password", "").code()).isEqualTo(Exit.WRONG_USE);
        assertThat(admin().run("account", "password").code()).isEqualTo(Exit.WRONG_USE);
        assertThat(admin().run("account").code()).isEqualTo(Exit.WRONG_USE);
    }
}
