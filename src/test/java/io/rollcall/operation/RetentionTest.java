package io.rollcall.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.operation.audit.AuditEntry;
import io.rollcall.operation.audit.AuditFilter;
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
        try (OperationsFixture fixture = new OperationsFixture(folder)) {
            FakeCluster site = fixture.crowd("c", 3);
            OperationId old = fixture.run(site, OperationsFixture.EVERYTHING).id();
            OperationId last = fixture.run(site, OperationsFixture.EVERYTHING).id();
            OperationId dry = fixture.dryRun(site, OperationsFixture.EVERYTHING).id();
            fixture.pass(Duration.ofDays(89));
            fixture.operations.forgetOnce();
            assertThat(fixture.operations.find(site.id(), old)).isPresent();
            fixture.pass(Duration.ofDays(2));
            OperationId waiting = fixture.accept(site, OperationsFixture.EVERYTHING, true);
            fixture.operations.forgetOnce();
            assertThat(fixture.operations.find(site.id(), old)).isEmpty();
            assertThat(fixture.operations.find(site.id(), dry)).isEmpty();
            assertThat(fixture.rows(old)).isEmpty();
            assertThat(fixture.operations.find(site.id(), last)).isPresent();
            assertThat(fixture.operations.find(site.id(), waiting)).isPresent();
            fixture.watch();
            assertThat(fixture.operations.status(site.id()).synchronous()).isTrue();
            assertThat(fixture.operations.synchronizedNames(site.id()).userNames())
                    .hasSize(3);
            assertThat(events(fixture, site)).containsExactly(AuditEntry.Event.ACCEPTED);
        }
    }

    @Test
    void theAuditTellsTheWholeStoryOfAHeldPlan() {
        try (OperationsFixture fixture = new OperationsFixture(folder)) {
            FakeCluster site = fixture.crowd("c", 40);
            fixture.run(site, OperationsFixture.EVERYTHING);
            site.iam = OperationsFixture.people(28);
            long before = fixture.operations
                    .audit(site.id(), AuditFilter.since(Instant.EPOCH), 1000, 0)
                    .rows()
                    .getLast()
                    .number();
            fixture.run(site, OperationsFixture.EVERYTHING);
            OperationId second = fixture.run(site, OperationsFixture.EVERYTHING).id();
            fixture.operations.release(site.id(), second, OperationsFixture.CALLER);
            fixture.finish(site, second);
            List<AuditEntry> story = fixture.operations
                    .audit(site.id(), AuditFilter.since(Instant.EPOCH), 1000, before)
                    .rows();
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
                    .isEqualTo(fixture.rows(second));
        }
    }

    private static List<AuditEntry.Event> events(OperationsFixture fixture, FakeCluster site) {
        return fixture.operations.audit(site.id(), AuditFilter.since(Instant.EPOCH), 1000, 0).rows().stream()
                .map(AuditEntry::event)
                .toList();
    }

    @Test
    void moreThanAManagerCanHoldIsRefusedInTheDryRunAlready() {
        try (OperationsFixture fixture = new OperationsFixture(folder)) {
            FakeCluster site = fixture.site(
                    "c",
                    OperationsFixture.people(5),
                    fixture.crowd("other", 1).model,
                    new io.rollcall.sync.rules.PlanRules(
                            io.rollcall.sync.rules.Entitlements.documented(),
                            io.rollcall.sync.rules.NameRules.documented(),
                            io.rollcall.sync.rules.GuardLimits.DECIDED,
                            new io.rollcall.sync.rules.Quotas(3, 10),
                            0,
                            io.rollcall.sync.rules.NumberRange.DECIDED));
            Operation dry = fixture.dryRun(site, OperationsFixture.EVERYTHING);
            assertThat(fixture.rows(dry.id()))
                    .filteredOn(row -> row.outcome() == Result.Outcome.REFUSED)
                    .extracting(Result::name)
                    .containsExactly("user3", "user4");
            Operation real = fixture.run(site, OperationsFixture.EVERYTHING);
            assertThat(real.state()).isEqualTo(OperationState.COMPLETED_WITH_ERRORS);
            assertThat(site.model.read().ownedAccounts()).hasSize(3);
            assertThat(site.model.dangling()).isEmpty();
        }
    }
}
