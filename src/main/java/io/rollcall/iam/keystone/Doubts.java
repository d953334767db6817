package io.rollcall.iam.keystone;

import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UnavailableException.Part;
import io.rollcall.sync.Completeness;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/// What speaks against taking a read for the whole truth (decision 23). Used by many threads at once.
final class Doubts {
    private final ConcurrentLinkedQueue<String> reasons = new ConcurrentLinkedQueue<>();

    void add(String reason) {
        reasons.add(reason);
    }

    /// The first reason and how many more there are; empty if nothing speaks against the read.
    Optional<String> summary() {
        int more = reasons.size() - 1;
        return Optional.ofNullable(reasons.peek())
                .map(first -> more > 0 ? first + " (and " + more + " more doubts)" : first);
    }

    /// For checks of callers, where half an answer might lack a deny.
    void requireNone() throws UnavailableException {
        Optional<String> summary = summary();
        if (summary.isPresent()) {
            throw new UnavailableException(Part.IAM_USER, "the IAM did not answer in full: " + summary.get());
        }
    }

    Completeness completeness() {
        return summary().<Completeness>map(Completeness.Incomplete::new).orElseGet(Completeness.Complete::new);
    }
}
