package io.rollcall.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answers that MRS documents, in the documented form and nothing beside it.
public final class DocumentedJson {
    private DocumentedJson() {}

    /// To a request that was accepted.
    public record Accepted(Word<State> state) {
        /// The one word that is documented.
        public enum State {
            SYNCHRONIZING
        }
    }

    /// Who is in the Manager because of a synchronization, sorted.
    public record Names(List<String> userNames, List<String> groupNames) {}

    /// Whether a synchronization is running.
    public record TaskStatus(boolean isSynchronizing) {}

    /// Whether the Manager agrees with the IAM.
    public record SyncStatus(boolean isSynchronous) {}

    /// The body of a refusal, or of a failure.
    ///
    /// @param requestId only where a gateway would answer
    public record Refusal(
            String errorCode, String errorMsg, @Nullable String requestId) {}
}
