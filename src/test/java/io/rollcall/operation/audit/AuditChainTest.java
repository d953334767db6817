package io.rollcall.operation.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.background.LoopObserver;
import io.rollcall.database.Sql;
import io.rollcall.operation.FakeCluster;
import io.rollcall.operation.Operations;
import io.rollcall.operation.OperationsFixture;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.Requester;
import io.rollcall.operation.upkeep.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a hand in the database does to the audit shows.
class AuditChainTest {
    @TempDir
    Path folder;

    @AutoClose
    private OperationsFixture fixture;

    private FakeCluster site;

    @BeforeEach
    void start() {
        fixture = new OperationsFixture(folder);
        site = fixture.crowd("c", 3);
        fixture.run(site, OperationsFixture.EVERYTHING);
        fixture.operations.noteRefused(
                site.id(),
                new Requester("", "", "token", "192.0.2.7", "r"),
                Map.of("call", "CreateOperation", "reason", "text with \u0000 and \n and ”"));
        fixture.run(site, OperationsFixture.EVERYTHING);
    }

    private AuditChain.Finding finding() {
        return fixture.database.read(AuditChain::check);
    }

    private void byHand(String sql, Object... parameters) {
        fixture.database.change(connection -> {
            int rows = Sql.update(connection, sql, parameters);
            assertThat(rows).isPositive();
        });
    }

    @Test
    void whatTheServiceWroteIsWhole() {
        assertThat(finding().troubles()).isEmpty();
        assertThat(finding().entries()).isGreaterThan(8);
        assertThat(finding().unsealed()).isZero();
        assertThat(fixture.operations
                        .audit(site.id(), AuditFilter.since(java.time.Instant.EPOCH), 100, 0)
                        .rows())
                .allSatisfy(entry -> assertThat(entry.seal()).isNotNull());
    }

    @Test
    void anAlteredEntryShows() {
        byHand("update audit set user_name = 'other' where event = 'accepted' and number = 1");
        assertThat(finding().troubles()).containsExactly("cluster 'c': entry 1 was altered");
    }

    @Test
    void aMissingEntryShows() {
        byHand("delete from audit where number in (2, 3)");
        assertThat(finding().troubles()).containsExactly("cluster 'c': entries 2 to 3 are missing");
    }

    @Test
    void theEndThatWasCutOffShows() {
        byHand("delete from audit where number = (select max(number) from audit)");
        assertThat(finding().troubles()).singleElement().asString().contains("the last entry is ", "should be");
    }

    @Test
    void anEntryThatWasPutInShows() {
        byHand("update audit_count set last = last + 1");
        byHand("insert into audit (cluster_id, number, at, event, detail, hash)"
                + " select cluster_id, last, 0, 'finished', '{}', head from audit_count");
        assertThat(finding().troubles()).singleElement().asString().contains("was altered");
    }

    @Test
    void anotherChangeThanTheOneThatWasMadeShows() {
        byHand("update result set change = replace(change, 'user0', 'user9') where name = 'user0'");
        assertThat(finding().troubles())
                .isNotEmpty()
                .allSatisfy(trouble -> assertThat(trouble).contains("is not what the results say"));
    }

    @Test
    void whatRetentionForgetsIsNoGapAndMoreIs() {
        fixture.pass(Operations.Settings.DEFAULT.retention().plusDays(1));
        fixture.run(site, OperationsFixture.EVERYTHING);
        new Retention(fixture.database, fixture.clock, Operations.Settings.DEFAULT.retention(), LoopObserver.NONE)
                .runOnce();

        assertThat(finding().troubles()).isEmpty();
        assertThat(finding().entries()).isEqualTo(2);

        byHand("delete from audit where number = (select min(number) from audit)");
        assertThat(finding().troubles()).singleElement().asString().contains("is missing");
    }

    @Test
    void entriesOfAnOlderVersionAreCountedAndNotJudged() {
        byHand("update audit set hash = null, change_hash = null");
        byHand("update audit_count set base_number = last, base_hash = '', head = ''");
        fixture.run(site, OperationsFixture.EVERYTHING);
        assertThat(finding().troubles()).isEmpty();
        assertThat(finding().unsealed()).isGreaterThan(8);
        assertThat(finding().entries()).isEqualTo(2);
    }

    @Test
    void whatAReplicaOfAnOlderVersionWritesMeanwhileDoesNotBreakTheChain() {
        byHand("update audit_count set last = last + 1");
        byHand("insert into audit (cluster_id, number, at, event, detail)"
                + " select cluster_id, last, 0, 'finished', '{}' from audit_count");
        fixture.run(site, OperationsFixture.EVERYTHING);
        assertThat(finding().troubles()).isEmpty();
        assertThat(finding().unsealed()).isEqualTo(1);

        byHand("update audit set hash = null where number = 2");
        assertThat(finding().troubles()).containsExactly("cluster 'c': entry 3 was altered");
    }

    @Test
    void aReleasedPartIsStillToldOfWhenTheRestIsPlannedAnew() {
        FakeCluster large = fixture.crowd("large", 40);
        fixture.run(large, OperationsFixture.EVERYTHING);
        large.iam = OperationsFixture.people(28);
        OperationId held = fixture.run(large, OperationsFixture.EVERYTHING).id();
        large.iam = OperationsFixture.people(10);
        fixture.operations.release(large.id(), held, OperationsFixture.CALLER);
        fixture.finish(large, held);
        fixture.operations.release(large.id(), held, OperationsFixture.CALLER);
        fixture.finish(large, held);
        assertThat(finding().troubles()).isEmpty();
    }

    @Test
    void everyEntryIsPassedOnOnceAndInOrder() throws Exception {
        List<Long> seen = new ArrayList<>();
        AuditForwarder forwarder = new AuditForwarder(
                fixture.database,
                fixture.clock,
                "one",
                entries -> entries.forEach(entry -> seen.add(entry.number())),
                LoopObserver.NONE);
        forwarder.runOnce();
        forwarder.runOnce();
        int before = seen.size();
        assertThat(seen).isSorted().doesNotHaveDuplicates().hasSize((int)
                finding().entries());
        fixture.run(site, OperationsFixture.EVERYTHING);
        forwarder.runOnce();
        assertThat(seen).isSorted().doesNotHaveDuplicates().hasSizeGreaterThan(before);
    }

    @Test
    void anotherReplicaPassesOnNothingUntilTheFirstStaysAway() {
        List<Long> first = new ArrayList<>();
        List<Long> second = new ArrayList<>();
        AuditForwarder one = new AuditForwarder(
                fixture.database,
                fixture.clock,
                "one",
                entries -> entries.forEach(entry -> first.add(entry.number())),
                LoopObserver.NONE);
        AuditForwarder two = new AuditForwarder(
                fixture.database,
                fixture.clock,
                "two",
                entries -> entries.forEach(entry -> second.add(entry.number())),
                LoopObserver.NONE);
        one.runOnce();
        fixture.run(site, OperationsFixture.EVERYTHING);
        two.runOnce();
        assertThat(second).isEmpty();
        fixture.pass(Duration.ofMinutes(1));
        two.runOnce();
        assertThat(second).isNotEmpty().doesNotContainAnyElementsOf(first);
    }

    @Test
    void whatCouldNotBePassedOnComesAgain() {
        List<Long> seen = new ArrayList<>();
        boolean[] full = {true};
        AuditForwarder forwarder = new AuditForwarder(
                fixture.database,
                fixture.clock,
                "one",
                entries -> {
                    if (full[0]) {
                        throw new java.io.IOException("no space left on device");
                    }
                    entries.forEach(entry -> seen.add(entry.number()));
                },
                LoopObserver.NONE);
        forwarder.runOnce();
        assertThat(seen).isEmpty();
        full[0] = false;
        forwarder.runOnce();
        assertThat(seen).hasSize((int) finding().entries());
    }

    @Test
    void aDatabaseThatIsAwayIsNotAskedWithoutAPause() throws Exception {
        LinkedBlockingQueue<Long> complained = new LinkedBlockingQueue<>();
        InstantSource complaints = () -> {
            complained.add(System.nanoTime());
            return fixture.clock.instant();
        };
        fixture.database.close();
        try (AuditForwarder forwarder =
                new AuditForwarder(fixture.database, complaints, "one", entries -> {}, LoopObserver.NONE)) {
            forwarder.start();
            long first = Objects.requireNonNull(complained.poll(1, TimeUnit.MINUTES));
            assertThat(complained.poll(1, TimeUnit.MINUTES)).isNotNull();
            long third = Objects.requireNonNull(complained.poll(1, TimeUnit.MINUTES));
            assertThat(Duration.ofNanos(third - first)).isGreaterThan(Duration.ofMillis(500));
        }
    }
}
