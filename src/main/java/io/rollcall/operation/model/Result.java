package io.rollcall.operation.model;

import io.rollcall.sync.provisioning.Stage;
import io.rollcall.sync.target.ObjectKind;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One row of an operation's plan and, later, of its results: one change of one object, or one refusal.
///
/// @param number the order in the plan, from 1; a row keeps it for ever, so it pages the results
/// @param stage of the plan; null for a refusal
/// @param action what is done with the object
/// @param before the attributes that change, as they were; empty for a new object
/// @param after the attributes that change, as they will be; empty for an object that goes
/// @param reason why: the cause of the change, the rule that refused it, or the Manager's words when it failed
public record Result(
        long number,
        @Nullable Stage stage,
        ObjectKind kind,
        String name,
        Action action,
        Map<String, Object> before,
        Map<String, Object> after,
        @Nullable String reason,
        Outcome outcome) {
    /// What stands in the place of a stage where a row is a refusal.
    public static final String REFUSED = "refused";

    /// The stage as the API and the database spell it.
    public String stageWord() {
        return stage == null ? REFUSED : stage.word();
    }

    /// What is done with an object.
    public enum Action {
        CREATE,
        UPDATE,
        RENAME,
        ENABLE,
        DISABLE,
        ADOPT,
        REPAIR,
        DELETE,
        GRANT,
        WITHDRAW,
        /// Nothing: it is refused.
        NONE;

        /// As the API and the database spell it.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Action of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /// What became of the row.
    public enum Outcome {
        PLANNED,
        APPLIED,
        ALREADY_SO,
        FAILED,
        REFUSED,
        SKIPPED;

        /// As the API and the database spell it.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Outcome of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }
}
