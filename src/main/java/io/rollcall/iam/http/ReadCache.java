package io.rollcall.iam.http;

import io.rollcall.background.SingleFlight;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UnavailableException.Part;
import java.time.Instant;

/// Answers of an IAM about one account from one moment on: every query is sent once, no matter how many readers
/// need its answer at the same time. A failed query may be sent again. Thread-safe.
public final class ReadCache {
    private final Instant begun;
    private final SingleFlight<String, Told<?>, UnavailableException> told =
            SingleFlight.remembering(UnavailableException.class);
    private volatile boolean doubtful;

    /// An answer and its issues.
    private record Told<T>(T value, ReadIssues issues) {}

    /// Asks the IAM.
    @FunctionalInterface
    public interface Question<T> {
        T ask(ReadIssues issues) throws UnavailableException;
    }

    ReadCache(Instant begun) {
        this.begun = begun;
    }

    /// When the cache was begun: no answer in it is older.
    Instant begun() {
        return begun;
    }

    /// Whether any of the answers has an issue.
    boolean doubtful() {
        return doubtful;
    }

    /// The answer to a query.
    ///
    /// @param name the name of the query: one name always stands for the same type of answer
    /// @param issues receives the issues of the answer
    <T> T to(String name, Question<T> question, ReadIssues issues) throws UnavailableException {
        try {
            Told<?> answer = told.get(name, () -> {
                ReadIssues own = new ReadIssues();
                T value = question.ask(own);
                doubtful |= own.summary().isPresent();
                return new Told<>(value, own);
            });
            issues.addAll(answer.issues());
            @SuppressWarnings("unchecked")
            T value = (T) answer.value();
            return value;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException(Part.IAM_USER, "interrupted while reading the IAM", e);
        }
    }
}
