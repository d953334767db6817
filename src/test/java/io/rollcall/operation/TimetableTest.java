package io.rollcall.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.background.LoopObserver;
import io.rollcall.cluster.ClusterId;
import io.rollcall.operation.audit.AuditEntry;
import io.rollcall.operation.audit.AuditFilter;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationState;
import io.rollcall.operation.model.Requester;
import io.rollcall.operation.model.Schedule;
import io.rollcall.operation.store.OperationStore;
import io.rollcall.operation.store.ScheduleStore;
import io.rollcall.operation.upkeep.Timetable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A cluster is synchronized by itself at the times of its schedule: once, however many replicas there are.
class TimetableTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    /// Of the rig's clock it is 0:00 when a test begins.
    private static final Schedule EVERY_HOUR = new Schedule("0 * * * *", ZoneOffset.UTC, Duration.ZERO);

    @TempDir
    Path folder;

    @AutoClose
    private OperationsFixture fixture;

    private FakeCluster site;

    @BeforeEach
    void start() {
        fixture = new OperationsFixture(folder);
        site = fixture.crowd("c", 12);
    }

    /// A replica: all of them look at the same database.
    private Timetable replica(Schedule schedule) {
        return replica(Map.of(site.id(), schedule), new Random(1));
    }

    private Timetable replica(Map<ClusterId, Schedule> schedules, RandomGenerator chance) {
        ScheduleStore store =
                new ScheduleStore(fixture.database, new OperationStore(fixture.database, fixture.clock), fixture.clock);
        return new Timetable(store, fixture.clock, chance, () -> schedules, () -> {}, LoopObserver.NONE);
    }

    private List<Operation> operations() {
        return fixture.operations.list(site.id(), 100, null).rows();
    }

    private void finish() {
        while (fixture.operations.runOnce()) {
            // Until nothing waits.
        }
    }

    @Test
    void itFiresWhenItsTimeComesAndNotBefore() {
        Timetable timetable = replica(EVERY_HOUR);
        timetable.runOnce();
        fixture.pass(Duration.ofMinutes(59));
        timetable.runOnce();
        assertThat(operations()).isEmpty();

        fixture.pass(Duration.ofMinutes(1));
        timetable.runOnce();
        timetable.runOnce();
        finish();
        assertThat(operations()).singleElement().satisfies(operation -> {
            assertThat(operation.full()).isTrue();
            assertThat(operation.state()).isEqualTo(OperationState.COMPLETED);
        });
        fixture.pass(Duration.ofHours(1));
        timetable.runOnce();
        assertThat(operations()).hasSize(2);
    }

    @Test
    void schedulesThatChangeWhileItRunsAreFollowed() {
        Map<ClusterId, Schedule> schedules = new HashMap<>();
        Timetable timetable = new Timetable(
                new ScheduleStore(fixture.database, new OperationStore(fixture.database, fixture.clock), fixture.clock),
                fixture.clock,
                new Random(1),
                () -> schedules,
                () -> {},
                LoopObserver.NONE);
        timetable.runOnce();
        schedules.put(site.id(), EVERY_HOUR);
        timetable.runOnce();
        fixture.pass(Duration.ofMinutes(30));
        schedules.put(site.id(), new Schedule("45 * * * *", ZoneOffset.UTC, Duration.ZERO));
        timetable.runOnce();
        fixture.pass(Duration.ofMinutes(15));
        timetable.runOnce();
        finish();
        assertThat(operations()).hasSize(1);

        schedules.clear();
        fixture.pass(Duration.ofHours(2));
        timetable.runOnce();
        assertThat(operations()).hasSize(1);
    }

    @Test
    void theAuditSaysThatAScheduleAsked() {
        Timetable timetable = replica(EVERY_HOUR);
        timetable.runOnce();
        fixture.pass(Duration.ofHours(1));
        timetable.runOnce();

        Requester by = new Requester("schedule", "schedule", "cron 0 * * * * Z", "", "");
        assertThat(operations()).extracting(Operation::requestedBy).containsExactly(by);
        assertThat(audit()).singleElement().satisfies(entry -> {
            assertThat(entry.event()).isEqualTo(AuditEntry.Event.ACCEPTED);
            assertThat(entry.by()).isEqualTo(by);
        });
    }

    private List<AuditEntry> audit() {
        return fixture.operations
                .audit(site.id(), AuditFilter.since(Instant.EPOCH), 100, 0)
                .rows();
    }

    @Test
    void ofManyReplicasOneFires() throws Exception {
        List<Timetable> replicas = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            replicas.add(replica(EVERY_HOUR));
        }
        replicas.forEach(Timetable::runOnce);
        for (int hour = 1; hour <= 5; hour++) {
            fixture.pass(Duration.ofHours(1));
            List<Thread> threads = replicas.stream()
                    .map(replica -> Thread.ofVirtual().start(replica::runOnce))
                    .toList();
            for (Thread thread : threads) {
                thread.join();
            }
            finish();
            assertThat(operations()).hasSize(hour);
        }
        assertThat(audit()).noneMatch(entry -> entry.event() == AuditEntry.Event.BUSY);
    }

    /// It looks at the rows before the other one fires, and fires after it.
    @Test
    void aReplicaThatComesTooLateDoesNothing() {
        Timetable timetable = replica(EVERY_HOUR);
        timetable.runOnce();
        fixture.pass(Duration.ofHours(1));
        ScheduleStore store =
                new ScheduleStore(fixture.database, new OperationStore(fixture.database, fixture.clock), fixture.clock);
        Instant due = Objects.requireNonNull(store.due().get(site.id())).at();
        timetable.runOnce();
        finish();
        assertThat(store.fire(site.id(), EVERY_HOUR, due, due.plusSeconds(3600)))
                .isEqualTo(new ScheduleStore.Fired.Elsewhere());
        assertThat(operations()).hasSize(1);
    }

    @Test
    void timesThatWereMissedAreMadeUpForOnce() {
        replica(EVERY_HOUR).runOnce();
        fixture.pass(Duration.ofDays(3).plusMinutes(30));
        Timetable back = replica(EVERY_HOUR);
        back.runOnce();
        finish();
        back.runOnce();
        assertThat(operations()).hasSize(1);
        fixture.pass(Duration.ofMinutes(30));
        back.runOnce();
        assertThat(operations()).hasSize(2);
    }

    @Test
    void aBusyClusterIsLeftAloneAndTheAuditSaysSo() {
        Timetable timetable = replica(EVERY_HOUR);
        timetable.runOnce();
        fixture.pass(Duration.ofHours(1));
        fixture.accept(site, OperationsFixture.EVERYTHING);
        timetable.runOnce();
        timetable.runOnce();

        assertThat(operations()).hasSize(1);
        assertThat(audit())
                .filteredOn(entry -> entry.event() == AuditEntry.Event.BUSY)
                .singleElement()
                .satisfies(entry ->
                        assertThat(Objects.requireNonNull(entry.by()).userId()).isEqualTo("schedule"));
    }

    @Test
    void aPlanThatWaitsForAPersonIsNotOvertaken() {
        site.iam = OperationsFixture.people(60);
        fixture.run(site, OperationsFixture.EVERYTHING);
        Timetable timetable = replica(EVERY_HOUR);
        timetable.runOnce();
        site.iam = OperationsFixture.people(40);
        Operation held = fixture.run(site, OperationsFixture.EVERYTHING);
        assertThat(held.state()).isEqualTo(OperationState.HELD);

        fixture.pass(Duration.ofHours(1));
        timetable.runOnce();
        assertThat(fixture.find(site, held.id()).state()).isEqualTo(OperationState.HELD);
        assertThat(audit().getLast().event()).isEqualTo(AuditEntry.Event.BUSY);
        assertThat(audit().getLast().detail()).containsEntry("reason", "a plan waits for a person's word");
    }

    @Test
    void aRequestByHandIsNotBoundToTheSchedule() {
        Timetable timetable = replica(EVERY_HOUR);
        timetable.runOnce();
        fixture.pass(Duration.ofMinutes(10));
        fixture.run(site, OperationsFixture.EVERYTHING);
        fixture.pass(Duration.ofMinutes(50));
        timetable.runOnce();
        assertThat(operations()).hasSize(2);
    }

    @Test
    void aChangedScheduleWaitsForItsOwnTime() {
        replica(EVERY_HOUR).runOnce();
        fixture.pass(Duration.ofHours(1));
        Timetable changed = replica(new Schedule("30 * * * *", ZoneOffset.UTC, Duration.ZERO));
        changed.runOnce();
        assertThat(operations()).isEmpty();
        fixture.pass(Duration.ofMinutes(30));
        changed.runOnce();
        assertThat(operations()).hasSize(1);
    }

    @Test
    void withoutAScheduleNothingHappensByItself() {
        Timetable timetable = replica(Map.of(), new Random(1));
        timetable.runOnce();
        fixture.pass(Duration.ofDays(365));
        timetable.runOnce();
        assertThat(operations()).isEmpty();
    }

    @Nested
    class Times {
        @ParameterizedTest
        @CsvSource({
            // An ordinary night.
            "0 3 * * *, 2026-01-10T12:00:00Z, 2026-01-11T02:00:00Z",
            "0 3 * * MON-FRI, 2026-01-09T12:00:00Z, 2026-01-12T02:00:00Z",
            // 2:00 becomes 3:00 on 2026-03-29: nothing is left out and nothing comes twice.
            "30 2 * * *, 2026-03-28T12:00:00Z, 2026-03-29T01:00:00Z",
            "30 2 * * *, 2026-03-29T01:00:00Z, 2026-03-30T00:30:00Z",
            "0 3 * * *, 2026-03-28T12:00:00Z, 2026-03-29T01:00:00Z",
            "0 3 * * *, 2026-03-29T01:00:00Z, 2026-03-30T01:00:00Z",
            "*/30 * * * *, 2026-03-29T00:30:00Z, 2026-03-29T01:00:00Z",
            "*/30 * * * *, 2026-03-29T01:00:00Z, 2026-03-29T01:30:00Z",
            "30 2 29 3 *, 2026-01-01T00:00:00Z, 2026-03-29T01:00:00Z",
            // 3:00 becomes 2:00 on 2026-10-25.
            "30 2 * * *, 2026-10-24T12:00:00Z, 2026-10-25T00:30:00Z",
            "30 2 * * *, 2026-10-25T00:30:00Z, 2026-10-26T01:30:00Z",
            "0 3 * * *, 2026-10-24T12:00:00Z, 2026-10-25T02:00:00Z",
            "*/30 * * * *, 2026-10-25T00:30:00Z, 2026-10-25T01:00:00Z",
            "*/30 * * * *, 2026-10-25T01:00:00Z, 2026-10-25T01:30:00Z",
            // Over both changes of a year.
            "0 5 1 1 *, 2026-01-10T12:00:00Z, 2027-01-01T04:00:00Z",
        })
        void followTheClockOfTheZone(String cron, Instant after, Instant next) {
            assertThat(new Schedule(cron, BERLIN, Duration.ZERO).next(after)).isEqualTo(next);
        }

        /// The hour from 2 to 3 comes twice on 2026-10-25, and not at all on 2026-03-29.
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "0,30 2 * * *  | 2026-10-25 | 2026-10-25T00:00:00Z 2026-10-25T00:30:00Z",
                    "15 1-3 * * *  | 2026-10-25 | 2026-10-24T23:15:00Z 2026-10-25T00:15:00Z 2026-10-25T02:15:00Z",
                    "0 2,3 * * *   | 2026-10-25 | 2026-10-25T00:00:00Z 2026-10-25T02:00:00Z",
                    "10-12 2 * * * | 2026-10-25 | 2026-10-25T00:10:00Z 2026-10-25T00:11:00Z 2026-10-25T00:12:00Z",
                    "*/30 2 * * *  | 2026-10-25 |"
                            + " 2026-10-25T00:00:00Z 2026-10-25T00:30:00Z 2026-10-25T01:00:00Z 2026-10-25T01:30:00Z",
                    "0,30 2 * * *  | 2026-03-29 | 2026-03-29T01:00:00Z",
                    "0 2,3 * * *   | 2026-03-29 | 2026-03-29T01:00:00Z",
                    "15 1-3 * * *  | 2026-03-29 | 2026-03-29T00:15:00Z 2026-03-29T01:00:00Z 2026-03-29T01:15:00Z",
                    "0,30 4 * * *  | 2026-03-29 | 2026-03-29T02:00:00Z 2026-03-29T02:30:00Z",
                })
        void ofTheDayComeOnceInTheNightsWhenClocksChange(String cron, LocalDate day, String due) {
            Schedule schedule = new Schedule(cron.strip(), BERLIN, Duration.ZERO);
            Instant end = day.plusDays(1).atStartOfDay(BERLIN).toInstant();
            List<String> times = new ArrayList<>();
            Instant at = schedule.next(day.atStartOfDay(BERLIN).toInstant().minusSeconds(1));
            while (at.isBefore(end)) {
                times.add(at.toString());
                at = schedule.next(at);
            }
            assertThat(times).containsExactly(due.strip().split(" "));
        }

        /// In any zone and at any time of the day, every local day of two years has its run.
        @ParameterizedTest
        @ValueSource(strings = {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"})
        void comeOnceADay(String zone) {
            ZoneId id = ZoneId.of(zone);
            for (String cron : List.of("30 2 * * *", "15 0 * * *", "0 3 * * *", "45 1 * * *")) {
                Schedule schedule = new Schedule(cron, id, Duration.ZERO);
                Instant at = Instant.parse("2026-01-01T12:00:00Z");
                LocalDate day = at.atZone(id).toLocalDate();
                for (int i = 0; i < 730; i++) {
                    at = schedule.next(at);
                    LocalDate next = at.atZone(id).toLocalDate();
                    assertThat(ChronoUnit.DAYS.between(day, next))
                            .as("%s in %s at %s", cron, zone, at)
                            .isBetween(i == 0 ? 0L : 1L, 1L);
                    day = next;
                }
            }
        }

        @Test
        void areSpreadOverTheJitterAndNeverLater() {
            Schedule schedule = new Schedule("0 3 * * *", BERLIN, Duration.ofMinutes(5));
            Instant noon = Instant.parse("2026-01-10T12:00:00Z");
            Instant regular = schedule.next(noon);
            Random random = new Random(7);
            List<Long> late = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                late.add(Duration.between(regular, schedule.due(noon, random)).toMillis());
            }
            assertThat(late).allSatisfy(millis -> assertThat(millis).isBetween(0L, 300_000L));
            assertThat(late).anyMatch(millis -> millis < 30_000).anyMatch(millis -> millis > 270_000);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "x", "0 3 * *", "61 * * * *", "0 0 30 2 *", "* * * * * *", "@daily"})
        void thatMakeNoSenseAreRefused(String cron) {
            assertThatThrownBy(() -> new Schedule(cron, BERLIN, Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
