package io.rollcall.cli.client;

import io.rollcall.cluster.Text;
import io.rollcall.wire.OperationJson;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/// Shows the progress of an operation: on a terminal one line that is drawn anew, elsewhere a plain line whenever
/// a stage begins.
public final class ProgressLine {
    private static final int WIDTH = 30;

    private final PrintStream out;
    private final boolean terminal;
    private String last = "";
    private boolean passing;

    public ProgressLine(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /// Shows the state of an operation as the API tells it.
    public void show(OperationJson operation) {
        OperationJson.Tally total = operation.total();
        int planned = total.planned();
        int ended = total.done() + total.failed();
        String stage = operation.stage();
        String what = stage.isEmpty() ? StateWord.of(operation.state()) : Text.printable(stage.replace('_', ' '));
        if (terminal && operation.dryRun()) {
            // Of a plan there is nothing to count, and what comes next is the plan itself.
            passing = true;
            draw("planning ...");
        } else if (terminal) {
            int filled = planned == 0 ? 0 : (int) ((long) WIDTH * ended / planned);
            draw(String.format(
                    Locale.ROOT,
                    "[%s%s] %d/%d  %s%s",
                    "#".repeat(filled),
                    "-".repeat(WIDTH - filled),
                    ended,
                    planned,
                    what,
                    rest(operation)));
        } else if (!what.equals(last)) {
            out.println("  " + what + ": " + ended + " of " + planned + " changes");
            out.flush();
            last = what;
        }
    }

    /// Ends the line that was drawn, or erases it if it was not meant to stay.
    public void end() {
        if (terminal && passing) {
            draw("");
            out.print("\r");
            out.flush();
        } else if (terminal && !last.isEmpty()) {
            out.println();
            out.flush();
        }
    }

    private void draw(String line) {
        out.print("\r" + line + " ".repeat(Math.max(0, last.length() - line.length())));
        out.flush();
        last = line;
    }

    /// The remaining time, when the API knows it and it is long enough to show.
    private static String rest(OperationJson operation) {
        Instant end = operation.estimatedEnd();
        long seconds = end == null ? 0 : Duration.between(Instant.now(), end).toSeconds();
        return seconds < 2 ? "" : ", about " + seconds + " s left";
    }
}
