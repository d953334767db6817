package io.rollcall.cli;

import io.rollcall.cli.client.ApiClient;
import io.rollcall.cli.client.ApiFailure;
import io.rollcall.cli.client.RowList;
import io.rollcall.cli.shell.Exit;
import io.rollcall.cli.shell.Shell;
import io.rollcall.cli.shell.WrongUseException;
import io.rollcall.cli.view.JsonOutput;
import io.rollcall.cli.view.Table;
import io.rollcall.wire.UserJson;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `rollcall users`.
@Command(
        name = "users",
        description = {
            "Lists the users of the IAM as the cluster sees them: who is eligible, who is in, and why not.",
            "Eligible is a user who may sign in, is in a group that holds an MRS policy on the cluster's project, and has"
                    + " a name that a Manager can hold."
        },
        footer = {
            "",
            "Examples:",
            "  rollcall users",
            "  rollcall users --not-eligible --name smith",
            "  rollcall explain alice              more about one of them"
        },
        exitCodeList = {
            " 0:listed",
            " 5:refused by the API, or no answer",
            "64:the command line or the profile is wrong"
        })
final class UsersCommand extends ClientCommand {
    @Option(names = "--eligible", description = "Only those who are eligible.")
    private boolean eligible;

    @Option(names = "--not-eligible", description = "Only those who are not, with the reason.")
    private boolean notEligible;

    @Option(names = "--name", paramLabel = "PART", description = "Only those whose name contains this.")
    private @Nullable String name;

    UsersCommand(Shell shell) {
        super(shell);
    }

    @Override
    int run(ApiClient api) throws ApiFailure, WrongUseException, InterruptedException {
        if (eligible && notEligible) {
            throw new WrongUseException("--eligible and --not-eligible exclude each other.");
        }
        String tail = "iam-sync/users?limit=1000" + ApiClient.condition("name", name)
                + (eligible ? "&is_eligible=true" : notEligible ? "&is_eligible=false" : "");
        if (json()) {
            new JsonOutput(shell().out()).list(RowList.USERS.name(), row -> {
                api.forEach(tail, RowList.USERS, user -> row.accept(user.sent()));
            });
            return Exit.OK;
        }
        List<UserJson.Row> users = new ArrayList<>();
        api.forEach(tail, RowList.USERS, user -> users.add(user.body()));
        if (users.isEmpty()) {
            shell().out().println("There is none of that kind.");
            return Exit.OK;
        }
        Table table = new Table("NAME", "ELIGIBLE", "IN", "WHY NOT");
        for (UserJson.Row user : users) {
            String reason = user.reason();
            table.row()
                    .cell(user.userName())
                    .cell(
                            user.isEligible() ? "yes" : "no",
                            user.isEligible() ? shell().paint()::good : shell().paint()::bad)
                    .cell(user.isPresent() ? "yes" : "no")
                    .cell(reason == null ? "" : reason);
        }
        table.print(shell().out());
        return Exit.OK;
    }
}
