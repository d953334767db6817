package io.rollcall.cli.view;

import io.rollcall.cli.shell.Paint;
import io.rollcall.cluster.Text;
import io.rollcall.wire.UserJson;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Explains one person in one cluster to people.
public final class UserText {
    private final PrintStream out;
    private final Paint paint;
    private boolean begun;

    public UserText(PrintStream out, Paint paint) {
        this.out = out;
        this.paint = paint;
    }

    /// @param name as it was asked
    public void show(String name, UserJson.InCluster user) {
        if (begun) {
            out.println();
        }
        begun = true;
        OperationText.field(out, "cluster", user.clusterName() + " (" + user.clusterId() + ")");
        UserJson.Account account = user.account();
        out.println(Text.printable(name)
                + (account == null
                        ? paint.bad(" is not in the Manager.")
                        : paint.good(" is in the Manager") + Text.printable(since(account.since())) + "."));
        out.println();
        for (UserJson.Step step : user.steps()) {
            String mark = step.isPassed() ? paint.good("yes") : paint.bad("no ");
            out.println(mark + "  "
                    + String.format("%-8s  ", Text.printable(step.step().text())) + Text.printable(step.detail()));
        }
        for (UserJson.Group group : user.groups()) {
            held(
                    group.isOfManager() ? "group of the Manager" : "group",
                    group.name(),
                    group.isPresent(),
                    group.because(),
                    group.since(),
                    group.goesIf());
        }
        for (UserJson.Role role : user.roles()) {
            held("role", role.name(), role.isPresent(), role.because(), role.since(), role.goesIf());
        }
        for (UserJson.Problem problem : user.problems()) {
            out.println(paint.odd("! ")
                    + Text.printable(problem.kind().text() + " '" + problem.name() + "': " + problem.reason()
                            + " (operation " + problem.by().operationId() + ")"));
        }
        if (account != null) {
            out.println();
            out.println("The account goes if");
            account.goesIf().forEach(way -> out.println("  - " + Text.printable(way)));
        }
    }

    private void held(
            String kind,
            String name,
            boolean present,
            List<UserJson.Because> because,
            UserJson.@Nullable Since since,
            List<String> goesIf) {
        out.println();
        String title = kind + " " + name + (present ? since(since) : ": not there");
        out.println(present ? Text.printable(title) : paint.bad(Text.printable(title)));
        out.println("  because  "
                + Text.printable(because.stream()
                        .map(one -> one.group() + " holds " + one.policy())
                        .collect(Collectors.joining("; "))));
        if (present) {
            goesIf.forEach(way -> out.println("  goes if  " + Text.printable(way)));
        }
    }

    private static String since(UserJson.@Nullable Since since) {
        return since == null
                ? ""
                : ", since " + OperationText.time(since.at()) + " (operation " + since.operationId() + ")";
    }
}
