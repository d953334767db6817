package io.rollcall.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.background.LoopObserver;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.monitoring.TracedEnds;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.served.ServedCluster;
import io.rollcall.tracing.Span;
import io.rollcall.tracing.otel.RecordedSpans;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a trace shows of an operation.
class TracedOperationTest {
    @TempDir
    Path folder;

    @AutoClose
    private OperationsFixture fixture;

    @AutoClose
    private final RecordedSpans spans = new RecordedSpans();

    private FakeCluster site;

    @BeforeEach
    void start() {
        fixture = new OperationsFixture(folder);
        site = fixture.crowd("c", 40);
        fixture.operations = Operations.open(
                fixture.database,
                fixture.clock,
                Operations.Settings.DEFAULT.withStallLimit(Duration.ZERO),
                id -> fixture.reconciler(id).map(ServedCluster::new),
                LoopObserver.NONE,
                new TracedEnds(),
                spans.tracer());
    }

    private OperationId asked() {
        try (Span _ = spans.tracer().request("POST", Map.of())) {
            return fixture.accept(site, OperationsFixture.EVERYTHING);
        }
    }

    @Test
    void itsStagesAreItsParts() {
        OperationId id = asked();
        fixture.finish(site, id);
        assertThat(spans.tree())
                .containsSubsequence(
                        "POST",
                        "POST / operation sync / plan",
                        "POST / operation sync / save",
                        "POST / operation sync / apply",
                        "POST / operation sync / read back",
                        "POST / operation sync");
        assertThat(spans.one("operation sync").attributes())
                .containsEntry("rollcall.operation", id.value())
                .containsEntry("rollcall.cluster", "c")
                .containsEntry("rollcall.action", "sync")
                .containsEntry("rollcall.dry_run", "false")
                .containsEntry("rollcall.state", "completed")
                .containsEntry("rollcall.refusals", "0")
                .containsEntry("rollcall.changes.planned", "42")
                .containsEntry("rollcall.changes.made", "42")
                .containsEntry("rollcall.changes.failed", "0");
        assertThat(spans.all())
                .filteredOn(span -> span.name().equals("apply"))
                .extracting(span -> span.attributes().get("rollcall.stage"))
                .containsExactly("accounts", "groups", "grant");
        assertThat(spans.all()).noneMatch(RecordedSpans.Seen::error);
        assertThat(spans.all().toString()).doesNotContain("user0", "crowd", "caller");
    }

    @Test
    void aFailureHasTheCodeOfTheApiAndTheStageThatMetIt() {
        site.away(UnavailableException.Part.MANAGER_USER);
        fixture.finish(site, asked());
        RecordedSpans.Seen plan = spans.one("plan");
        assertThat(plan.error()).isTrue();
        assertThat(plan.attributes()).containsEntry("rollcall.part", "manager_user");
        RecordedSpans.Seen operation = spans.one("operation sync");
        assertThat(operation.error()).isTrue();
        assertThat(operation.attributes())
                .containsEntry("rollcall.state", "failed")
                .containsEntry("error.type", "12000163");
    }

    @Test
    void aHeldPlanSaysSoAndGoesOnInTheTraceOfItsRelease() {
        fixture.run(site, OperationsFixture.EVERYTHING);
        site.iam = OperationsFixture.people(20);
        OperationId id = asked();
        fixture.finish(site, id);
        assertThat(spans.all().getLast().attributes()).containsEntry("rollcall.state", "held");
        try (Span _ = spans.tracer().request("release", Map.of())) {
            fixture.operations.release(site.id(), id, OperationsFixture.CALLER);
        }
        fixture.finish(site, id);
        assertThat(spans.tree()).contains("release / operation sync / apply");
        assertThat(spans.all().getLast().attributes()).containsEntry("rollcall.state", "completed");
    }

    @Test
    void whatNoRequestAskedForIsATraceOfItsOwn() {
        fixture.run(site, OperationsFixture.EVERYTHING);
        assertThat(spans.tree()).contains("operation sync", "operation sync / plan");
    }
}
