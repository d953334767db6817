package io.rollcall.iam.keystone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.rollcall.cluster.Progress;
import io.rollcall.cluster.ProjectId;
import io.rollcall.iam.keystone.IamStub.Answer;
import io.rollcall.iam.keystone.IamStub.Received;
import io.rollcall.iam.keystone.KeystoneSettings.Kind;
import io.rollcall.iam.keystone.KeystoneSettings.Limits;
import io.rollcall.manager.Certificate;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationState;
import io.rollcall.sync.rules.Entitlements;
import io.rollcall.sync.source.Completeness;
import io.rollcall.sync.source.Selection;
import io.rollcall.sync.target.TargetSnapshot;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What an IAM may do wrong. In no row is anybody removed, and in every row the operation says what happened.
class IamFaultsTest {
    private static final ProjectId PROJECT = new ProjectId(IamStub.PROJECT);
    private static final Selection EVERYTHING = new Selection.Everything();
    private static final int USERS = 70;
    private static final int GROUPS = 10;
    private static final int ROLES = 31;

    @TempDir
    Path folder;

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
        start(kind, null);
    }

    private void start(Kind kind, @Nullable SSLContext tls) throws Exception {
        iam = IamStub.start(kind, tls).pages(USERS / 7);
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
                        "a list that says it is cut short",
                        "cut short|should be",
                        t -> (request, right) -> isList(request, "/v3/users")
                                ? Answer.of(
                                        200,
                                        right.body()
                                                .replaceFirst("\\{", "{\"truncated\": true, ")
                                                .replaceFirst("\"https://inside[^\"]*\"", "null"))
                                : t.onPage(
                                                7,
                                                (_, _) -> Answer.of(
                                                        200, "{\"role_assignments\": [], \"total_num\": 310}"))
                                        .of(request, right)),
                row(
                        "a total that is larger",
                        "should be 311|circle",
                        _ -> (request, right) -> request.query().containsKey("page")
                                ? Answer.of(200, right.body().replace("\"total_num\":310", "\"total_num\":311"))
                                : isPage(request, 4) ? circle() : right),
                row(
                        "a total that is smaller",
                        "should be 260|circle",
                        _ -> (request, right) -> request.query().containsKey("page")
                                ? Answer.of(200, right.body().replace("\"total_num\":310", "\"total_num\":260"))
                                : isPage(request, 4) ? circle() : right),
                row(
                        "a total that changes",
                        "changed while|circle",
                        _ -> (request, right) -> request.query().containsKey("page") && isPage(request, 5)
                                ? Answer.of(200, right.body().replace("\"total_num\":310", "\"total_num\":309"))
                                : isPage(request, 4) && request.query().containsKey("marker") ? circle() : right),
                row(
                        "empty lists with 200",
                        "lists 0 users and 0 groups",
                        _ -> (request, right) -> request.method().equals("GET")
                                        && right.body().contains("\":[")
                                ? Answer.of(
                                        200,
                                        right.body().replaceAll("\\[.*]", "[]").replaceAll("310", "0"))
                                : right),
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
                row("a token that expires and is not renewed", "credentials are not accepted", t -> {
                    AtomicInteger asked = new AtomicInteger();
                    return (_, right) -> {
                        if (asked.incrementAndGet() == 9) {
                            t.iam.refuseServiceTokens();
                        }
                        return right;
                    };
                }),
                row(
                        "a hang",
                        "no whole answer within 2000 ms",
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
        try (SyncedWorld world = synchronizedWorld()) {
            iam.fault(row.of(this));
            assertThat(whatIsSaid(world)).as(what).containsPattern(said);
        }
    }

    /// Every list there is, one after the other, cut at every thousandth byte of its whole length.
    @ParameterizedTest
    @EnumSource(Kind.class)
    void aBodyThatIsCutAnywhereIsNoAnswer(Kind kind) throws Exception {
        start(kind);
        iam.pages(USERS);
        try (SyncedWorld world = synchronizedWorld()) {
            List<Received> lists = iam.received().stream()
                    .filter(request -> request.method().equals("GET"))
                    .toList();
            int cuts = 0;
            for (Received list : lists) {
                int length = iam.answer(list).body().getBytes(StandardCharsets.UTF_8).length;
                for (int cut = 0; cut < length; cut += 1000) {
                    int sent = cut;
                    iam.fault((request, right) -> request.uri().equals(list.uri()) ? right.cutAt(sent) : right);
                    assertThat(whatIsSaid(world))
                            .as("%s cut at %s of %s", list.uri(), cut, length)
                            .contains("GET " + list.uri() + " fails: ");
                    cuts++;
                }
            }
            assertThat(cuts).isGreaterThan(lists.size() + USERS * 100 / 1000);
        }
    }

    /// The way there is encrypted, but it does not lead to the host that was asked for.
    @ParameterizedTest
    @EnumSource(Kind.class)
    void theCertificateOfAnotherHostIsNotTrusted(Kind kind) throws Exception {
        Certificate right = Certificate.of("CN=localhost");
        Certificate wrong = Certificate.of("CN=another.example");
        right.write(folder, "right");
        wrong.write(folder, "wrong");
        start(kind, context(right));
        try (SyncedWorld world = new SyncedWorld(folder, source())) {
            try (KeystoneIdentitySource trusting = source(iam.url(), folder.resolve("right.pem"))) {
                assertThat(world.synchronize(trusting).state()).isEqualTo(OperationState.COMPLETED);
            }
            TargetSnapshot before = world.manager.read();
            iam.close();
            start(kind, context(wrong));
            try (KeystoneIdentitySource trusting = source(iam.url(), folder.resolve("wrong.pem"))) {
                assertThat(told(world.synchronize(trusting))).contains("the connection cannot be trusted");
            }
            assertThat(iam.received()).as("nothing is said to strangers").isEmpty();
            assertUnharmed(world, before);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aNewFileOfCertificatesIsUsedWithoutARestart(Kind kind) throws Exception {
        Certificate old = Certificate.of("CN=localhost");
        Certificate renewed = Certificate.of("CN=localhost");
        old.write(folder, "ca");
        start(kind, context(old));
        int port = iam.url().getPort();
        try (KeystoneIdentitySource trusting = source(iam.url(), folder.resolve("ca.pem"))) {
            assertThat(trusting.read(PROJECT, EVERYTHING, Progress.NONE).users())
                    .hasSize(USERS);
            iam.comeBackWith(context(renewed));
            assertThat(iam.url().getPort()).isEqualTo(port);
            assertThat(catchThrowable(() -> trusting.read(PROJECT, EVERYTHING, Progress.NONE)))
                    .hasMessageContaining("the connection cannot be trusted");

            Files.write(folder.resolve("ca.pem"), new byte[0]);
            assertThat(catchThrowable(() -> trusting.read(PROJECT, EVERYTHING, Progress.NONE)))
                    .hasMessageContaining("the connection cannot be trusted");
            renewed.write(folder, "ca");
            assertThat(trusting.read(PROJECT, EVERYTHING, Progress.NONE).users())
                    .hasSize(USERS);
        }
    }

    private static SSLContext context(Certificate certificate) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("server", certificate.keys().getPrivate(), new char[0], new java.security.cert.Certificate[] {
            CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                            new ByteArrayInputStream(certificate.certificate().getX509CertificateBytes()))
        });
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
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
            assertThat(source.read(PROJECT, EVERYTHING, Progress.NONE).completeness())
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
            assertThat(source.read(PROJECT, EVERYTHING, Progress.NONE).completeness())
                    .isEqualTo(new Completeness.Complete());
        }
    }

    private static Answer circle() {
        return Answer.of(200, "{\"users\": [], \"links\": {\"next\": \"https://inside.example/v3/users?marker=2\"}}");
    }

    private KeystoneIdentitySource source() throws Exception {
        return source(new Limits(Duration.ofSeconds(30), Duration.ofSeconds(300), 4));
    }

    private KeystoneIdentitySource source(Limits limits) throws Exception {
        return open(iam.settings(iam.settings().credentials(), limits));
    }

    private KeystoneIdentitySource source(URI url, Path caFile) throws Exception {
        KeystoneSettings plain = iam.settings();
        return open(new KeystoneSettings(
                plain.kind(), url, plain.credentials(), plain.domain(), caFile, plain.roles(), plain.limits()));
    }

    private KeystoneIdentitySource open(KeystoneSettings settings) throws Exception {
        return KeystoneIdentitySource.open(settings, Entitlements.documented()::concern, time, time);
    }

    private SyncedWorld synchronizedWorld() throws Exception {
        try (KeystoneIdentitySource source = source()) {
            SyncedWorld world = new SyncedWorld(folder, source);
            Operation operation = world.synchronize(source);
            assertThat(operation.state()).as("%s", operation).isEqualTo(OperationState.COMPLETED);
            assertThat(operation.notes()).isEmpty();
            assertThat(world.manager.read().ownedAccounts()).hasSize(USERS);
            return world;
        }
    }

    /// Synchronizes with the fault; nothing may go away.
    private String whatIsSaid(SyncedWorld world) throws Exception {
        TargetSnapshot before = world.manager.read();
        try (KeystoneIdentitySource source = source(new Limits(Duration.ofSeconds(2), Duration.ofMillis(150), 4))) {
            Operation operation = world.synchronize(source);
            assertUnharmed(world, before);
            assertThat(operation.state())
                    .isIn(OperationState.FAILED, OperationState.COMPLETED_WITH_ERRORS, OperationState.COMPLETED);
            return told(operation);
        }
    }

    private static String told(Operation operation) {
        Operation.Failure error = operation.error();
        return operation.notes() + (error == null ? "" : error.code().code() + " " + error.message());
    }

    private static void assertUnharmed(SyncedWorld world, TargetSnapshot before) {
        TargetSnapshot after = world.manager.read();
        assertThat(after.ownedAccounts()).isEqualTo(before.ownedAccounts()).hasSize(USERS);
        assertThat(after.ownedGroups()).isEqualTo(before.ownedGroups()).hasSize(GROUPS);
        assertThat(after.roles()).containsExactlyInAnyOrderElementsOf(before.roles());
    }
}
