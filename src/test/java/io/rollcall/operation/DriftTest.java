package io.rollcall.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.scope.Command;
import io.rollcall.sync.source.Selection;
import io.rollcall.sync.target.Account;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whether IAM and Manager still agree is known without anybody asking for it (R28).
class DriftTest {
    @TempDir
    Path folder;

    @AutoClose
    private OperationsFixture fixture;

    private FakeCluster site;

    @BeforeEach
    void start() {
        fixture = new OperationsFixture(folder);
        site = fixture.crowd("c", 12);
        fixture.run(site, OperationsFixture.EVERYTHING);
    }

    private boolean synchronous() {
        return fixture.operations.status(site.id()).synchronous();
    }

    @Test
    void aChangeInTheIamIsNoticedAndSoIsItsEnd() {
        site.iam = OperationsFixture.people(13);
        assertThat(synchronous()).isTrue();
        fixture.watch();
        assertThat(synchronous()).isFalse();
        site.iam = OperationsFixture.people(12);
        fixture.watch();
        assertThat(synchronous()).isTrue();
    }

    @Test
    void aChangeByHandInTheManagerIsNoticedAndSoIsItsEnd() {
        Account mine = site.changeByHand("user3");
        fixture.watch();
        assertThat(synchronous()).isFalse();
        site.model.put(mine);
        fixture.watch();
        assertThat(synchronous()).isTrue();
    }

    @Test
    void aSynchronizationEndsTheDrift() {
        site.iam = OperationsFixture.people(13);
        fixture.watch();
        fixture.run(site, OperationsFixture.EVERYTHING);
        assertThat(synchronous()).isTrue();
    }

    @Test
    void somebodyNewIsDriftOnlyAfterAFullSynchronization() {
        Command named = new Command.Synchronize(Selection.Named.of(List.of(new UserName("user1")), List.of()));
        fixture.run(site, named);
        FakeCluster other = fixture.crowd("other", 12);
        fixture.run(other, named);
        site.iam = OperationsFixture.people(13);
        other.iam = OperationsFixture.people(13);
        fixture.watch();
        assertThat(synchronous()).isFalse();
        assertThat(fixture.operations.status(other.id()).synchronous()).isTrue();
    }

    @Test
    void theWatchWritesNothingAndNobodyWaitsForIt() {
        int writes = site.model.writes();
        site.iam = OperationsFixture.people(20);
        fixture.watch();
        assertThat(site.model.writes()).isEqualTo(writes);
        int reads = site.reads;
        assertThat(synchronous()).isFalse();
        assertThat(site.reads).isEqualTo(reads);
    }

    @Test
    void whatCannotBeAskedChangesNothingUntilTheLastComparisonIsTooOld() {
        for (UnavailableException.Part part : UnavailableException.Part.values()) {
            fixture.watch();
            assertThat(synchronous()).isTrue();
            site.away(part);
            for (int looks = 0; looks < 3; looks++) {
                fixture.watch();
                assertThat(synchronous()).isTrue();
            }
            fixture.watch();
            assertThat(synchronous()).isFalse();
            site.away(null);
        }
    }

    @Test
    void anOperationThatComesInBetweenKnowsBetter() {
        var drifted = OperationsFixture.people(13);
        site.iam = selection -> {
            site.iam = drifted;
            fixture.run(site, OperationsFixture.EVERYTHING);
            return OperationsFixture.people(14).apply(selection);
        };
        fixture.watch();
        assertThat(synchronous()).isTrue();
    }

    @Test
    void aClusterWhoseLastOperationFailedIsLookedAtAndTrueOnceThatWasSeen() {
        site.away(UnavailableException.Part.IAM_USER);
        fixture.run(site, OperationsFixture.EVERYTHING);
        assertThat(synchronous()).isFalse();
        site.away(null);
        fixture.operations.watchOnce();
        assertThat(synchronous()).isTrue();
    }

    @Test
    void aClusterOfWhichNothingWasAskedIsNotWatched() {
        FakeCluster idle = fixture.crowd("idle", 3);
        fixture.dryRun(idle, OperationsFixture.EVERYTHING);
        int reads = idle.reads;
        fixture.watch();
        assertThat(idle.reads).isEqualTo(reads);
        assertThat(fixture.operations.status(idle.id()).synchronous()).isFalse();
    }
}
