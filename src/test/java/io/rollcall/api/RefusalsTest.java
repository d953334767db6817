package io.rollcall.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.api.caller.Refusals;
import io.rollcall.api.error.ErrorCode;
import io.rollcall.background.LoopObserver;
import io.rollcall.cluster.ClusterId;
import io.rollcall.operation.model.Requester;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Refused calls leave a trace, and a flood of them leaves few.
class RefusalsTest {
    private static final ClusterId CLUSTER = new ClusterId("c");

    private record Line(ClusterId cluster, Requester by, Map<String, Object> detail) {}

    private final List<Line> lines = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Refusals refusals = new Refusals(
            (cluster, by, detail) -> lines.add(new Line(cluster, by, detail)), () -> now, LoopObserver.NONE);

    private void refuse(@Nullable ClusterId cluster, String address) {
        refuse(cluster, address, ErrorCode.UNAUTHENTICATED);
    }

    private void refuse(@Nullable ClusterId cluster, String address, ErrorCode code) {
        refusals.note(new Refusals.Refusal(
                cluster,
                new Requester("", "", "token", address, "r"),
                "CreateOperation",
                code,
                "The token is not valid."));
    }

    private int times() {
        return lines.stream()
                .mapToInt(line -> (Integer) line.detail().get("times"))
                .sum();
    }

    @Test
    void theFirstOfAKindIsToldAtOnceAndTheOthersOfTheMinuteTogether() {
        for (int i = 0; i < 1_000; i++) {
            refuse(CLUSTER, "192.0.2.1");
        }
        refusals.drain();
        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst().by().address()).isEqualTo("192.0.2.1");
        assertThat(lines.getFirst().detail())
                .containsEntry("call", "CreateOperation")
                .containsEntry("error_code", "APIGW.0301")
                .containsEntry("reason", "The token is not valid.");

        now = now.plusSeconds(61);
        refusals.drain();

        assertThat(lines).hasSize(2);
        assertThat(times()).isEqualTo(1_000);
    }

    @Test
    void aFloodFromManyAddressesLeavesABoundedNumberOfEntriesAndEachIsCounted() {
        for (int i = 0; i < 10_000; i++) {
            refuse(CLUSTER, "192.0.2." + i);
        }
        now = now.plusSeconds(61);
        refusals.drain();
        assertThat(lines).hasSizeLessThanOrEqualTo(Refusals.MOST_KINDS + 2);
        assertThat(times()).isEqualTo(10_000);
    }

    @Test
    void whatIsTooMuchToBeToldApartStillSaysWhyItWasRefused() {
        for (int i = 0; i < 1_000; i++) {
            refuse(CLUSTER, "192.0.2." + i, i % 2 == 0 ? ErrorCode.UNAUTHENTICATED : ErrorCode.FORBIDDEN);
        }
        now = now.plusSeconds(61);
        refusals.drain();
        for (ErrorCode code : List.of(ErrorCode.UNAUTHENTICATED, ErrorCode.FORBIDDEN)) {
            assertThat(lines.stream()
                            .filter(line -> code.code().equals(line.detail().get("error_code")))
                            .mapToInt(line -> (Integer) line.detail().get("times"))
                            .sum())
                    .isEqualTo(500);
        }
    }

    @Test
    void theNextMinuteIsToldOfAnew() {
        refuse(CLUSTER, "192.0.2.1");
        now = now.plusSeconds(61);
        refuse(CLUSTER, "192.0.2.1");
        refusals.drain();
        assertThat(lines).hasSize(2);
    }

    @Test
    void aClusterThatThereIsNotHasNoAudit() {
        refuse(null, "192.0.2.1");
        refusals.drain();
        assertThat(lines).isEmpty();
    }

    @Test
    void aLongReasonIsShortened() {
        refusals.note(new Refusals.Refusal(
                CLUSTER,
                new Requester("", "", "token", "192.0.2.1", "r"),
                "CreateOperation",
                ErrorCode.UNAUTHENTICATED,
                "Verify failed, canonicalRequest:POST|/v2/" + "x".repeat(10_000)));
        refusals.note(new Refusals.Refusal(
                CLUSTER,
                new Requester("", "", "token", "192.0.2.2", "r"),
                "CreateOperation",
                ErrorCode.UNAUTHENTICATED,
                "\uD83D\uDE00".repeat(10_000)));
        refusals.drain();
        assertThat(lines.get(0).detail()).containsEntry("reason", "Verify failed.");
        assertThat(String.valueOf(lines.get(1).detail().get("reason")))
                .hasSizeLessThan(700)
                .endsWith("\uD83D\uDE00…");
    }
}
