package io.rollcall.manager;

import static io.rollcall.manager.EmbeddedDirectoryTest.BIND_DN;
import static io.rollcall.manager.EmbeddedDirectoryTest.PASSWORD;
import static io.rollcall.sync.provisioning.SampleChanges.account;
import static io.rollcall.sync.provisioning.SampleChanges.group;
import static io.rollcall.sync.provisioning.SampleChanges.newGroup;
import static io.rollcall.sync.provisioning.SampleChanges.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.ResultCode;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.UserName;
import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.manager.connection.Timeouts;
import io.rollcall.manager.embedded.EmbeddedDirectory;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.ChangeOutcome.Failed;
import io.rollcall.sync.provisioning.Checkpoint;
import io.rollcall.sync.provisioning.SampleChanges;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who lost the right to write writes nothing more, counted in what the directory gets.
class CheckpointTest {
    private static final Duration PATIENT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private EmbeddedDirectory directory;
    private LdapProxy proxy;
    private LdapTarget target;

    @BeforeEach
    void start() throws Exception {
        directory = EmbeddedDirectory.start(folder, 0, LdapSettings.DEFAULT_BASE, BIND_DN, PASSWORD);
        proxy = new LdapProxy(directory.url());
        target = target(PATIENT);
        // So that no test begins with a missing container.
        target.apply(List.of(account("first", 20_000), newGroup("first", 30_000)), Checkpoint.OPEN);
        proxy.forget();
    }

    /// @param request for how long it waits for an answer
    private LdapTarget target(Duration request) {
        return new LdapTarget(
                SampleChanges.CLUSTER,
                ManagerFixture.patient(
                        ManagerFixture.at(directory.settings(), proxy.url()),
                        new Timeouts(Duration.ofSeconds(5), request, Duration.ofSeconds(2))));
    }

    @AfterEach
    void stop() throws Exception {
        target.close();
        proxy.close();
        directory.close();
    }

    /// Closes after so many writes.
    private static final class Gate implements Checkpoint {
        private final int open;
        private final AtomicInteger passed = new AtomicInteger();
        private final AtomicInteger beats = new AtomicInteger();
        private final IllegalStateException closed = new IllegalStateException("the lease is lost");

        Gate(int open) {
            this.open = open;
        }

        @Override
        public void pass() {
            if (passed.get() == open) {
                throw closed;
            }
            passed.incrementAndGet();
        }

        @Override
        public void made() {
            beats.incrementAndGet();
        }
    }

    private static List<Change> accounts(int count) {
        return IntStream.range(0, count)
                .<Change>mapToObj(i -> account("user%04d".formatted(i), 20_001 + i))
                .toList();
    }

    /// Of every sort, and with all that needs a second look.
    private List<Change> everySort() {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            changes.add(account("new%04d".formatted(i), 21_000 + i));
            changes.add(new Change.RenameAccount(user("user%04d".formatted(i)), new UserName("renamed" + i)));
        }
        changes.add(new Change.RenameAccount(user("user0010"), new UserName("USER0010")));
        changes.add(new Change.RenameAccount(user("user0011"), new UserName("user0012")));
        changes.add(account("user0013", 29_999));
        changes.add(newGroup("data", 30_001, "user0014", "user0015"));
        changes.add(new Change.ChangeGroup(
                group("first"), List.of(new UserName("user0016")), List.of(new UserName("user0017")), "", "else"));
        changes.add(new Change.DeleteAccount(user("user0018")));
        return changes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 63, 64, 65, 199})
    void inTheMiddleOfASliceNothingMoreIsSent(int writes) throws Exception {
        Gate gate = new Gate(writes);

        assertThatThrownBy(() -> target.apply(accounts(200), gate)).isSameAs(gate.closed);

        assertThat(proxy.requests(LdapProxy::isWrite)).hasSize(writes);
        assertThat(target.read(Progress.NONE).ownedAccounts()).hasSize(1 + writes);
        assertThat(target.apply(accounts(200), Checkpoint.OPEN)).noneMatch(Failed.class::isInstance);
    }

    @Test
    void everyWriteOfAnySortIsAskedFor() throws Exception {
        target.apply(accounts(20), Checkpoint.OPEN);
        proxy.forget();
        Gate gate = new Gate(Integer.MAX_VALUE);

        target.apply(everySort(), gate);

        assertThat(proxy.requests(LdapProxy::isWrite)).hasSize(gate.passed.get());
        assertThat(gate.passed.get()).isGreaterThan(35);
        assertThat(gate.beats.get()).isGreaterThanOrEqualTo(gate.passed.get());
    }

    @Test
    void whereverItClosesNothingMoreIsSent() throws Exception {
        target.apply(accounts(20), Checkpoint.OPEN);
        for (int writes = 0; ; writes += 3) {
            proxy.forget();
            Gate gate = new Gate(writes);
            try {
                target.apply(everySort(), gate);
                break;
            } catch (IllegalStateException e) {
                assertThat(e).isSameAs(gate.closed);
                assertThat(proxy.requests(LdapProxy::isWrite)).hasSize(writes);
            }
        }
        assertThat(target.read(Progress.NONE).account(new UserName("renamed9"))).isNotNull();
    }

    @Test
    void aContainerThatIsMissingIsNotMadeEither() throws Exception {
        try (LDAPConnection admin =
                new LDAPConnection("127.0.0.1", directory.url().getPort(), BIND_DN, PASSWORD.reveal())) {
            ManagerFixture.deleteTree(admin, "ou=Peoples," + LdapSettings.DEFAULT_BASE);
        }
        for (int writes = 0; writes < 3; writes++) {
            proxy.forget();
            Gate gate = new Gate(writes);
            assertThatThrownBy(() -> target.apply(accounts(1), gate)).isSameAs(gate.closed);
            assertThat(proxy.requests(LdapProxy::isWrite)).hasSize(writes);
            if (writes == 1) {
                assertThat(target.read(Progress.NONE).accounts()).isEmpty();
            }
        }
    }

    @Test
    void afterAReconnectNothingIsSentAgain() throws Exception {
        proxy.spoil(LdapProxy::isWrite, new LdapProxy.Fault.CutAnswer());
        Gate gate = new Gate(1);

        assertThatThrownBy(() -> target.apply(accounts(1), gate)).isSameAs(gate.closed);

        assertThat(proxy.requests(LdapProxy::isWrite)).hasSize(1);
    }

    @Test
    void whatIsOnItsWayToASilentServerIsNotWaitedForForLong() {
        IntStream.range(0, 5).forEach(_ -> proxy.spoil(LdapProxy::isWrite, new LdapProxy.Fault.Silence()));
        Gate gate = new Gate(5);
        Duration request = Duration.ofSeconds(2);
        try (LdapTarget hasty = target(request)) {
            long begun = System.nanoTime();

            assertThatThrownBy(() -> hasty.apply(accounts(200), gate)).isSameAs(gate.closed);

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(request.multipliedBy(4));
        }
        assertThat(proxy.requests(LdapProxy::isWrite)).hasSize(5);
    }

    @Test
    void anAnswerIsABeatAndBeingPutOffIsNone() throws Exception {
        Gate gate = new Gate(Integer.MAX_VALUE);
        IntStream.range(0, 1_000)
                .forEach(_ -> proxy.spoil(
                        LdapProxy::isWrite, new LdapProxy.Fault.Answer(ResultCode.BUSY, "later", List.of())));
        assertThatThrownBy(() -> target.apply(accounts(1), gate)).hasMessageContaining("busy");
        assertThat(gate.beats.get()).isZero();
        AtomicInteger beats = new AtomicInteger();

        target.read(beats::incrementAndGet);

        assertThat(beats.get()).as("one for each kind of object").isGreaterThanOrEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 20})
    void aDirectoryThatTakesOnlySoMuchAtOnceGetsNoMoreSoonAndAllIsDone(int atOnce) throws Exception {
        proxy.allowWrites(atOnce);

        assertThat(target.apply(accounts(1_000), Checkpoint.OPEN)).noneMatch(Failed.class::isInstance);
        int first = proxy.refusedWrites();
        List<Change> deletions = IntStream.range(0, 1_000)
                .<Change>mapToObj(i -> new Change.DeleteAccount(user("user%04d".formatted(i))))
                .toList();
        assertThat(target.apply(deletions, Checkpoint.OPEN)).noneMatch(Failed.class::isInstance);

        assertThat(first).isBetween(1, 150);
        assertThat(proxy.refusedWrites() - first).as("when it is known").isLessThan(20);
    }
}
