package io.rollcall.iam.keystone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.iam.keystone.IamStub.Answer;
import io.rollcall.iam.keystone.IamStub.Received;
import io.rollcall.iam.keystone.KeystoneSettings.Kind;
import io.rollcall.iam.keystone.KeystoneSettings.Limits;
import io.rollcall.sync.Completeness;
import io.rollcall.sync.IamSnapshot;
import io.rollcall.sync.ModelTarget;
import io.rollcall.sync.Plan;
import io.rollcall.sync.PlanRunner;
import io.rollcall.sync.Planner;
import io.rollcall.sync.Pulse;
import io.rollcall.sync.RandomWorld;
import io.rollcall.sync.Selection;
import io.rollcall.sync.TargetGroup;
import io.rollcall.sync.TargetRole;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What an IAM may do wrong. In no row is anybody removed, and every row says what happened.
class IamFaultsTest {
    private static final ProjectId PROJECT = new ProjectId(IamStub.PROJECT);
    private static final Selection EVERYTHING = new Selection.Everything();
    private static final int USERS = 70;
    private static final int GROUPS = 10;
    private static final int ROLES = 31;

    private final FakeTime time = new FakeTime();
    private final CountDownLatch over = new CountDownLatch(1);

    @SuppressWarnings("NullAway.Init")
    private IamStub iam;

    @AfterEach
    void stop() {
        over.countDown();
        iam.close();
    }

    /// Seven pages: of users in Keystone, of assignments in Huawei Cloud.
    private void start(Kind kind) throws Exception {
        iam = IamStub.start(kind).pages(USERS / 7);
        for (int role = 0; role < ROLES; role++) {
            iam.systemRole("r" + role, role == 0 ? "MRS FullAccess" : "OBS Viewer " + role);
        }
        for (int user = 0; user < USERS; user++) {
            iam.user("user" + user);
        }
        for (int group = 0; group < GROUPS; group++) {
            int first = group * 7;
            iam.group(
                    "group" + group,
                    Stream.iterate(first, i -> i + 1)
                            .limit(7)
                            .map(i -> "user" + i)
                            .toArray(String[]::new));
            for (int role = 0; role < ROLES; role++) {
                iam.assign("group" + group, "r" + role);
            }
        }
    }

    private static boolean isPage(Received request, int number) {
        String page = Integer.toString(number);
        return page.equals(request.query().get("marker"))
                || page.equals(request.query().get("page"));
    }

    private static boolean isList(Received request, String path) {
        return request.path().equals(path) && request.method().equals("GET");
    }

    private IamStub.Fault onPage(int number, IamStub.Fault fault) {
        return (request, right) -> isPage(request, number) ? fault.of(request, right) : right;
    }

    private Answer pageBefore(Received request) {
        String parameter = request.query().containsKey("marker") ? "marker" : "page";
        return iam.answer(request.with(parameter, "2"));
    }

    /// What happens, with what the operation has to say.
    @FunctionalInterface
    interface Row {
        IamStub.Fault of(IamFaultsTest test);
    }

    static Stream<Arguments> rows() {
        List<Object[]> rows = List.of(
                row("503 on page 3 of 7", "503", t -> t.onPage(3, (_, _) -> Answer.of(503, "{}"))),
                row("a page twice", "twice|circle", t -> t.onPage(3, (request, _) -> t.pageBefore(request))),
                row("a page missing", "is not there|has no /v3.0", t -> t.onPage(3, (_, _) -> Answer.of(404, "{}"))),
                row(
                        "a page empty",
                        "not listed|should be",
                        t -> t.onPage(
                                3,
                                (_, _) -> Answer.of(
                                        200,
                                        "{\"users\": [], \"role_assignments\": [], \"total_num\": 310, \"links\": {}}"))),
                row(
                        "no users",
                        "lists 0 users",
                        t -> (request, right) ->
                                isList(request, "/v3/users") ? IamStub.list("users", Stream.of()) : right),
                row(
                        "no groups",
                        "0 groups",
                        t -> (request, right) ->
                                isList(request, "/v3/groups") ? IamStub.list("groups", Stream.of()) : right),
                row("no members at first", "empty at first", _ -> {
                    AtomicInteger asked = new AtomicInteger();
                    return (request, right) ->
                            request.path().equals("/v3/groups/g-group3/users") && asked.getAndIncrement() == 0
                                    ? IamStub.list("users", Stream.of())
                                    : right;
                }),
                row("429 for a minute", "429", t -> {
                    Instant end = t.time.instant().plusSeconds(60);
                    return (_, right) -> t.time.instant().isBefore(end)
                            ? Answer.of(429, "{\"error_code\": \"IAM.0012\"}").with("Retry-After", "7")
                            : right;
                }),
                row(
                        "a hang",
                        "no whole answer within 1000 ms",
                        t -> t.onPage(3, (_, right) -> {
                            t.await();
                            return right;
                        })),
                row(
                        "a redirect",
                        "redirect",
                        _ -> (_, _) -> Answer.of(302, "").with("Location", "https://login.example/")),
                row("HTML", "web page", t -> t.onPage(3, (_, _) -> Answer.of(200, "<!doctype html><p>Sign in"))),
                row("no JSON", "no JSON", t -> t.onPage(3, (_, _) -> Answer.of(200, "all is well"))),
                row("another list", "has no list", t -> t.onPage(3, (_, _) -> Answer.of(200, "{\"total_num\": 310}"))),
                row(
                        "403",
                        "403: no listRoleAssignments",
                        t -> t.onPage(
                                3, (_, _) -> Answer.of(403, "{\"error\": {\"message\": \"no listRoleAssignments\"}}"))),
                row(
                        "credentials refused",
                        "credentials are not accepted",
                        _ -> (request, right) -> isPage(request, 3) ? Answer.of(401, "{}") : right));
        return Stream.of(Kind.values())
                .flatMap(kind -> rows.stream().map(row -> arguments(kind, row[0], row[1], row[2])));
    }

    private static Object[] row(String what, String said, Row row) {
        return new Object[] {what, said, row};
    }

    private void await() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("rows")
    void nobodyIsRemoved(Kind kind, String what, String said, Row row) throws Exception {
        start(kind);
        PlanRunner runner = synchronizedWorld();

        iam.fault(row.of(this));
        assertThat(whatIsSaid(runner)).as(what).containsPattern(said);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aBodyThatIsCutAnywhereIsNoAnswer(Kind kind) throws Exception {
        start(kind);
        iam.pages(USERS);
        PlanRunner runner = synchronizedWorld();
        for (int cut = 0; cut < 6000; cut += 1000) {
            int sent = cut;
            iam.fault((request, right) -> isList(request, "/v3/users") ? right.cutAt(sent) : right);
            assertThat(whatIsSaid(runner)).as("cut at %s", cut).contains("/v3/users?domain_id=d1 fails");
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aTokenThatExpiresWhileItIsReadIsRenewed(Kind kind) throws Exception {
        start(kind);
        AtomicInteger asked = new AtomicInteger();
        iam.fault((_, right) -> {
            if (asked.incrementAndGet() == 9) {
                iam.forgetServiceToken();
            }
            return right;
        });
        try (KeystoneIdentitySource source = source()) {
            assertThat(source.read(PROJECT, EVERYTHING, Pulse.NONE).completeness())
                    .isEqualTo(new Completeness.Complete());
        }
        assertThat(iam.received())
                .filteredOn(request -> request.method().equals("POST"))
                .hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatPassesIsWaitedFor(Kind kind) throws Exception {
        start(kind);
        AtomicInteger asked = new AtomicInteger();
        iam.fault((_, right) -> asked.incrementAndGet() % 5 == 0 ? Answer.of(502, "{}") : right);
        try (KeystoneIdentitySource source = source()) {
            assertThat(source.read(PROJECT, EVERYTHING, Pulse.NONE).completeness())
                    .isEqualTo(new Completeness.Complete());
        }
    }

    private KeystoneIdentitySource source() throws Exception {
        Limits limits = new Limits(Duration.ofSeconds(30), Duration.ofSeconds(300), 4);
        return KeystoneIdentitySource.open(iam.settings(iam.settings().credentials(), limits), time, time);
    }

    private KeystoneIdentitySource impatient() throws Exception {
        Limits limits = new Limits(Duration.ofSeconds(1), Duration.ofMillis(150), 4);
        return KeystoneIdentitySource.open(iam.settings(iam.settings().credentials(), limits), time, time);
    }

    private PlanRunner synchronizedWorld() throws Exception {
        PlanRunner runner = new PlanRunner(new RandomWorld(0));
        runner.target = new ModelTarget();
        runner.rules.entitlements().rows().forEach(row -> {
            row.roles().forEach(role -> runner.target.put(new TargetRole(role, Set.of(), Set.of())));
            row.managerGroups().forEach(name -> runner.target.put(new TargetGroup(name, null, 100, "", Set.of())));
        });
        try (KeystoneIdentitySource source = source()) {
            IamSnapshot read = source.read(PROJECT, EVERYTHING, Pulse.NONE);
            assertThat(read.completeness()).isEqualTo(new Completeness.Complete());
            runner.run(Planner.synchronize(EVERYTHING, read, runner.input(), 0));
        }
        assertThat(runner.target.read(Pulse.NONE).ownedAccounts()).hasSize(USERS);
        return runner;
    }

    /// Reads with the fault and carries out whatever follows from it; nothing may go away.
    private String whatIsSaid(PlanRunner runner) throws Exception {
        try (KeystoneIdentitySource source = impatient()) {
            IamSnapshot read = source.read(PROJECT, EVERYTHING, Pulse.NONE);
            Plan plan = Planner.synchronize(EVERYTHING, read, runner.input(), USERS);
            runner.run(plan);
            assertThat(runner.target.read(Pulse.NONE).ownedAccounts()).hasSize(USERS);
            assertThat(runner.target.read(Pulse.NONE).ownedGroups().values())
                    .hasSize(GROUPS)
                    .allSatisfy(group -> assertThat(group.members()).hasSize(7));
            assertThat(plan.notes()).isNotEmpty();
            return plan.notes().toString();
        } catch (UnavailableException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
