package io.rollcall.cli.view;

import io.rollcall.cli.client.ApiFailure;
import io.rollcall.cli.client.OperationCalls;
import io.rollcall.cli.client.Received;
import io.rollcall.cli.client.RowList;
import io.rollcall.cli.shell.Exit;
import io.rollcall.cli.shell.Paint;
import io.rollcall.cluster.Text;
import io.rollcall.wire.ChangeJson;
import io.rollcall.wire.OperationJson;
import java.io.PrintStream;
import java.util.Locale;

/// Shows the plan of an operation, line by line, and its sums.
public final class PlanView {
    private final OperationCalls calls;
    private final PrintStream out;
    private final Paint paint;
    private int comes;
    private int changes;
    private int goes;
    private int refused;

    public PlanView(OperationCalls calls, PrintStream out, Paint paint) {
        this.paint = paint;
        this.calls = calls;
        this.out = out;
    }

    /// @param operation an ended dry run, or any other one that has a plan
    /// @return the exit code that says what the plan would do
    public int show(OperationJson operation) throws ApiFailure, InterruptedException {
        if (operation.error() != null) {
            OperationText.error(out, operation);
            return Exit.FAILED;
        }
        calls.plan(operation, row -> {
            count(row.body());
            out.println(RowText.line(row.body(), paint));
        });
        summarize(operation);
        return exit(operation);
    }

    /// The same for programs.
    public int write(Received<OperationJson> operation) throws ApiFailure, InterruptedException {
        new JsonOutput(out)
                .write(
                        operation.sent(),
                        RowList.CHANGES.name(),
                        row -> calls.plan(operation.body(), change -> {
                            count(change.body());
                            row.accept(change.sent());
                        }));
        return operation.body().error() == null ? exit(operation.body()) : Exit.FAILED;
    }

    /// The end of [#show], for a plan that was shown in another form.
    public int judge(OperationJson operation) throws ApiFailure, InterruptedException {
        calls.plan(operation, row -> count(row.body()));
        summarize(operation);
        out.flush();
        return exit(operation);
    }

    public boolean empty() {
        return comes + changes + goes == 0;
    }

    private void count(ChangeJson row) {
        switch (RowText.sign(row)) {
            case '+' -> comes++;
            case '-' -> goes++;
            case '~' -> changes++;
            default -> refused++;
        }
    }

    private void summarize(OperationJson operation) {
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
        operation.remarks().forEach(note -> out.println(Text.printable("Note: " + note + ".")));
        String held = operation.state().is(OperationJson.State.HELD) ? "Held: " : "A real run would be held: ";
        operation.holds().forEach(reason -> out.println(Text.printable(held + reason + ".")));
    }

    private int exit(OperationJson operation) {
        if (!operation.holds().isEmpty()) {
            return Exit.HELD;
        }
        if (!empty()) {
            return Exit.DIFFERENCES;
        }
        return refused > 0 ? Exit.PARTLY_DONE : Exit.OK;
    }
}
