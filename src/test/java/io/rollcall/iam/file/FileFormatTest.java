package io.rollcall.iam.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rollcall.document.DocumentException;
import io.rollcall.document.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileFormatTest {
    private static final String SMALL = """
            domain: {id: 0a1b2c3d, name: acme}
            projects: [{id: p1, name: region-1}]
            users:
              - {id: u-0001, name: user1, enabled: true, description: Data engineer}
              - {id: u-0002, name: user2}
            groups:
              - id: g-0001
                name: group1
                members: [user1, user2]
                grants: [{policy: MRS FullAccess, on: project, project: p1}]
            policies:
              - {name: etl-operators, document: {Version: "1.1", Statement: [{Effect: Allow, Action: ["mrs:job:submit"]}]}}
            access_keys:
              - {access: AKEXAMPLE0001, secret: SKEXAMPLE0001, user: user1}
            """;

    @Test
    void theDocumentedExampleIsRead() throws DocumentException {
        Content ownership = FileFormat.read("iam.yaml", SMALL.getBytes(UTF_8));

        assertThat(ownership.userCount()).isEqualTo(2);
        assertThat(ownership.groupCount()).isEqualTo(1);
        assertThat(ownership.membershipCount()).isEqualTo(2);
        assertThat(ownership.key("AKEXAMPLE0001")).isPresent();
    }

    @Test
    void tenMistakesAreTenProblems() {
        String wrong = """
                domain: {id: 0a1b2c3d}
                projects: [{id: "p 1", name: region-1}]
                users:
                  - {id: u-0001, name: user1, enabeld: true}
                  - {id: u-0001, name: user2}
                  - {id: u-0003, name: user1}
                  - {id: u-0004, name: "nul\\0"}
                groups:
                  - id: g-0001
                    name: group1
                    members: [user1, user2, nobody]
                    grants:
                      - {policy: MRS FullAcess, on: project, project: "p 1"}
                      - {policy: MRS FullAccess, on: projects}
                access_keys:
                  - {access: AK1, secret: hush, user: user3}
                """;

        assertThat(problems(wrong).stream().map(Problem::place))
                .containsExactlyInAnyOrder(
                        "domain.name",
                        "projects[0].id",
                        "users[0].enabeld",
                        "users[1].id",
                        "users[2].name",
                        "users[3].name",
                        "groups[0].members[2]",
                        "groups[0].grants[0].policy",
                        "groups[0].grants[1].on",
                        "access_keys[0].user");
        assertThat(problems(wrong).toString())
                .contains("did you mean 'enabled'?", "did you mean 'MRS FullAccess'?")
                .doesNotContain("hush");
    }

    @ParameterizedTest
    @ValueSource(strings = {"domain", "projects", "users", "groups"})
    void aSectionThatEveryFileHasMayNotBeMissing(String key) {
        String without = SMALL.replace("\n" + key + ":", "\nx-" + key + ":").replaceFirst("^" + key + ":", "x:");

        assertThat(problems(without)).contains(new Problem(key, "is missing"));
    }

    @ParameterizedTest
    @CsvSource({
        "MRS FullAccess, true",
        "etl-operators, true",
        "OBS ReadOnlyAccess, true",
        "Security Administrator, true",
        "DNS Administrator, true",
        "MRS fullaccess, false",
        "MSR FullAccess, false",
        "Tennant Administrator, false",
        "MRS Viewer, false",
        "etl-operator, false",
        "Tenant Administrater, false",
        "whatever, false"
    })
    void aGrantNamesAPolicyThatCanBeMeant(String policy, boolean accepted) {
        String file = SMALL.replace("{policy: MRS FullAccess,", "{policy: " + policy + ",");

        if (accepted) {
            assertThat(problems(file)).isEmpty();
        } else {
            assertThat(problems(file)).hasSize(1);
        }
    }

    @Test
    void aPolicyMayHoldWhatTheIamStoresBesides() {
        String file = SMALL.replace(
                "Action: [\"mrs:job:submit\"]}",
                "Action: [\"mrs:job:submit\"], Resource: [\"*\"], Condition: {Bool: {x: [true]}}}");

        assertThat(problems(file.replace("Version: \"1.1\"", "Depends: [], Version: \"1.1\"")))
                .isEmpty();
    }

    @Test
    void aStatementThatTurnsItsMeaningRoundIsNotIgnored() {
        assertThat(problems(SMALL.replace("Action: [", "NotAction: ["))).hasSize(2);
    }

    @Test
    void namesThatDifferOnlyInCaseAreTheManagersConcern() {
        assertThat(problems(SMALL.replace("name: user2", "name: User1").replace("user1, user2", "user1, User1")))
                .isEmpty();
    }

    @Test
    void lengthsAreCountedInCharacters() {
        String four = "\uD83D\uDE00".repeat(64);

        assertThat(problems(SMALL.replace("user2", four))).isEmpty();
        assertThat(problems(SMALL.replace("user2", four + "x"))).hasSize(1);
        assertThat(problems(SMALL.replace("group1", "g".repeat(128)))).isEmpty();
        assertThat(problems(SMALL.replace("group1", "g".repeat(129)))).hasSize(1);
    }

    @Test
    void aBrokenFileDoesNotShowItsSecrets() {
        assertThatThrownBy(() -> FileFormat.read(
                        "iam.yaml",
                        SMALL.replace("secret: SKEXAMPLE0001,", "secret: 'SKEXAMPLE0001,")
                                .getBytes(UTF_8)))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("line ")
                .hasMessageNotContaining("SKEXAMPLE");
    }

    @Test
    void aForgottenColonDoesNotShowTheSecret() {
        for (String slip : List.of("secret SKEXAMPLE0001", "secret:SKEXAMPLE0001", "SKEXAMPLE0001")) {
            assertThat(problems(SMALL.replace("secret: SKEXAMPLE0001", slip)).toString())
                    .contains("access_keys[0].secret: is missing", "is ': ' missing in it?")
                    .doesNotContain("SKEXAMPLE");
        }
    }

    private static List<Problem> problems(String text) {
        DocumentException refused =
                catchThrowableOfType(DocumentException.class, () -> FileFormat.read("iam.yaml", text.getBytes(UTF_8)));
        return refused == null ? List.of() : refused.problems();
    }
}
