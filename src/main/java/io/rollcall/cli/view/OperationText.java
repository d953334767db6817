package io.rollcall.cli.view;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.cluster.Text;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// Shows operations to people.
public final class OperationText {
    private OperationText() {}

    /// One line of a list.
    public static String line(JsonNode operation) {
        JsonNode total = operation.path("counters");
        int planned = 0;
        int failed = 0;
        for (JsonNode kind : total) {
            planned += kind.path("planned").asInt();
            failed += kind.path("failed").asInt();
        }
        return Text.printable(String.format(
                        Locale.ROOT,
                        "%s  %s  %-21s  %-19s  %s%s  %s",
                        operation.path("operation_id").asText(),
                        time(operation, "accepted_at"),
                        operation.path("state").asText(),
                        what(operation),
                        planned + (planned == 1 ? " change" : " changes"),
                        failed > 0 ? ", " + failed + " failed" : "",
                        operation.path("requested_by").path("user_name").asText()))
                .stripTrailing();
    }

    /// Everything about one operation but its rows.
    public static void details(PrintStream out, JsonNode operation) {
        JsonNode by = operation.path("requested_by");
        field(out, "operation", operation.path("operation_id").asText());
        field(out, "state", state(operation));
        field(out, "what", what(operation));
        field(
                out,
                "asked by",
                by.path("user_name").asText() + ", " + by.path("credential").asText() + ", from "
                        + by.path("address").asText() + ", request "
                        + by.path("request_id").asText());
        field(out, "accepted", time(operation, "accepted_at"));
        if (operation.has("started_at")) {
            field(out, "started", time(operation, "started_at"));
        }
        if (operation.has("finished_at")) {
            field(out, "finished", time(operation, "finished_at") + took(operation));
        }
        operation.path("counters").properties().forEach(kind -> {
            JsonNode counts = kind.getValue();
            field(
                    out,
                    kind.getKey() + "s",
                    counts.path("planned").asInt() + " planned, "
                            + counts.path("done").asInt() + " done, "
                            + counts.path("failed").asInt() + " failed");
        });
        operation.path("notes").forEach(note -> field(out, "note", note.asText()));
        error(out, operation);
    }

    /// What went wrong with an operation as a whole, if anything did.
    static void error(PrintStream out, JsonNode operation) {
        JsonNode error = operation.path("error");
        if (!error.isMissingNode()) {
            field(
                    out,
                    "failed",
                    error.path("error_code").asText() + " "
                            + error.path("error_msg").asText());
        }
    }

    static void field(PrintStream out, String name, String value) {
        out.println(String.format(Locale.ROOT, "%-10s  ", Text.printable(name)) + Text.printable(value));
    }

    /// `sync everybody`, for example.
    static String what(JsonNode operation) {
        return (operation.path("dry_run").asBoolean() ? "plan " : "")
                + operation.path("action").asText()
                + (operation.path("is_all_sync").asBoolean() ? " everybody" : "");
    }

    static String time(JsonNode operation, String name) {
        String text = operation.path(name).asText();
        try {
            return Instant.parse(text).truncatedTo(ChronoUnit.SECONDS).toString();
        } catch (java.time.format.DateTimeParseException e) {
            return text;
        }
    }

    private static String state(JsonNode operation) {
        String stage = operation.path("stage").asText().replace('_', ' ');
        String state = operation.path("state").asText().replace('_', ' ');
        return stage.isEmpty() ? state : state + ", " + stage;
    }

    private static String took(JsonNode operation) {
        try {
            Duration time = Duration.between(
                    Instant.parse(operation.path("started_at").asText()),
                    Instant.parse(operation.path("finished_at").asText()));
            return String.format(Locale.ROOT, ", took %.1f s", time.toMillis() / 1000.0);
        } catch (java.time.format.DateTimeParseException e) {
            return "";
        }
    }
}
