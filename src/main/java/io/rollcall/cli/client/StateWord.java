package io.rollcall.cli.client;

import io.rollcall.cluster.Text;
import io.rollcall.wire.OperationJson;
import io.rollcall.wire.Word;

/// The state of an operation in the words of the commands (`docs/glossary.md`): what the API calls cancelled is
/// what `rollcall stop` has stopped, because `rollcall cancel` takes people out.
public final class StateWord {
    private StateWord() {}

    public static String of(Word<OperationJson.State> state) {
        return switch (state.known()) {
            case CANCELLED -> "stopped";
            case COMPLETED_WITH_ERRORS -> "partly done";
            case QUEUED, RUNNING, HELD, COMPLETED, FAILED, SUPERSEDED -> state.text();
            // A word of a newer server stays as it is.
            case null -> Text.printable(state.text());
        };
    }
}
