package io.rollcall.iam.http;

import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UnavailableException.Part;
import io.rollcall.sync.source.Completeness;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Reasons why a read may be incomplete (R23). Stores the first reason and the number of all, as one
/// missing page may cause a million of them. Thread-safe.
public final class ReadIssues {
    private final AtomicReference<@Nullable String> first = new AtomicReference<>();
    private final AtomicInteger count = new AtomicInteger();

    public void add(String reason) {
        add(reason, 1);
    }

    public void addAll(ReadIssues others) {
        String reason = others.first.get();
        if (reason != null) {
            add(reason, others.count.get());
        }
    }

    private void add(String reason, int times) {
        first.compareAndSet(null, reason);
        count.addAndGet(times);
    }

    /// The first reason and how many more there are; empty if the read is complete.
    Optional<String> summary() {
        int more = count.get() - 1;
        return Optional.ofNullable(first.get())
                .map(reason -> more > 0 ? reason + " (and " + more + " more doubts)" : reason);
    }

    /// For checks of callers, where an incomplete answer might lack a deny.
    public void requireNone() throws UnavailableException {
        Optional<String> summary = summary();
        if (summary.isPresent()) {
            throw new UnavailableException(Part.IAM_USER, "the IAM did not answer in full: " + summary.get());
        }
    }

    public Completeness completeness() {
        return summary().<Completeness>map(Completeness.Incomplete::new).orElseGet(Completeness.Complete::new);
    }
}
