package io.rollcall.iam.http;

import io.rollcall.background.SingleFlight;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UnavailableException.Part;
import java.time.Instant;

/// What an IAM said about one account from one moment on: every question is asked once, whoever needs the answer
/// and however many do at the same time. A question that failed may be asked again. Used by many threads at once.
public final class ReadCache {
    private final Instant begun;
    private final SingleFlight<String, Told<?>, UnavailableException> told =
            SingleFlight.remembering(UnavailableException.class);
    private volatile boolean doubtful;

    /// An answer, and what speaks against it.
    private record Told<T>(T value, ReadIssues issues) {}

    /// Asks the IAM.
    @FunctionalInterface
    public interface Question<T> {
        T ask(ReadIssues issues) throws UnavailableException;
    }

    ReadCache(Instant begun) {
        this.begun = begun;
    }

    /// Nothing of this was said earlier.
    Instant begun() {
        return begun;
    }

    /// Whether something speaks against any of the answers.
    boolean doubtful() {
        return doubtful;
    }

    /// The answer to a question.
    ///
    /// @param name of the question: one name always stands for the same type of answer
    /// @param issues told what speaks against the answer
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
