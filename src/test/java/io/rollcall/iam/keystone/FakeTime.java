package io.rollcall.iam.keystone;

import io.rollcall.iam.http.IamClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that advances only while a thread waits.
final class FakeTime implements InstantSource, IamClient.Pause {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-04T00:00:00Z"));

    @Override
    public Instant instant() {
        return now.get();
    }

    @Override
    public void of(Duration time) {
        now.updateAndGet(then -> then.plus(time));
    }
}
