package io.rollcall.cli.view;

import io.rollcall.cli.shell.Paint;
import io.rollcall.wire.OperationJson;
import io.rollcall.wire.StateJson;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Shows the state of a cluster to people: in sync or not, and why.
public final class StateText {
    private static final int MOST_REFUSALS = 10;

    private final PrintStream out;
    private final Paint paint;

    public StateText(PrintStream out, Paint paint) {
        this.paint = paint;
        this.out = out;
    }

    public void show(StateJson state) {
        out.println("in sync     " + (state.isSynchronous() ? paint.good("yes") : paint.bad("no")));
        if (!state.isSynchronous()) {
            field("because", because(state));
        }
        field("running", state.isSynchronizing() ? "yes" : "no");
        field("scope", scope(state.scope()));
        StateJson.Differences differences = state.differences();
        if (differences != null) {
            field("compared", OperationText.time(differences.comparedAt()) + ", " + found(differences));
            refusals(differences);
        }
        StateJson.Unknown unknown = state.unknown();
        if (unknown != null) {
            field("unknown", unknown(unknown));
        }
        OperationJson last = state.lastOperation();
        if (last == null) {
            field("last", "none so far");
        } else {
            out.println("last        " + OperationText.line(last, paint));
            last.notes().forEach(note -> field("note", note));
            OperationText.error(out, last);
        }
        field("you may", allowed(state.allowedActions()));
    }

    private static String allowed(List<String> actions) {
        return actions.stream()
                .map(action -> action.substring(action.lastIndexOf(':') + 1))
                .collect(Collectors.joining(", "));
    }

    private static String because(StateJson state) {
        if (state.isSynchronizing()) {
            return "a synchronization is running";
        }
        if (state.scope().extent().is(StateJson.Extent.NOTHING)) {
            return "nothing has been asked for";
        }
        StateJson.Unknown unknown = state.unknown();
        if (unknown != null) {
            return unknown(unknown);
        }
        StateJson.Differences differences = state.differences();
        return differences != null && differs(differences) ? found(differences) : "none of the scope is in the Manager";
    }

    private static String unknown(StateJson.Unknown unknown) {
        return "unknown since " + OperationText.time(unknown.since()) + ", because " + unknown.because();
    }

    private static boolean differs(StateJson.Differences differences) {
        return differences.added() + differences.changed() + differences.removed() + differences.refused() > 0;
    }

    private static String found(StateJson.Differences differences) {
        if (!differs(differences)) {
            return "no difference";
        }
        return differences.added() + " to add, " + differences.changed() + " to change, " + differences.removed()
                + " to remove" + (differences.refused() > 0 ? ", " + differences.refused() + " refused" : "");
    }

    private void refusals(StateJson.Differences differences) {
        List<StateJson.Refusal> shown =
                differences.refusals().stream().limit(MOST_REFUSALS).toList();
        shown.forEach(refusal -> field("refused", refusal.kind() + " '" + refusal.name() + "': " + refusal.reason()));
        int more = differences.refused() - shown.size();
        if (more > 0) {
            field("", "and " + more + " more; a plan shows them all");
        }
    }

    private static String scope(StateJson.Scope scope) {
        String cancelled = counted(scope.cancelled());
        return switch (scope.extent().known()) {
            case EVERYBODY -> "everybody" + (cancelled.isEmpty() ? "" : ", less " + cancelled + " cancelled by name");
            case NAMES -> counted(scope.asked()) + " asked for by name";
            case NOTHING -> "nothing has been asked for";
            case null -> scope.extent().text();
        };
    }

    private static String counted(StateJson.Names names) {
        List<String> parts = new ArrayList<>();
        add(parts, names.users(), "user");
        add(parts, names.groups(), "group");
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
