package io.rollcall.iam.keystone;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.Progress;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import io.rollcall.iam.http.Listing;
import io.rollcall.iam.keystone.IamStub.Answer;
import io.rollcall.iam.keystone.KeystoneSettings.Kind;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationState;
import io.rollcall.operation.model.Result;
import io.rollcall.sync.rules.Entitlements;
import io.rollcall.sync.source.Completeness;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.IamUser;
import io.rollcall.sync.source.Selection;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What an IAM lists and nothing beyond it can hold: it is refused by itself, and named; the others go on.
class OddPeopleTest {
    private static final ProjectId PROJECT = new ProjectId(IamStub.PROJECT);
    private static final Selection EVERYTHING = new Selection.Everything();

    @TempDir
    Path folder;

    private final FakeTime time = new FakeTime();

    @SuppressWarnings("NullAway.Init")
    @AutoClose
    private IamStub iam;

    private void start(Kind kind) throws Exception {
        iam = IamStub.start(kind)
                .user("alice")
                .user("bob")
                .user("carol")
                .group("admins", "alice")
                .group("people", "alice", "bob", "carol")
                .systemRole("r1", "MRS FullAccess")
                .systemRole("r2", "MRS CommonOperations")
                .assign("admins", "r1")
                .assign("people", "r2");
    }

    private KeystoneIdentitySource source() throws Exception {
        return KeystoneIdentitySource.open(iam.settings(), Entitlements.documented()::concern, time, time);
    }

    /// In every answer, whichever list it is.
    private void replace(String from, String to) {
        iam.fault((_, right) -> right.status() == 200
                ? new Answer(200, right.headers(), right.body().replace(from, to), right.sent())
                : right);
    }

    private static Stream<Arguments> oddNames() {
        List<String> names = List.of(
                "\"bob\\n\"", "\"b\\tob\"", "null", "17", "\"\"", "\"" + "b".repeat(300) + "\"", "\"b\\ud83d\"");
        return Stream.of(Kind.values()).flatMap(kind -> names.stream().map(name -> Arguments.of(kind, name)));
    }

    @ParameterizedTest
    @MethodSource("oddNames")
    void aUserWithAnOddNameIsRefusedAndTheOthersGoOn(Kind kind, String name) throws Exception {
        start(kind);
        replace("\"name\":\"bob\"", "\"name\":" + name);
        try (KeystoneIdentitySource source = source();
                SyncedWorld world = new SyncedWorld(folder, source)) {
            Operation operation = world.synchronize(source);

            assertThat(operation.state()).isEqualTo(OperationState.COMPLETED_WITH_ERRORS);
            assertThat(operation.notes()).isEmpty();
            assertThat(world.rows(operation))
                    .filteredOn(row -> row.outcome() == Result.Outcome.REFUSED)
                    .singleElement()
                    .satisfies(row -> {
                        assertThat(row.name()).endsWith(" (id u-bob)");
                        assertThat(row.reason()).contains("characters that cannot be shown");
                    });
            assertThat(world.manager.read(Progress.NONE).ownedAccounts()).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aGroupWithAnOddNameIsRefusedAndTheOthersGoOn(Kind kind) throws Exception {
        start(kind);
        replace("\"name\":\"admins\"", "\"name\":\"adm\\tins\"");
        try (KeystoneIdentitySource source = source();
                SyncedWorld world = new SyncedWorld(folder, source)) {
            Operation operation = world.synchronize(source);

            assertThat(world.rows(operation))
                    .filteredOn(row -> row.outcome() == Result.Outcome.REFUSED)
                    .extracting(Result::name)
                    .containsExactly("adm\ufffdins (id g-admins)");
            assertThat(world.manager.read(Progress.NONE).ownedAccounts()).hasSize(3);
            assertThat(world.manager.read(Progress.NONE).ownedGroups()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whoeverGetsAnOddNameLaterKeepsTheAccountUnderTheOldOne(Kind kind) throws Exception {
        start(kind);
        try (KeystoneIdentitySource source = source();
                SyncedWorld world = new SyncedWorld(folder, source)) {
            assertThat(world.synchronize(source).state()).isEqualTo(OperationState.COMPLETED);
            replace("\"name\":\"bob\"", "\"name\":\"bob\\n\"");
            iam.removeMember("people", "carol");

            Operation operation = world.synchronize(source);

            assertThat(operation.notes()).isEmpty();
            assertThat(world.rows(operation))
                    .anySatisfy(row -> assertThat(row.name()).contains("(id u-bob)"));
            assertThat(world.manager.read(Progress.NONE).ownedAccounts().values())
                    .extracting(account -> account.name())
                    .containsExactlyInAnyOrder(new UserName("alice"), new UserName("bob"));
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatCannotBeReadAtAllIsADoubtAndNotTheEndOfTheRead(Kind kind) throws Exception {
        start(kind);
        try (KeystoneIdentitySource source = source()) {
            iam.fault((request, right) -> request.path().equals("/v3/users")
                    ? new Answer(200, right.headers(), right.body().replaceFirst("\\[", "[{\"id\": 5}, "), right.sent())
                    : right);
            IamSnapshot read = source.read(PROJECT, EVERYTHING, Progress.NONE);
            assertThat(read.users()).hasSize(3);
            assertThat(read.completeness())
                    .isInstanceOfSatisfying(
                            Completeness.Incomplete.class,
                            part -> assertThat(part.reason()).contains("'users' holds something that cannot be read"));

            iam.fault((request, right) -> request.path().equals("/v3/groups/g-people/users")
                    ? new Answer(200, right.headers(), right.body().replaceFirst("\\[", "[7, "), right.sent())
                    : right);
            assertThat(source.read(PROJECT, EVERYTHING, Progress.NONE).completeness())
                    .isInstanceOf(Completeness.Incomplete.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aRoleThatCannotBeReadTakesNothingFromAnybody(Kind kind) throws Exception {
        start(kind);
        try (KeystoneIdentitySource source = source();
                SyncedWorld world = new SyncedWorld(folder, source)) {
            assertThat(world.synchronize(source).state()).isEqualTo(OperationState.COMPLETED);
            var before = world.manager.read(Progress.NONE).roles();
            iam.fault((request, right) -> request.path().startsWith("/v3/roles")
                    ? new Answer(
                            200,
                            right.headers(),
                            right.body()
                                    .replace("\"name\":\"MRS FullAccess\"", "\"name\":{}")
                                    .replace("\"name\":\"system_r1\"", "\"name\":null")
                                    .replace("\"display_name\":\"MRS FullAccess\"", "\"display_name\":null"),
                            right.sent())
                    : right);

            Operation operation = world.synchronize(source);

            assertThat(operation.state()).isIn(OperationState.COMPLETED, OperationState.COMPLETED_WITH_ERRORS);
            assertThat(operation.notes()).singleElement().asString().contains("no user is removed");
            assertThat(world.manager.read(Progress.NONE).roles()).containsExactlyInAnyOrderElementsOf(before);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatIsNeitherTrueNorFalseLetsNobodyInAndIsNamed(Kind kind) throws Exception {
        start(kind);
        for (String odd : List.of("\"False\"", "\"0\"", "\"disabled\"", "\"true\"", "1", "null", "[]")) {
            iam.fault((request, right) -> request.path().equals("/v3/users")
                    ? new Answer(
                            200,
                            right.headers(),
                            right.body()
                                    .replaceAll(
                                            "\\{[^{}]*(\\{})?[^{}]*\"u-bob\"[^{}]*(\\{})?[^{}]*}",
                                            "{\"id\":\"u-bob\",\"name\":\"bob\",\"enabled\":"
                                                    + java.util.regex.Matcher.quoteReplacement(odd) + "}"),
                            right.sent())
                    : right);
            try (KeystoneIdentitySource source = source();
                    SyncedWorld world = new SyncedWorld(java.nio.file.Files.createTempDirectory(folder, "w"), source)) {
                IamSnapshot read = source.read(PROJECT, EVERYTHING, Progress.NONE);
                assertThat(read.users())
                        .as(odd)
                        .filteredOn(user -> !user.enabled())
                        .extracting(IamUser::name)
                        .containsExactly(new UserName("bob"));
                assertThat(read.completeness()).isEqualTo(new Completeness.Complete());

                Operation operation = world.synchronize(source);
                assertThat(world.rows(operation))
                        .filteredOn(row -> row.outcome() == Result.Outcome.REFUSED)
                        .singleElement()
                        .satisfies(row -> {
                            assertThat(row.name()).isEqualTo("bob");
                            assertThat(row.reason()).contains("counts as disabled", odd, "u-bob");
                        });
                assertThat(world.manager.read(Progress.NONE).ownedAccounts()).hasSize(2);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void linksWithoutEndAreFollowedWhileThereIsNews(Kind kind) throws Exception {
        start(kind);
        AtomicInteger pages = new AtomicInteger();
        iam.fault((request, right) -> request.path().equals("/v3/users")
                ? Answer.of(
                        200,
                        "{\"users\": [{\"id\": \"u-alice\", \"name\": \"alice\", \"enabled\": true}], \"links\":"
                                + " {\"next\": \"http://x.example/v3/users?marker=" + pages.incrementAndGet() + "\"}}")
                : right);
        try (KeystoneIdentitySource source = source()) {
            IamSnapshot read = source.read(PROJECT, EVERYTHING, Progress.NONE);
            assertThat(pages).hasValue(2);
            assertThat(read.completeness())
                    .isInstanceOfSatisfying(
                            Completeness.Incomplete.class,
                            part -> assertThat(part.reason()).contains("/v3/users go round in a circle"));
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aListWithoutEndIsGivenUpBeforeTheMemoryIsFull(Kind kind) throws Exception {
        start(kind);
        AtomicInteger next = new AtomicInteger();
        iam.fault((request, right) -> request.path().equals("/v3/groups/g-people/users")
                ? Answer.of(
                        200,
                        "{\"users\": ["
                                + IntStream.range(0, 50_000)
                                        .mapToObj(_ -> "{\"id\":\"u" + next.incrementAndGet() + "\"}")
                                        .collect(Collectors.joining(","))
                                + "], \"links\": {\"next\": \"http://x.example/?marker=" + next + "\"}}")
                : right);
        try (KeystoneIdentitySource source = source()) {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(
                            () -> source.read(PROJECT, EVERYTHING, Progress.NONE)))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("/v3/groups/g-people/users does not end");
            assertThat(next.get()).isLessThanOrEqualTo(Listing.MOST_ITEMS + 50_000);
        }
    }
}
