package io.rollcall.manager;

import static io.rollcall.manager.EmbeddedDirectoryTest.BIND_DN;
import static io.rollcall.manager.EmbeddedDirectoryTest.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.ResultCode;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.manager.connection.Timeouts;
import io.rollcall.manager.embedded.EmbeddedDirectory;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.ChangeOutcome;
import io.rollcall.sync.provisioning.ChangeOutcome.AlreadySo;
import io.rollcall.sync.provisioning.ChangeOutcome.Applied;
import io.rollcall.sync.provisioning.ChangeOutcome.Failed;
import io.rollcall.sync.provisioning.Checkpoint;
import io.rollcall.sync.provisioning.SampleChanges;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a directory and the way to it may do wrong: either retried inside the budget or told per entry.
class LdapFaultsTest {
    private static final List<ResultCode> LIMITS =
            List.of(ResultCode.SIZE_LIMIT_EXCEEDED, ResultCode.TIME_LIMIT_EXCEEDED, ResultCode.ADMIN_LIMIT_EXCEEDED);

    private static final Timeouts SHORT =
            new Timeouts(Duration.ofSeconds(5), Duration.ofMillis(500), Duration.ofSeconds(2));

    @TempDir
    Path folder;

    private EmbeddedDirectory directory;
    private LdapProxy proxy;
    private LdapTarget target;

    @BeforeEach
    void start() throws Exception {
        directory = EmbeddedDirectory.start(folder, 0, LdapSettings.DEFAULT_BASE, BIND_DN, PASSWORD);
        proxy = new LdapProxy(directory.url());
        target = new LdapTarget(
                SampleChanges.CLUSTER,
                ManagerFixture.patient(ManagerFixture.at(directory.settings(), proxy.url()), SHORT));
    }

    @AfterEach
    void stop() throws Exception {
        target.close();
        proxy.close();
        directory.close();
    }

    private static LdapProxy.Fault answer(ResultCode code, String... referrals) {
        return new LdapProxy.Fault.Answer(code, "in other words", List.of(referrals));
    }

    private static List<Change> accounts(int count) {
        return IntStream.range(0, count)
                .<Change>mapToObj(i -> SampleChanges.account("user%04d".formatted(i), 20_000 + i))
                .toList();
    }

    @Test
    void aBusyServerIsAskedAgain() throws Exception {
        proxy.spoil(LdapProxy::isWrite, answer(ResultCode.BUSY));
        proxy.spoil(LdapProxy::isSearch, answer(ResultCode.UNAVAILABLE));

        assertThat(target.apply(accounts(3), Checkpoint.OPEN)).containsOnly(new Applied());
        assertThat(target.read(Progress.NONE).ownedAccounts()).hasSize(3);
    }

    @Test
    void aServerThatStaysBusyIsAwayAfterTheBudget() {
        IntStream.range(0, 1_000).forEach(_ -> proxy.spoil(LdapProxy::isWrite, answer(ResultCode.BUSY)));

        assertThatThrownBy(() -> target.apply(accounts(1), Checkpoint.OPEN))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("busy");
    }

    @Test
    void whatOneEntryIsRefusedForIsToldWithThatEntry() throws Exception {
        proxy.spoil(LdapProxy::isWrite, answer(ResultCode.UNWILLING_TO_PERFORM));
        proxy.spoil(LdapProxy::isWrite, answer(ResultCode.REFERRAL, "ldap://elsewhere.example/"));
        proxy.spoil(LdapProxy::isWrite, answer(ResultCode.ADMIN_LIMIT_EXCEEDED));

        List<ChangeOutcome> outcomes = target.apply(accounts(4), Checkpoint.OPEN);

        assertThat(outcomes)
                .containsExactly(
                        new Failed("the directory refused it: unwilling to perform: in other words"),
                        new Failed("the directory refused it: referral: in other words"
                                + " (it refers to ldap://elsewhere.example/)"),
                        new Failed("the directory refused it: admin limit exceeded: in other words"),
                        new Applied());
    }

    @Test
    void aReferralOrALimitInPlaceOfEntriesIsNoSnapshot() {
        for (ResultCode code :
                List.of(ResultCode.REFERRAL, ResultCode.INSUFFICIENT_ACCESS_RIGHTS, ResultCode.UNWILLING_TO_PERFORM)) {
            proxy.spoil(LdapProxy::isBulkSearch, answer(code));

            assertNoSnapshot(code);
            assertThat(proxy.pages()).isZero();
        }
        for (ResultCode code : LIMITS) {
            // In one answer, and then for the first page.
            proxy.spoil(LdapProxy::isBulkSearch, answer(code));
            proxy.spoil(LdapProxy::isBulkSearch, answer(code));

            assertNoSnapshot(code);
        }
        assertThat(proxy.pages()).isEqualTo(LIMITS.size());
    }

    @Test
    void whatIsTooMuchForOneAnswerIsReadInPages() throws Exception {
        target.apply(accounts(4), Checkpoint.OPEN);
        for (ResultCode code : LIMITS) {
            proxy.spoil(LdapProxy::isBulkSearch, answer(code));

            assertThat(target.read(Progress.NONE).ownedAccounts()).hasSize(4);
        }
        assertThat(proxy.pages()).isEqualTo(LIMITS.size());
    }

    private void assertNoSnapshot(ResultCode code) {
        assertThatThrownBy(() -> target.read(Progress.NONE))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining(code.getName());
    }

    static Stream<LdapProxy.Fault> breaks() {
        return Stream.of(
                new LdapProxy.Fault.CutRequest(), new LdapProxy.Fault.CutAnswer(), new LdapProxy.Fault.Silence());
    }

    @ParameterizedTest
    @MethodSource("breaks")
    void aReadThatBreaksOffIsDoneAgain(LdapProxy.Fault fault) throws Exception {
        target.apply(accounts(5), Checkpoint.OPEN);
        proxy.spoil(LdapProxy::isBulkSearch, fault);

        assertThat(target.read(Progress.NONE).ownedAccounts()).hasSize(5);
    }

    @ParameterizedTest
    @MethodSource("breaks")
    void writesThatBreakOffInAnyMomentAreCompletedWithoutDoubt(LdapProxy.Fault fault) throws Exception {
        target.apply(accounts(1), Checkpoint.OPEN);
        for (int i = 0; i < 3; i++) {
            proxy.spoil(LdapProxy::isWrite, fault);
        }

        List<ChangeOutcome> outcomes = target.apply(accounts(200), Checkpoint.OPEN);

        assertThat(outcomes).hasSize(200).allMatch(o -> o instanceof Applied || o instanceof AlreadySo);
        assertThat(target.read(Progress.NONE).ownedAccounts()).hasSize(200);
    }

    @ParameterizedTest
    @MethodSource("breaks")
    void groupsAndRenamesThatBreakOffAreCompletedToo(LdapProxy.Fault fault) throws Exception {
        target.apply(accounts(2), Checkpoint.OPEN);
        proxy.spoil(LdapProxy::isWrite, fault);
        assertThat(target.apply(List.of(SampleChanges.newGroup("data", 30_001, "user0000")), Checkpoint.OPEN))
                .noneMatch(Failed.class::isInstance);
        proxy.spoil(LdapProxy::isWrite, fault);
        assertThat(target.apply(
                        List.of(new Change.ChangeGroup(
                                SampleChanges.group("data"),
                                List.of(new UserName("user0001")),
                                List.of(new UserName("user0000")),
                                "",
                                "")),
                        Checkpoint.OPEN))
                .noneMatch(Failed.class::isInstance);
        proxy.spoil(LdapProxy::isWrite, fault);
        assertThat(target.apply(
                        List.of(new Change.RenameAccount(SampleChanges.user("user0000"), new UserName("renamed"))),
                        Checkpoint.OPEN))
                .noneMatch(Failed.class::isInstance);

        assertThat(target.read(Progress.NONE).ownedGroups().get(new IamId("g-data")))
                .satisfies(group -> assertThat(group.members()).containsOnly(new UserName("user0001")));
        assertThat(target.read(Progress.NONE).account(new UserName("renamed"))).isNotNull();
        assertThat(target.read(Progress.NONE).account(new UserName("user0000"))).isNull();
    }
}
