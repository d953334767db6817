package io.rollcall.operation.model;

import io.rollcall.sync.provisioning.Stage;
import java.util.Locale;

/// What an operation is doing at this moment. The database and the API spell it as text, so that a person can read
/// it as it is.
public sealed interface Activity {
    /// Nothing: it waits for a worker or for a person, or has ended.
    Activity IDLE = new Idle();

    /// IAM and Manager are read and a plan is made.
    Activity PLANNING = new Planning();

    record Idle() implements Activity {
        @Override
        public String word() {
            return "";
        }
    }

    record Planning() implements Activity {
        @Override
        public String word() {
            return PLANNING_WORD;
        }
    }

    /// A server does not answer.
    ///
    /// @param reason which one, and what it said
    record Waiting(String reason) implements Activity {
        @Override
        public String word() {
            return WAITING_WORD + ": " + reason;
        }
    }

    /// Changes of that stage are carried out.
    record Applying(Stage stage) implements Activity {
        @Override
        public String word() {
            return stage.word();
        }
    }

    /// The first word of [Waiting].
    String WAITING_WORD = "waiting";

    /// The word of [Planning].
    String PLANNING_WORD = "planning";

    /// As the database and the API spell it.
    String word();

    /// Reads what [#word] wrote.
    static Activity of(String word) {
        if (word.isEmpty()) {
            return IDLE;
        }
        if (word.equals(PLANNING_WORD)) {
            return PLANNING;
        }
        String waiting = WAITING_WORD + ": ";
        if (word.startsWith(waiting)) {
            return new Waiting(word.substring(waiting.length()));
        }
        return new Applying(Stage.valueOf(word.toUpperCase(Locale.ROOT)));
    }
}
