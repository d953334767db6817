package io.rollcall.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.scope.Command;
import io.rollcall.sync.source.Selection;
import io.rollcall.sync.target.Account;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whether IAM and Manager still agree is known without anybody asking for it (decision 28).
class DriftTest {
    @TempDir
    Path folder;

    private Rig rig;
    private Site site;

    @BeforeEach
    void start() {
        rig = new Rig(folder);
        site = rig.crowd("c", 12);
        rig.run(site, Rig.EVERYTHING);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private boolean synchronous() {
        return rig.operations.status(site.id()).synchronous();
    }

    @Test
    void aChangeInTheIamIsNoticedAndSoIsItsEnd() {
        site.iam = Rig.people(13);
        assertThat(synchronous()).isTrue();
        rig.watch();
        assertThat(synchronous()).isFalse();
        site.iam = Rig.people(12);
        rig.watch();
        assertThat(synchronous()).isTrue();
    }

    @Test
    void aChangeByHandInTheManagerIsNoticedAndSoIsItsEnd() {
        Account mine = site.changeByHand("user3");
        rig.watch();
        assertThat(synchronous()).isFalse();
        site.model.put(mine);
        rig.watch();
        assertThat(synchronous()).isTrue();
    }

    @Test
    void aSynchronizationEndsTheDrift() {
        site.iam = Rig.people(13);
        rig.watch();
        rig.run(site, Rig.EVERYTHING);
        assertThat(synchronous()).isTrue();
    }

    @Test
    void somebodyNewIsDriftOnlyAfterAFullSynchronization() {
        Command named = new Command.Synchronize(Selection.Named.of(List.of(new UserName("user1")), List.of()));
        rig.run(site, named);
        Site other = rig.crowd("other", 12);
        rig.run(other, named);
        site.iam = Rig.people(13);
        other.iam = Rig.people(13);
        rig.watch();
        assertThat(synchronous()).isFalse();
        assertThat(rig.operations.status(other.id()).synchronous()).isTrue();
    }

    @Test
    void theWatchWritesNothingAndNobodyWaitsForIt() {
        int writes = site.model.writes();
        site.iam = Rig.people(20);
        rig.watch();
        assertThat(site.model.writes()).isEqualTo(writes);
        int reads = site.reads;
        assertThat(synchronous()).isFalse();
        assertThat(site.reads).isEqualTo(reads);
    }

    @Test
    void whatCannotBeAskedChangesNothingUntilTheLastComparisonIsTooOld() {
        for (UnavailableException.Part part : UnavailableException.Part.values()) {
            rig.watch();
            assertThat(synchronous()).isTrue();
            site.away = part;
            for (int looks = 0; looks < 3; looks++) {
                rig.watch();
                assertThat(synchronous()).isTrue();
            }
            rig.watch();
            assertThat(synchronous()).isFalse();
            site.away = null;
        }
    }

    @Test
    void anOperationThatComesInBetweenKnowsBetter() {
        var drifted = Rig.people(13);
        site.iam = selection -> {
            site.iam = drifted;
            rig.run(site, Rig.EVERYTHING);
            return Rig.people(14).apply(selection);
        };
        rig.watch();
        assertThat(synchronous()).isTrue();
    }

    @Test
    void aClusterWhoseLastOperationFailedIsLookedAtAndTrueOnceThatWasSeen() {
        site.away = UnavailableException.Part.IAM_USER;
        rig.run(site, Rig.EVERYTHING);
        assertThat(synchronous()).isFalse();
        site.away = null;
        rig.operations.watchOnce();
        assertThat(synchronous()).isTrue();
    }

    @Test
    void aClusterOfWhichNothingWasAskedIsNotWatched() {
        Site idle = rig.crowd("idle", 3);
        rig.dryRun(idle, Rig.EVERYTHING);
        int reads = idle.reads;
        rig.watch();
        assertThat(idle.reads).isEqualTo(reads);
        assertThat(rig.operations.status(idle.id()).synchronous()).isFalse();
    }
}
