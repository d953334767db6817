package io.rollcall.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.Progress;
import io.rollcall.operation.audit.AuditEntry;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.OperationState;
import io.rollcall.operation.model.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
    @TempDir
    Path folder;

    @Test
    void whatIsOldIsForgottenButTheLastOperationAndWhatIsOwned() {
        try (Rig rig = new Rig(folder)) {
            Site site = rig.crowd("c", 3);
            OperationId old = rig.run(site, Rig.EVERYTHING).id();
            OperationId last = rig.run(site, Rig.EVERYTHING).id();
            OperationId dry = rig.dryRun(site, Rig.EVERYTHING).id();
            rig.pass(Duration.ofDays(89));
            rig.operations.forgetOnce();
            assertThat(rig.operations.find(site.id(), old)).isPresent();
            rig.pass(Duration.ofDays(2));
            OperationId waiting = rig.accept(site, Rig.EVERYTHING, true);
            rig.operations.forgetOnce();
            assertThat(rig.operations.find(site.id(), old)).isEmpty();
            assertThat(rig.operations.find(site.id(), dry)).isEmpty();
            assertThat(rig.rows(old)).isEmpty();
            assertThat(rig.operations.find(site.id(), last)).isPresent();
            assertThat(rig.operations.find(site.id(), waiting)).isPresent();
            rig.watch();
            assertThat(rig.operations.status(site.id()).synchronous()).isTrue();
            assertThat(rig.operations.synchronizedNames(site.id()).userNames()).hasSize(3);
            assertThat(events(rig, site)).containsExactly(AuditEntry.Event.ACCEPTED);
        }
    }

    @Test
    void theAuditTellsTheWholeStoryOfAHeldPlan() {
        try (Rig rig = new Rig(folder)) {
            Site site = rig.crowd("c", 40);
            rig.run(site, Rig.EVERYTHING);
            site.iam = Rig.people(28);
            long before = rig.operations
                    .audit(site.id(), Instant.EPOCH, 1000, 0)
                    .rows()
                    .getLast()
                    .number();
            rig.run(site, Rig.EVERYTHING);
            OperationId second = rig.run(site, Rig.EVERYTHING).id();
            rig.operations.release(site.id(), second, Rig.CALLER);
            rig.finish(site, second);
            List<AuditEntry> story =
                    rig.operations.audit(site.id(), Instant.EPOCH, 1000, before).rows();
            assertThat(story)
                    .filteredOn(entry -> entry.event() != AuditEntry.Event.CHANGED)
                    .extracting(AuditEntry::event)
                    .containsExactly(
                            AuditEntry.Event.ACCEPTED,
                            AuditEntry.Event.HELD,
                            AuditEntry.Event.SUPERSEDED,
                            AuditEntry.Event.ACCEPTED,
                            AuditEntry.Event.HELD,
                            AuditEntry.Event.RELEASED,
                            AuditEntry.Event.FINISHED);
            assertThat(story)
                    .filteredOn(entry -> entry.event() == AuditEntry.Event.CHANGED)
                    .extracting(AuditEntry::change)
                    .isEqualTo(rig.rows(second));
        }
    }

    private static List<AuditEntry.Event> events(Rig rig, Site site) {
        return rig.operations.audit(site.id(), Instant.EPOCH, 1000, 0).rows().stream()
                .map(AuditEntry::event)
                .toList();
    }

    @Test
    void moreThanAManagerCanHoldIsRefusedInTheDryRunAlready() {
        try (Rig rig = new Rig(folder)) {
            Site site = rig.site(
                    "c",
                    Rig.people(5),
                    rig.crowd("other", 1).model,
                    new io.rollcall.sync.rules.PlanRules(
                            io.rollcall.sync.rules.Entitlements.documented(),
                            io.rollcall.sync.rules.NameRules.documented(),
                            io.rollcall.sync.rules.GuardLimits.DECIDED,
                            new io.rollcall.sync.rules.Quotas(3, 10),
                            0,
                            io.rollcall.sync.rules.NumberRange.DECIDED));
            Operation dry = rig.dryRun(site, Rig.EVERYTHING);
            assertThat(rig.rows(dry.id()))
                    .filteredOn(row -> row.outcome() == Result.Outcome.REFUSED)
                    .extracting(Result::name)
                    .containsExactly("user3", "user4");
            Operation real = rig.run(site, Rig.EVERYTHING);
            assertThat(real.state()).isEqualTo(OperationState.COMPLETED_WITH_ERRORS);
            assertThat(site.model.read(Progress.NONE).ownedAccounts()).hasSize(3);
            assertThat(site.model.dangling()).isEmpty();
        }
    }
}
