package io.rollcall.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.Locale;

/// Shows how far an operation is: on a terminal one line that is drawn anew, elsewhere a plain line now and
/// then.
public final class Progress {
    private static final int WIDTH = 30;

    private final PrintStream out;
    private final boolean terminal;
    private String last = "";

    public Progress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /// Shows the state of an operation as the API tells it.
    public void show(JsonNode operation) {
        int planned = 0;
        int ended = 0;
        for (JsonNode counter : operation.path("counters")) {
            planned += counter.path("planned").asInt();
            ended += counter.path("done").asInt() + counter.path("failed").asInt();
        }
        String state = operation.path("state").asText();
        String stage = operation.path("stage").asText();
        String what = (stage.isEmpty() ? state : stage).replace('_', ' ');
        if (terminal) {
            int filled = planned == 0 ? 0 : (int) ((long) WIDTH * ended / planned);
            String line = String.format(
                    Locale.ROOT,
                    "[%s%s] %d/%d  %s",
                    "#".repeat(filled),
                    "-".repeat(WIDTH - filled),
                    ended,
                    planned,
                    what);
            out.print("\r" + line + " ".repeat(Math.max(0, last.length() - line.length())));
            out.flush();
            last = line;
        } else if (!what.equals(last)) {
            out.println("  " + what + ": " + ended + " of " + planned + " changes");
            last = what;
        }
    }

    /// Ends the line that was drawn.
    public void end() {
        if (terminal) {
            out.println();
        }
    }
}
