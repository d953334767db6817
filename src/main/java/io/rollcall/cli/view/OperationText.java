package io.rollcall.cli.view;

import io.rollcall.cli.client.StateWord;
import io.rollcall.cli.shell.Paint;
import io.rollcall.cluster.Text;
import io.rollcall.wire.OperationJson;
import io.rollcall.wire.RequesterJson;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Shows operations to people.
public final class OperationText {
    private OperationText() {}

    private static String painted(OperationJson operation, String text, Paint paint) {
        return switch (operation.state().known()) {
            case COMPLETED -> paint.good(text);
            case COMPLETED_WITH_ERRORS, QUEUED, RUNNING -> paint.changing(text);
            case HELD -> paint.odd(text);
            case FAILED -> paint.bad(text);
            case CANCELLED, SUPERSEDED -> paint.faint(text);
            case null -> text;
        };
    }

    /// One line of a list.
    public static String line(OperationJson operation, Paint paint) {
        String line = line(operation);
        String state = StateWord.of(operation.state());
        return paint.on() ? line.replaceFirst(Pattern.quote(state), painted(operation, state, paint)) : line;
    }

    static String line(OperationJson operation) {
        OperationJson.Tally total = operation.total();
        return Text.printable(String.format(
                        Locale.ROOT,
                        "%s  %s  %-11s  %-19s  %s%s  %s",
                        operation.operationId(),
                        time(operation.acceptedAt()),
                        StateWord.of(operation.state()),
                        what(operation),
                        total.planned() + (total.planned() == 1 ? " change" : " changes"),
                        total.failed() > 0 ? ", " + total.failed() + " not done" : "",
                        operation.requestedBy().userName()))
                .stripTrailing();
    }

    /// All about one operation except its rows.
    public static void details(PrintStream out, OperationJson operation, Paint paint) {
        RequesterJson by = operation.requestedBy();
        Instant started = operation.startedAt();
        Instant finished = operation.finishedAt();
        field(out, "operation", operation.operationId());
        out.println(String.format(Locale.ROOT, "%-10s  ", "state")
                + painted(operation, Text.printable(state(operation)), paint));
        field(out, "what", what(operation));
        field(
                out,
                "asked by",
                by.userName()
                        + part("", by.credential())
                        + part("from ", by.address())
                        + part("request ", by.requestId()));
        field(out, "accepted", time(operation.acceptedAt()));
        if (started != null) {
            field(out, "started", time(started));
        }
        if (finished != null) {
            field(out, "finished", time(finished) + (started == null ? "" : took(started, finished)));
        }
        operation
                .counters()
                .forEach((kind, tally) -> field(
                        out,
                        kind + "s",
                        tally.planned() + " planned, " + tally.done() + " done, " + tally.failed() + " not done"));
        operation.notes().forEach(note -> field(out, "note", note));
        OperationJson.Held held = operation.held();
        List<OperationJson.Touched> touches = held == null ? null : held.touches();
        if (touches != null) {
            touches.forEach(one -> field(out, "release", touched(one)));
        }
        List<OperationJson.Decision> decisions = operation.decisions();
        if (decisions != null) {
            decisions.forEach(decision -> field(
                    out,
                    decision.decision().text(),
                    time(decision.at()) + " by " + decision.by().userName() + part("'", decision.comment())
                            + (decision.comment() == null ? "" : "'")));
        }
        error(out, operation);
    }

    /// What a release would do to the objects of one kind.
    private static String touched(OperationJson.Touched one) {
        int more = one.count() - one.names().size();
        return "would " + one.action() + " " + one.count() + " " + one.kind() + (one.count() == 1 ? "" : "s") + ": "
                + String.join(", ", one.names())
                + (more > 0 ? " and " + more + " more" : "");
    }

    /// The error of an operation as a whole, if there is one.
    static void error(PrintStream out, OperationJson operation) {
        OperationJson.Failure error = operation.error();
        if (error != null) {
            field(out, "failed", error.errorCode() + " " + error.errorMsg());
        }
    }

    static void field(PrintStream out, String name, String value) {
        out.println(String.format(Locale.ROOT, "%-10s  ", Text.printable(name)) + Text.printable(value));
    }

    /// `sync everybody`, for example.
    static String what(OperationJson operation) {
        return (operation.dryRun() ? "plan " : "") + operation.action() + (operation.isAllSync() ? " everybody" : "");
    }

    static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /// What a caller with fewer rights is not told is left out.
    private static String part(String words, @Nullable String text) {
        return text == null ? "" : ", " + words + text;
    }

    private static String state(OperationJson operation) {
        String stage = operation.stage().replace('_', ' ');
        String state = StateWord.of(operation.state());
        return stage.isEmpty() ? state : state + ", " + stage;
    }

    private static String took(Instant started, Instant finished) {
        Duration time = Duration.between(started, finished);
        return String.format(Locale.ROOT, ", took %.1f s", time.toMillis() / 1000.0);
    }
}
