package io.rollcall.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.background.LoopObserver;
import io.rollcall.cluster.ClusterId;
import io.rollcall.operation.model.OperationState;
import io.rollcall.operation.model.Schedule;
import io.rollcall.operation.model.Standing;
import io.rollcall.operation.model.Standing.Agreement;
import io.rollcall.operation.store.OperationStore;
import io.rollcall.operation.store.ScheduleStore;
import io.rollcall.operation.upkeep.Timetable;
import io.rollcall.sync.scope.Command;
import io.rollcall.sync.source.Selection;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How clusters stand, over time.
class FleetReaderTest {
    private static final Command EVERYTHING = new Command.Synchronize(new Selection.Everything());

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

    private Standing standing() {
        return Objects.requireNonNull(
                fixture.operations.standings(List.of(site.id())).get(site.id()));
    }

    @Test
    void anOldComparisonSaysNothingAnyMore() {
        fixture.run(site, EVERYTHING);
        assertThat(standing().agreement()).isEqualTo(Agreement.IN_SYNC);
        fixture.pass(Duration.ofMinutes(10));
        assertThat(standing().agreement()).isEqualTo(Agreement.UNKNOWN);
        assertThat(standing().reason()).isNotEmpty();
        fixture.watch();
        assertThat(standing().agreement()).isEqualTo(Agreement.IN_SYNC);
    }

    @Test
    void aRunThatWaitsLeavesTheStateAsItWas() {
        fixture.run(site, EVERYTHING);
        // Ids are in the order of time, by the millisecond.
        fixture.pass(Duration.ofMillis(1));
        fixture.accept(site, EVERYTHING);
        assertThat(standing().synchronizing()).isTrue();
        assertThat(standing().agreement()).isEqualTo(Agreement.IN_SYNC);
        assertThat(Objects.requireNonNull(standing().last()).state()).isEqualTo(OperationState.QUEUED);
    }

    @Test
    void aDryRunIsNotTheLastRun() {
        fixture.dryRun(site, EVERYTHING);
        assertThat(standing().last()).isNull();
    }

    @Test
    void theNextTimeOfAScheduleIsShown() {
        Schedule daily = new Schedule("0 3 * * *", ZoneOffset.UTC, Duration.ZERO);
        ScheduleStore store =
                new ScheduleStore(fixture.database, new OperationStore(fixture.database, fixture.clock), fixture.clock);
        try (Timetable timetable = new Timetable(
                store, fixture.clock, new Random(1), () -> Map.of(site.id(), daily), () -> {}, LoopObserver.NONE)) {
            timetable.runOnce();
        }
        assertThat(standing().nextRunAt()).isEqualTo(daily.next(fixture.clock.instant()));
    }

    @Test
    void moreClustersThanFitIntoAQueryAreAllAnswered() {
        List<ClusterId> many = IntStream.range(0, 1_234)
                .mapToObj(i -> new ClusterId("many-" + i))
                .toList();
        assertThat(fixture.operations.standings(many).keySet()).containsExactlyInAnyOrderElementsOf(many);
        assertThat(fixture.operations.standings(List.of())).isEmpty();
    }
}
