package io.rollcall.iam.keystone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.cluster.Progress;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.iam.keystone.IamStub.Answer;
import io.rollcall.iam.keystone.KeystoneSettings.Kind;
import io.rollcall.sync.rules.Entitlements;
import io.rollcall.sync.source.Selection;
import io.rollcall.tracing.Span;
import io.rollcall.tracing.otel.RecordedSpans;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a trace shows of the calls to an IAM, and what the IAM learns of the trace.
class TracedCallsTest {
    private static final ProjectId PROJECT = new ProjectId(IamStub.PROJECT);

    private final FakeTime time = new FakeTime();

    @AutoClose
    private final RecordedSpans spans = new RecordedSpans();

    @AutoClose
    @SuppressWarnings("NullAway.Init")
    private IamStub iam;

    @AutoClose
    @SuppressWarnings("NullAway.Init")
    private KeystoneIdentitySource source;

    private void start(Kind kind) throws Exception {
        iam = IamStub.start(kind)
                .user("alice")
                .user("bob")
                .group("crowd", "alice", "bob")
                .systemRole("r", "MRS FullAccess")
                .assign("crowd", "r");
        source = KeystoneIdentitySource.open(iam.settings(), Entitlements.documented()::concern, time, time);
    }

    private void read() throws UnavailableException {
        source.read(PROJECT, new Selection.Everything(), Progress.NONE);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void eachCallIsASpanOfAClientWhoseTraceTheIamCanContinue(Kind kind) throws Exception {
        start(kind);
        String trace;
        try (Span span = spans.tracer().request("read", Map.of())) {
            trace = span.traceId();
            read();
        }
        Set<String> told = iam.received().stream()
                .map(request -> request.header("traceparent").orElse("none"))
                .collect(Collectors.toSet());
        Set<String> made = spans.all().stream()
                .filter(span -> span.kind().equals("CLIENT"))
                .map(span -> "00-" + trace + "-" + span.id() + "-03")
                .collect(Collectors.toSet());
        assertThat(told).isEqualTo(made).hasSizeGreaterThan(4);
        assertThat(spans.tree()).contains("read / GET /v3/groups/{id}/users", "read / GET /v3/users");
        assertThat(spans.all())
                .filteredOn(span -> span.kind().equals("CLIENT"))
                .allSatisfy(span -> assertThat(span.attributes())
                        .containsKeys("http.request.method", "http.response.status_code", "server.port")
                        .containsEntry("server.address", iam.url().getHost()));
        assertThat(spans.all())
                .allSatisfy(span -> assertThat(span.name() + span.attributes())
                        .doesNotContain("alice", "bob", "crowd", IamStub.ACCOUNT, IamStub.PROJECT));
    }

    @Test
    void aRepeatedCallIsASpanEachTimeAndAFailedOneSaysWithWhat() throws Exception {
        start(Kind.KEYSTONE);
        iam.fault((request, right) -> request.path().equals("/v3/users") ? Answer.of(503, Map.of()) : right);
        try (Span _ = spans.tracer().request("read", Map.of())) {
            assertThatThrownBy(this::read).isInstanceOf(UnavailableException.class);
        }
        assertThat(spans.all())
                .filteredOn(span -> span.name().equals("GET /v3/users"))
                .hasSizeGreaterThan(1)
                .allMatch(RecordedSpans.Seen::error)
                .allSatisfy(span -> assertThat(span.attributes())
                        .containsEntry("error.type", "503")
                        .containsEntry("http.response.status_code", "503"));
    }

    @Test
    void withoutATraceTheIamLearnsNothing() throws Exception {
        start(Kind.KEYSTONE);
        read();
        assertThat(iam.received())
                .isNotEmpty()
                .noneMatch(request -> request.header("traceparent").isPresent());
    }
}
