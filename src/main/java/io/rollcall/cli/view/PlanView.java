package io.rollcall.cli.view;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.cli.client.ApiFailure;
import io.rollcall.cli.client.OperationCalls;
import io.rollcall.cli.shell.Exit;
import io.rollcall.cluster.Text;
import java.io.PrintStream;
import java.util.Locale;

/// Shows the plan of an operation, line by line, and what it comes to.
public final class PlanView {
    private static final String HELD = "held: ";

    private final OperationCalls calls;
    private final PrintStream out;
    private int comes;
    private int changes;
    private int goes;
    private int refused;

    public PlanView(OperationCalls calls, PrintStream out) {
        this.calls = calls;
        this.out = out;
    }

    /// @param operation an ended dry run, or any other one that has a plan
    /// @return the exit code that says what the plan would do
    public int show(JsonNode operation) throws ApiFailure, InterruptedException {
        if (operation.has("error")) {
            OperationText.error(out, operation);
            return Exit.FAILED;
        }
        calls.rows(operation, "plan?", "changes", row -> {
            count(row);
            out.println(RowText.line(row));
        });
        summarize(operation);
        return exit(operation);
    }

    /// The same for programs.
    public int write(JsonNode operation) throws ApiFailure, InterruptedException {
        new JsonOutput(out)
                .write(
                        operation,
                        "changes",
                        row -> calls.rows(operation, "plan?", "changes", change -> {
                            count(change);
                            row.accept(change);
                        }));
        return operation.has("error") ? Exit.FAILED : exit(operation);
    }

    /// The end of [#show], for a plan that was shown in another form.
    public int judge(JsonNode operation) throws ApiFailure, InterruptedException {
        calls.rows(operation, "plan?", "changes", this::count);
        summarize(operation);
        out.flush();
        return exit(operation);
    }

    public boolean empty() {
        return comes + changes + goes == 0;
    }

    private void count(JsonNode row) {
        switch (RowText.sign(row)) {
            case '+' -> comes++;
            case '-' -> goes++;
            case '~' -> changes++;
            default -> refused++;
        }
    }

    private void summarize(JsonNode operation) {
        if (!empty() || refused > 0) {
            out.println();
        }
        out.println(
                empty()
                        ? "Nothing to change" + (refused > 0 ? ", " + refused + " refused." : ".")
                        : String.format(
                                Locale.ROOT,
                                "%d to add, %d to change, %d to remove%s.",
                                comes,
                                changes,
                                goes,
                                refused > 0 ? ", " + refused + " refused" : ""));
        boolean held = operation.path("state").asText().equals("held");
        for (JsonNode note : operation.path("notes")) {
            String text = note.asText();
            out.println(Text.printable(
                    text.startsWith(HELD)
                            ? (held ? "Held: " : "A real run would be held: ") + text.substring(HELD.length()) + "."
                            : "Note: " + text + "."));
        }
    }

    private int exit(JsonNode operation) {
        for (JsonNode note : operation.path("notes")) {
            if (note.asText().startsWith(HELD)) {
                return Exit.HELD;
            }
        }
        if (!empty()) {
            return Exit.DIFFERENCES;
        }
        return refused > 0 ? Exit.PARTLY_FAILED : Exit.OK;
    }
}
