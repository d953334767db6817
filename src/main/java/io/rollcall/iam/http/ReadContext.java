package io.rollcall.iam.http;

import io.rollcall.cluster.UnavailableException;
import java.time.Instant;

/// One read of an account: what it may take as known, and what speaks against taking it for the whole truth.
///
/// @param cache about the account as a whole; only looks share them with each other
public record ReadContext(ReadCache cache, ReadIssues issues) {
    /// A read that takes nothing as known.
    public static ReadContext anew() {
        return with(new ReadCache(Instant.MAX));
    }

    public static ReadContext with(ReadCache cache) {
        return new ReadContext(cache, new ReadIssues());
    }

    /// Asks a question about the account, unless the answer is known.
    public <T> T once(String name, ReadCache.Question<T> question) throws UnavailableException {
        return cache.to(name, question, issues);
    }
}
