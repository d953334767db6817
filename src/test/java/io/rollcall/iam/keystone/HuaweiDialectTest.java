package io.rollcall.iam.keystone;

import static org.assertj.core.api.Assertions.assertThat;

import com.huaweicloud.sdk.core.auth.AKSKSigner;
import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.http.HttpMethod;
import com.huaweicloud.sdk.core.http.HttpRequest;
import io.rollcall.Waiting;
import io.rollcall.access.Caller;
import io.rollcall.access.Powers;
import io.rollcall.access.Rights;
import io.rollcall.access.Token;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import io.rollcall.iam.keystone.KeystoneSettings.Credentials;
import io.rollcall.iam.keystone.KeystoneSettings.Kind;
import io.rollcall.iam.keystone.KeystoneSettings.Limits;
import io.rollcall.policy.Action;
import io.rollcall.policy.Circumstances;
import io.rollcall.policy.Policy;
import io.rollcall.policy.Statement;
import io.rollcall.policy.SystemPolicies;
import io.rollcall.sync.rules.Entitlements;
import io.rollcall.sync.source.Completeness;
import io.rollcall.sync.source.IamGroup;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.IamUser;
import io.rollcall.sync.source.Selection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Holds the dialect of Huawei Cloud against a server that answers as the contract's section 6 says.
class HuaweiDialectTest {
    private static final ProjectId PROJECT = new ProjectId(IamStub.PROJECT);

    private final FakeTime time = new FakeTime();
    private IamStub iam;
    private KeystoneIdentitySource source;

    @BeforeEach
    void start() throws Exception {
        iam = IamStub.start(Kind.HUAWEI)
                .user("alice")
                .user("bob")
                .user("carol", false)
                .user("owner")
                .group("admins", "alice")
                .group("analysts", "alice", "bob")
                .group("others", "carol")
                .group("nobody")
                .systemRole("72", "MRS FullAccess")
                .systemRole("9", "OBS Viewer")
                .customRole("c1", "jobs only", "mrs:job:submit")
                .assign("admins", "72")
                .assign("analysts", "c1", "domain", IamStub.ACCOUNT, true)
                .assign("analysts", "9", "domain", IamStub.ACCOUNT, false)
                .assign("others", "72", "project", "another-project", false);
        source = KeystoneIdentitySource.open(signing(), Entitlements.documented()::concern, time, time);
    }

    @AfterEach
    void stop() {
        source.close();
        iam.close();
    }

    private KeystoneSettings signing() {
        return iam.settings(new Credentials.SigningKey("AK-service", Secret.of("SK-service")), Limits.DEFAULT);
    }

    @Test
    void everythingIsReadWithItsRightsInTheProject() throws Exception {
        IamSnapshot read = source.read(PROJECT, new Selection.Everything(), Progress.NONE);

        assertThat(read.completeness()).isEqualTo(new Completeness.Complete());
        assertThat(read.users())
                .extracting(user -> user.name().value())
                .containsExactly("alice", "bob", "carol", "owner");
        assertThat(read.users())
                .filteredOn(user -> !user.enabled())
                .extracting(IamUser::id)
                .containsExactly(id("carol"));
        assertThat(group(read, "admins").policies()).containsExactly(SystemPolicies.named("MRS FullAccess"));
        assertThat(group(read, "analysts").policies())
                .containsExactlyInAnyOrder(
                        new Policy.CustomPolicy("jobs only", List.of(Statement.allow("mrs:job:submit"))),
                        new Policy.SystemPolicy("OBS Viewer", List.of()));
        assertThat(group(read, "analysts").members()).containsExactlyInAnyOrder(id("alice"), id("bob"));
        assertThat(group(read, "others").policies()).isEmpty();
        assertThat(group(read, "nobody").members()).isEmpty();
    }

    @Test
    void theOfficialSdkSignsEveryRequestTheSame() throws Exception {
        source.read(PROJECT, new Selection.Everything(), Progress.NONE);
        source.read(
                PROJECT,
                Selection.Named.of(Set.of(new UserName("user name+ü")), Set.of(new GroupName("a&b=c"))),
                Progress.NONE);
        source.token(Secret.of("t".repeat(16_000)));

        assertThat(iam.received()).hasSizeGreaterThan(10);
        iam.received().forEach(HuaweiDialectTest::verify);
    }

    private static void verify(IamStub.Received request) {
        HttpRequest.HttpRequestBuilder builder = HttpRequest.newBuilder()
                .withEndpoint("http://" + request.header("Host").orElseThrow())
                .withPath(request.path())
                .withMethod(HttpMethod.GET);
        request.query().forEach((name, value) -> builder.addQueryParam(name, List.of(value)));
        String authorization = request.header("Authorization").orElseThrow();
        String signed = authorization.replaceFirst(".*SignedHeaders=([^,]*),.*", "$1");
        for (String name : signed.split(";")) {
            builder.addHeader(spelt(name), request.header(name).orElseThrow());
        }
        Map<String, String> theirs = AKSKSigner.getInstance()
                .sign(
                        builder.build(),
                        new BasicCredentials().withAk("AK-service").withSk("SK-service"));
        assertThat(theirs.get("Authorization")).as("%s", request.uri()).isEqualTo(authorization);
        assertThat(request.header("X-Domain-Id")).hasValue(IamStub.ACCOUNT);
    }

    /// The SDK knows its own headers only in this spelling.
    private static String spelt(String name) {
        return switch (name) {
            case "host" -> "Host";
            case "x-sdk-date" -> "X-Sdk-Date";
            default -> name;
        };
    }

    @Test
    void aNamedUserIsReadWithoutTheRestOfTheAccount() throws Exception {
        IamSnapshot read = source.read(
                PROJECT, Selection.Named.of(Set.of(new UserName("bob"), new UserName("zoe")), Set.of()), Progress.NONE);

        assertThat(read.completeness()).isEqualTo(new Completeness.Complete());
        assertThat(read.users()).extracting(IamUser::id).containsExactly(id("bob"));
        assertThat(read.groups()).singleElement().satisfies(group -> {
            assertThat(group.name()).isEqualTo(new GroupName("analysts"));
            assertThat(group.members()).as("the others are not asked for").containsExactly(id("bob"));
            assertThat(group.policies()).hasSize(2);
        });
        assertThat(iam.received())
                .extracting(request -> request.uri().toString())
                .noneMatch("/v3/users?domain_id=d1"::equals);
        assertThat(iam.received())
                .extracting(IamStub.Received::path)
                .noneMatch(path -> path.matches("/v3/groups/.*/users"));
    }

    @Test
    void aNamedGroupIsReadWithAllItsMembers() throws Exception {
        IamSnapshot read = source.read(
                PROJECT,
                Selection.Named.of(
                        Set.of(new UserName("bob")), Set.of(new GroupName("analysts"), new GroupName("others"))),
                Progress.NONE);

        assertThat(group(read, "analysts").members()).containsExactlyInAnyOrder(id("alice"), id("bob"));
        assertThat(group(read, "others").policies()).isEmpty();
        assertThat(iam.received())
                .extracting(IamStub.Received::path)
                .contains("/v3/groups/g-analysts/users")
                .doesNotContain("/v3/groups/g-others/users");
    }

    @Test
    void callsGrowWithTheGroupsThatHaveRightsAndNotWithUsersOrOtherGroups() throws Exception {
        source.read(PROJECT, new Selection.Everything(), Progress.NONE);
        int before = iam.received().size();
        for (int i = 0; i < 1000; i++) {
            iam.user("more" + i);
            iam.group("idle" + i, "more" + i);
        }
        iam.forgetReceived();
        source.read(PROJECT, new Selection.Everything(), Progress.NONE);
        assertThat(iam.received()).hasSize(before);

        iam.group("busy", "more1").assign("busy", "72");
        iam.forgetReceived();
        source.read(PROJECT, new Selection.Everything(), Progress.NONE);
        assertThat(iam.received()).hasSize(before + 1);
    }

    @Test
    void everyAnswerIsAPulseAndTryingAgainIsNone() throws Exception {
        AtomicInteger beats = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        iam.fault((request, right) -> request.path().equals("/v3/groups") && refused.getAndIncrement() < 3
                ? IamStub.Answer.of(503, "{}")
                : right);
        source.read(PROJECT, new Selection.Everything(), beats::incrementAndGet);
        assertThat(refused).hasValue(4);
        assertThat(beats).hasValue(iam.received().size() - 3);
    }

    @Test
    void membersOfAGroupWithAnyCustomPolicyAreReadAsTheyMayBeCustomUsers() throws Exception {
        iam.customRole("c2", "buckets only", "obs:bucket:list")
                .group("buckets", "bob")
                .assign("buckets", "c2");
        IamSnapshot read = source.read(PROJECT, new Selection.Everything(), Progress.NONE);
        assertThat(group(read, "buckets").members()).containsExactly(id("bob"));
    }

    @Test
    void callersHaveTheRightsOfTheirGroups() throws Exception {
        Caller alice = source.caller(id("alice"), PROJECT, new Powers.OfUser()).orElseThrow();
        assertThat(alice.name()).isEqualTo(new UserName("alice"));
        assertThat(alice.rights().allow(Action.SYNC_USER, Circumstances.UNKNOWN))
                .isTrue();
        Rights bob = source.caller(id("bob"), PROJECT, new Powers.OfUser())
                .orElseThrow()
                .rights();
        assertThat(bob.policies().stream().flatMap(policy -> policy.statements().stream()))
                .anyMatch(statement -> statement.covers("mrs:job:submit"));
        assertThat(bob.allow(Action.SYNC_USER, Circumstances.UNKNOWN)).isFalse();
        assertThat(source.caller(id("owner"), PROJECT, new Powers.OfUser())
                        .orElseThrow()
                        .rights()
                        .owner())
                .isTrue();
        assertThat(source.caller(id("carol"), PROJECT, new Powers.OfUser()))
                .as("disabled")
                .isEmpty();
        assertThat(source.caller(id("alice"), new ProjectId("another-project"), new Powers.OfUser()))
                .isEmpty();
        assertThat(source.caller(id("zoe"), PROJECT, new Powers.OfUser())).isEmpty();
    }

    @Test
    void tokensAreRememberedForAMinuteAtMost() throws Exception {
        Secret token = Secret.of("M".repeat(16 * 1024));
        iam.token(token.reveal(), "alice", IamStub.PROJECT, "2026-01-04T00:00:30.000000Z");
        iam.token("unscoped", "alice", "", "2026-01-05T00:00:00.000000Z");
        Token expected = new Token(id("alice"), PROJECT, Instant.parse("2026-01-04T00:00:30Z"));
        assertThat(source.token(token)).hasValue(expected);
        assertThat(source.token(Secret.of("unscoped"))).isEmpty();
        assertThat(source.token(Secret.of("unknown"))).isEmpty();
        assertThat(source.token(Secret.of("line\nbreak"))).isEmpty();

        iam.revoke(token.reveal());
        iam.forgetReceived();
        time.of(Duration.ofSeconds(59));
        assertThat(source.token(token)).as("told with its end, which has come").hasValue(expected);
        assertThat(iam.received()).isEmpty();
        time.of(Duration.ofSeconds(1));
        assertThat(source.token(token)).isEmpty();
    }

    @Test
    void callersOfTheSameMomentAreCheckedOnce() throws Exception {
        iam.token("popular", "alice", IamStub.PROJECT, "2026-01-05T00:00:00.000000Z");
        CountDownLatch all = new CountDownLatch(1);
        iam.fault((_, right) -> {
            try {
                all.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return right;
        });
        List<Thread> threads = new ArrayList<>();
        Queue<Token> tokens = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < 50; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    source.token(Secret.of("popular")).ifPresent(tokens::add);
                } catch (UnavailableException e) {
                    throw new AssertionError(e);
                }
            }));
        }
        Waiting.until(
                "everybody waits",
                Duration.ofSeconds(30),
                () -> threads.stream()
                        .allMatch(thread -> thread.getState() == Thread.State.WAITING
                                || thread.getState() == Thread.State.TIMED_WAITING));
        all.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(tokens).hasSize(50);
        assertThat(iam.count("/v3/auth/tokens")).isOne();
    }

    @Test
    void keysOfUsersAreNotKnown() throws Exception {
        assertThat(source.accessKey("AK-alice")).isEmpty();
    }

    private static IamGroup group(IamSnapshot read, String name) {
        return read.groups().stream()
                .filter(group -> group.name().value().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static IamId id(String name) {
        return new IamId("u-" + name);
    }
}
