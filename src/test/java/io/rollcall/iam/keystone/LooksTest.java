package io.rollcall.iam.keystone;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.IamId;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.ProjectId;
import io.rollcall.iam.http.SharedReads;
import io.rollcall.iam.keystone.IamStub.Answer;
import io.rollcall.iam.keystone.KeystoneSettings.Kind;
import io.rollcall.sync.rules.Entitlements;
import io.rollcall.sync.source.Completeness;
import io.rollcall.sync.source.IamGroup;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.Selection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Many clusters of one account are looked at for little more than the price of one, and a synchronization never
/// makes do with what a look read.
class LooksTest {
    private static final ProjectId PROJECT = new ProjectId(IamStub.PROJECT);
    private static final Selection EVERYTHING = new Selection.Everything();
    private static final String MEMBERS = "/v3/groups/g-crowd/users";

    private final FakeTime time = new FakeTime();

    @SuppressWarnings("NullAway.Init")
    private IamStub iam;

    @SuppressWarnings("NullAway.Init")
    private KeystoneIdentitySource source;

    @AfterEach
    void stop() {
        source.close();
        iam.close();
    }

    private void start(Kind kind) throws Exception {
        iam = IamStub.start(kind)
                .user("alice")
                .user("bob")
                .group("crowd", "alice", "bob")
                .systemRole("r", "MRS FullAccess")
                .assign("crowd", "r");
        source = KeystoneIdentitySource.open(iam.settings(), Entitlements.documented()::concern, time, time);
    }

    private Set<IamId> membersByLook(Instant notBefore) throws Exception {
        return members(source.look(PROJECT, notBefore, Progress.NONE));
    }

    private static Set<IamId> members(IamSnapshot snapshot) {
        return snapshot.groups().stream()
                .map(IamGroup::members)
                .reduce((_, _) -> Set.of())
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void looksOfTheSameMomentsShareWhatBelongsToTheAccount(Kind kind) throws Exception {
        start(kind);
        for (int i = 0; i < 50; i++) {
            assertThat(membersByLook(Instant.EPOCH)).hasSize(2);
            time.of(Duration.ofMillis(200));
        }
        assertThat(iam.count("/v3/users")).isOne();
        assertThat(iam.count("/v3/groups")).isOne();
        assertThat(iam.count(MEMBERS)).isOne();
        // The project's own calls are a few for each look, whatever the size of the account.
        assertThat(iam.received()).hasSizeLessThan(50 * 4);

        time.of(SharedReads.USABLE);
        membersByLook(Instant.EPOCH);
        assertThat(iam.count("/v3/users")).isEqualTo(2);
    }

    @Test
    void whereRoundsAreShortAnswersAreSharedForAQuarterOfOne() throws Exception {
        start(Kind.KEYSTONE);
        source.lookedAtEvery(Duration.ofSeconds(4));
        membersByLook(Instant.EPOCH);
        time.of(Duration.ofMillis(900));
        membersByLook(Instant.EPOCH);
        assertThat(iam.count("/v3/users")).isOne();
        time.of(Duration.ofMillis(100));
        membersByLook(Instant.EPOCH);
        assertThat(iam.count("/v3/users")).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void looksAtTheSameTimeShareToo(Kind kind) throws Exception {
        start(kind);
        List<Future<Set<IamId>>> looks = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 30; i++) {
                looks.add(threads.submit(() -> membersByLook(Instant.EPOCH)));
            }
        }
        for (Future<Set<IamId>> look : looks) {
            assertThat(look.get()).hasSize(2);
        }
        assertThat(iam.count("/v3/users")).isOne();
        assertThat(iam.count(MEMBERS)).isOne();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aSynchronizationReadsForItself(Kind kind) throws Exception {
        start(kind);
        membersByLook(Instant.EPOCH);
        iam.removeMember("crowd", "bob");
        assertThat(members(source.read(PROJECT, EVERYTHING, Progress.NONE))).hasSize(1);
        // And the other way round.
        iam.addMember("crowd", "bob");
        time.of(SharedReads.USABLE);
        assertThat(membersByLook(Instant.EPOCH)).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatIsOlderThanThePlanInForceIsReadAgain(Kind kind) throws Exception {
        start(kind);
        membersByLook(Instant.EPOCH);
        iam.removeMember("crowd", "bob");
        time.of(Duration.ofSeconds(1));
        Instant planned = time.instant();
        assertThat(membersByLook(Instant.EPOCH)).as("still shared").hasSize(2);
        assertThat(membersByLook(planned)).hasSize(1);
        assertThat(membersByLook(Instant.EPOCH))
                .as("the newer one is shared now")
                .hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void answersInDoubtAreNotShared(Kind kind) throws Exception {
        start(kind);
        iam.fault((request, right) ->
                request.path().equals(MEMBERS) ? Answer.of(404, "{\"error\": {\"message\": \"gone\"}}") : right);
        assertThat(source.look(PROJECT, Instant.EPOCH, Progress.NONE).completeness())
                .isInstanceOf(Completeness.Incomplete.class);
        iam.fault((_, right) -> right);
        assertThat(source.look(PROJECT, Instant.EPOCH, Progress.NONE).completeness())
                .isEqualTo(new Completeness.Complete());
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aFailureIsNotShared(Kind kind) throws Exception {
        start(kind);
        iam.fault((request, right) ->
                request.path().equals(MEMBERS) ? Answer.of(403, "{\"error\": {\"message\": \"no\"}}") : right);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> membersByLook(Instant.EPOCH))
                .hasMessageContaining(MEMBERS);
        iam.fault((_, right) -> right);
        assertThat(membersByLook(Instant.EPOCH)).hasSize(2);
        assertThat(iam.count("/v3/users"))
                .as("what was answered is still known")
                .isOne();
    }
}
