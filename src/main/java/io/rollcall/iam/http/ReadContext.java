package io.rollcall.iam.http;

import io.rollcall.cluster.UnavailableException;
import java.time.Instant;

/// One read of an account: the answers that it may reuse, and the reasons why it may be incomplete.
///
/// @param cache answers about the account as a whole; only comparisons share them with each other
public record ReadContext(ReadCache cache, ReadIssues issues) {
    /// A read that reuses no answers.
    public static ReadContext anew() {
        return with(new ReadCache(Instant.MAX));
    }

    public static ReadContext with(ReadCache cache) {
        return new ReadContext(cache, new ReadIssues());
    }

    /// Sends a query about the account, unless its answer is cached.
    public <T> T once(String name, ReadCache.Question<T> question) throws UnavailableException {
        return cache.to(name, question, issues);
    }
}
