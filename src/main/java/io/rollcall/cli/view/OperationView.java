package io.rollcall.cli.view;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.cli.client.ApiFailure;
import io.rollcall.cli.client.OperationCalls;
import io.rollcall.cli.client.ProgressLine;
import io.rollcall.cli.shell.Exit;
import io.rollcall.cli.shell.Shell;
import io.rollcall.cluster.Text;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/// Follows operations that were asked for, and tells how they end.
public final class OperationView {
    private static final int MOST_FAILURES = 20;

    private final OperationCalls calls;
    private final Shell shell;
    private final boolean json;
    private final PrintStream out;

    public OperationView(OperationCalls calls, Shell shell, boolean json) {
        this.calls = calls;
        this.shell = shell;
        this.json = json;
        this.out = shell.out();
    }

    /// What comes after a 202: either how to follow the operation, or the operation followed to its end.
    ///
    /// @return the exit code
    public int accepted(JsonNode operation, boolean watch) throws ApiFailure, InterruptedException {
        if (watch) {
            return watch(operation);
        }
        if (json) {
            new JsonOutput(out).write(operation);
        } else {
            String id = id(operation);
            out.println("Accepted as operation " + id + ".");
            out.println("Follow it with: rollcall operation " + id + " --watch");
        }
        return Exit.OK;
    }

    /// Follows an operation until it has ended or is held.
    ///
    /// @return the exit code
    public int watch(JsonNode operation) throws ApiFailure, InterruptedException {
        JsonNode end = follow(operation);
        if (json) {
            new JsonOutput(out).write(end);
        } else {
            summarize(end);
        }
        return Exit.of(end);
    }

    public JsonNode follow(JsonNode operation) throws ApiFailure, InterruptedException {
        Thread farewell = new Thread(() -> {
            shell.err().println("\nThe operation goes on; 'rollcall stop " + id(operation) + "' would stop it.");
            shell.err().flush();
        });
        Runtime.getRuntime().addShutdownHook(farewell);
        try {
            return calls.watch(operation, progress());
        } finally {
            Runtime.getRuntime().removeShutdownHook(farewell);
        }
    }

    /// JSON on standard output stays JSON.
    private ProgressLine progress() {
        return json ? new ProgressLine(shell.err(), false) : new ProgressLine(out, shell.terminal());
    }

    public void summarize(JsonNode end) throws ApiFailure, InterruptedException {
        int done = 0;
        int failed = 0;
        for (JsonNode kind : end.path("counters")) {
            done += kind.path("done").asInt();
            failed += kind.path("failed").asInt();
        }
        String id = id(end);
        String state = end.path("state").asText();
        switch (state) {
            case "completed" -> out.println("Completed: " + (done == 0 ? "nothing to change." : changes(done) + "."));
            case "completed_with_errors" ->
                out.println("Completed with errors: " + changes(done) + " done, " + failed + " failed.");
            case "held" ->
                out.println(
                        done == 0
                                ? "Held: nothing was written, a person has to look at the plan first."
                                : "Held again: " + changes(done)
                                        + " done as released, a person has to look at what has come up since.");
            case "failed" -> out.println("Failed: " + changes(done) + " done.");
            default -> out.println("The operation is " + Text.printable(state) + ": " + changes(done) + " done.");
        }
        end.path("notes").forEach(note -> OperationText.field(out, "note", note.asText()));
        OperationText.error(out, end);
        if (failed > 0) {
            failures(end);
        }
        if (state.equals("held")) {
            out.println("See it:       rollcall plan --operation " + id);
            decide(end);
        }
    }

    /// What a person can do about a held operation whose plan they have seen.
    public void decide(JsonNode held) {
        out.println("Carry it out: rollcall release " + id(held));
        out.println("Discard it:   rollcall stop " + id(held));
    }

    /// The first rows that failed or were refused, and how to see the others.
    public void failures(JsonNode operation) throws ApiFailure, InterruptedException {
        List<JsonNode> some = new ArrayList<>();
        int[] more = {0};
        for (String outcome : List.of("refused", "failed")) {
            calls.rows(operation, "results?outcome=" + outcome + "&", "results", row -> {
                if (some.size() < MOST_FAILURES) {
                    some.add(row);
                } else {
                    more[0]++;
                }
            });
        }
        some.forEach(row -> out.println(RowText.line(row)));
        if (more[0] > 0) {
            out.println("and " + more[0] + " more; see: rollcall operation " + id(operation) + " --results");
        }
    }

    private static String id(JsonNode operation) {
        return Text.printable(operation.path("operation_id").asText());
    }

    private static String changes(int count) {
        return count + (count == 1 ? " change" : " changes");
    }
}
