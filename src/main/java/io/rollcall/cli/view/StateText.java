package io.rollcall.cli.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/// Shows the state of a cluster to people: in sync or not, and why.
public final class StateText {
    private static final int MOST_REFUSALS = 10;

    private final PrintStream out;

    public StateText(PrintStream out) {
        this.out = out;
    }

    public void show(JsonNode state) {
        boolean inSync = state.path("is_synchronous").asBoolean();
        boolean running = state.path("is_synchronizing").asBoolean();
        field("in sync", inSync ? "yes" : "no");
        if (!inSync) {
            field("because", because(state, running));
        }
        field("running", running ? "yes" : "no");
        field("scope", scope(state.path("scope")));
        JsonNode differences = state.path("differences");
        if (!differences.isMissingNode()) {
            field("compared", OperationText.time(differences, "compared_at") + ", " + found(differences));
            refusals(differences);
        }
        JsonNode unknown = state.path("unknown");
        if (!unknown.isMissingNode()) {
            field("unknown", unknown(unknown));
        }
        JsonNode last = state.path("last_operation");
        if (last.isMissingNode()) {
            field("last", "none so far");
            return;
        }
        field("last", OperationText.line(last));
        last.path("notes").forEach(note -> field("note", note.asText()));
        OperationText.error(out, last);
    }

    private static String because(JsonNode state, boolean running) {
        if (running) {
            return "a synchronization is running";
        }
        if (state.at("/scope/extent").asText().equals("nothing")) {
            return "nothing has been asked for";
        }
        if (state.has("unknown")) {
            return unknown(state.path("unknown"));
        }
        JsonNode differences = state.path("differences");
        return differs(differences) ? found(differences) : "nobody of the scope is in the Manager";
    }

    private static String unknown(JsonNode unknown) {
        return "unknown since " + OperationText.time(unknown, "since") + ", because "
                + unknown.path("because").asText();
    }

    private static boolean differs(JsonNode differences) {
        return differences.path("added").asInt()
                        + differences.path("changed").asInt()
                        + differences.path("removed").asInt()
                        + differences.path("refused").asInt()
                > 0;
    }

    private static String found(JsonNode differences) {
        if (!differs(differences)) {
            return "no difference";
        }
        int refused = differences.path("refused").asInt();
        return differences.path("added").asInt() + " to add, "
                + differences.path("changed").asInt() + " to change, "
                + differences.path("removed").asInt() + " to remove" + (refused > 0 ? ", " + refused + " refused" : "");
    }

    private void refusals(JsonNode differences) {
        int shown = 0;
        for (JsonNode refusal : differences.path("refusals")) {
            if (shown == MOST_REFUSALS) {
                break;
            }
            shown++;
            field(
                    "refused",
                    refusal.path("kind").asText() + " '" + refusal.path("name").asText() + "': "
                            + refusal.path("reason").asText());
        }
        int more = differences.path("refused").asInt() - shown;
        if (more > 0) {
            field("", "and " + more + " more; a plan shows them all");
        }
    }

    private static String scope(JsonNode scope) {
        String cancelled = counted(scope.path("cancelled"));
        return switch (scope.path("extent").asText()) {
            case "everybody" -> "everybody" + (cancelled.isEmpty() ? "" : ", less " + cancelled + " cancelled by name");
            case "names" -> counted(scope.path("asked")) + " asked for by name";
            default -> "nothing has been asked for";
        };
    }

    private static String counted(JsonNode names) {
        List<String> parts = new ArrayList<>();
        add(parts, names.path("users").asInt(), "user");
        add(parts, names.path("groups").asInt(), "group");
        return String.join(" and ", parts);
    }

    private static void add(List<String> parts, int count, String what) {
        if (count > 0) {
            parts.add(count + " " + what + (count == 1 ? "" : "s"));
        }
    }

    private void field(String name, String value) {
        OperationText.field(out, name, value);
    }
}
