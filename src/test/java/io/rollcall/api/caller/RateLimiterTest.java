package io.rollcall.api.caller;

import static io.rollcall.api.ApiFixture.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.api.ApiFixture;
import io.rollcall.api.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-04T00:00:00Z"));

    @Test
    void aBurstIsLetThroughAndThenTheRate() {
        RateLimiter limiter = new RateLimiter(2, 3, now::get);
        for (int i = 0; i < 3; i++) {
            assertThat(limiter.take("a")).isZero();
        }
        assertThat(limiter.take("a")).isEqualTo(Duration.ofMillis(500));
        pass(Duration.ofMillis(500));
        assertThat(limiter.take("a")).isZero();
        assertThat(limiter.take("a")).isPositive();
    }

    @Test
    void anIdleCallerGetsNoMoreThanTheBurst() {
        RateLimiter limiter = new RateLimiter(1, 2, now::get);
        limiter.take("a");
        pass(Duration.ofDays(1));
        assertThat(limiter.take("a")).isZero();
        assertThat(limiter.take("a")).isZero();
        assertThat(limiter.take("a")).isPositive();
    }

    @Test
    void callersDoNotDisturbEachOther() {
        RateLimiter limiter = new RateLimiter(1, 1, now::get);
        limiter.take("a");
        assertThat(limiter.take("a")).isPositive();
        assertThat(limiter.take("b")).isZero();
    }

    @Test
    void aClockThatIsSetBackGivesNothing() {
        RateLimiter limiter = new RateLimiter(1, 1, now::get);
        limiter.take("a");
        pass(Duration.ofHours(-1));
        assertThat(limiter.take("a")).isPositive();
    }

    @Test
    void onlySoManyCallersAreRemembered() {
        RateLimiter limiter = new RateLimiter(1, 1, 10, now::get);
        for (int i = 0; i < 1000; i++) {
            limiter.take("caller" + i);
        }
        assertThat(limiter.remembered()).isEqualTo(10);
    }

    @Test
    void tooManyRequestsAreAnsweredWithTheTimeToWait() {
        try (ApiFixture api =
                ApiFixture.start(ApiFixture.people(), ApiFixture.configuration().withRate(0.01, 1))) {
            assertThat(api.admin().post(USERS, "{}").status()).isEqualTo(400);
            Reply reply = api.admin().post(USERS, "{}");
            assertThat(reply.status()).isEqualTo(429);
            assertThat(reply.errorCode()).isEqualTo("APIGW.0308");
            assertThat(Integer.parseInt(reply.header("retry-after"))).isBetween(90, 100);
            assertThat(api.as("viewer").post(USERS, "{}").status()).isEqualTo(403);
        }
    }

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }
}
