package io.rollcall.cli.view;

import io.rollcall.cli.client.ApiFailure;
import io.rollcall.cli.client.OperationCalls;
import io.rollcall.cli.client.ProgressLine;
import io.rollcall.cli.client.Received;
import io.rollcall.cli.client.StateWord;
import io.rollcall.cli.shell.Exit;
import io.rollcall.cli.shell.Shell;
import io.rollcall.cluster.Text;
import io.rollcall.wire.OperationJson;
import io.rollcall.wire.ResultJson;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/// Follows requested operations, and says how they end.
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
    public int accepted(Received<OperationJson> operation, boolean watch) throws ApiFailure, InterruptedException {
        if (watch) {
            return watch(operation);
        }
        if (json) {
            new JsonOutput(out).write(operation.sent());
        } else {
            String id = id(operation.body());
            out.println("Accepted as operation " + id + ".");
            out.println("Follow it with: rollcall operation " + id + " --watch");
        }
        return Exit.OK;
    }

    /// Follows an operation until it has ended or is held.
    ///
    /// @return the exit code
    public int watch(Received<OperationJson> operation) throws ApiFailure, InterruptedException {
        Received<OperationJson> end = follow(operation);
        if (json) {
            new JsonOutput(out).write(end.sent());
        } else {
            summarize(end.body());
        }
        return Exit.of(end.body());
    }

    public Received<OperationJson> follow(Received<OperationJson> operation) throws ApiFailure, InterruptedException {
        String id = id(operation.body());
        Thread farewell = new Thread(() -> {
            shell.err().println("\nThe operation goes on. Follow it with: rollcall operation " + id + " --watch");
            shell.err().println("Stop it with:                             rollcall stop " + id);
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

    public void summarize(OperationJson end) throws ApiFailure, InterruptedException {
        int done = end.total().done();
        int failed = end.total().failed();
        String id = id(end);
        switch (end.state().known()) {
            case COMPLETED -> out.println("Completed: " + (done == 0 ? "nothing to change." : changes(done) + "."));
            case COMPLETED_WITH_ERRORS ->
                out.println("Partly done: " + changes(done) + " done, " + failed + " not done.");
            case HELD ->
                out.println(
                        done == 0
                                ? "Held: nothing was written, a person has to look at the plan first."
                                : "Held again: " + changes(done)
                                        + " done as released, a person has to look at what has come up since.");
            case FAILED -> out.println("Failed: " + changes(done) + " done.");
            case QUEUED, RUNNING, CANCELLED, SUPERSEDED -> ended(end, done);
            case null -> ended(end, done);
        }
        end.notes().forEach(note -> OperationText.field(out, "note", note));
        OperationText.error(out, end);
        if (failed > 0) {
            failures(end);
        }
        if (end.state().is(OperationJson.State.HELD)) {
            out.println("See it:       rollcall plan --operation " + id);
            decide(end);
        }
    }

    private void ended(OperationJson end, int done) {
        out.println("The operation is " + StateWord.of(end.state()) + ": " + changes(done) + " done.");
    }

    /// What a person can do about a held operation after seeing its plan.
    public void decide(OperationJson held) {
        String hash = held.planHash() == null ? "" : " --plan-hash " + Text.printable(held.planHash());
        out.println("Carry it out: rollcall release " + id(held) + hash);
        out.println("Discard it:   rollcall stop " + id(held) + hash);
    }

    /// The first rows that failed or were refused, and how to see the others.
    public void failures(OperationJson operation) throws ApiFailure, InterruptedException {
        List<ResultJson> some = new ArrayList<>();
        int[] more = {0};
        for (String outcome : List.of("refused", "failed")) {
            calls.results(operation, "outcome=" + outcome + "&", row -> {
                if (some.size() < MOST_FAILURES) {
                    some.add(row.body());
                } else {
                    more[0]++;
                }
            });
        }
        some.forEach(row -> out.println(RowText.line(row, shell.paint())));
        if (more[0] > 0) {
            out.println("and " + more[0] + " more; see: rollcall operation " + id(operation) + " --results");
        }
    }

    private static String id(OperationJson operation) {
        return Text.printable(operation.operationId());
    }

    private static String changes(int count) {
        return count + (count == 1 ? " change" : " changes");
    }
}
