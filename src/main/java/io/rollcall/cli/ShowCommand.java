package io.rollcall.cli;

import io.rollcall.cli.client.ApiClient;
import io.rollcall.cli.client.ApiFailure;
import io.rollcall.cli.shell.Exit;
import io.rollcall.cli.shell.Shell;
import io.rollcall.cli.view.JsonOutput;
import io.rollcall.cluster.Text;
import io.rollcall.wire.DocumentedJson;
import java.util.function.Consumer;
import picocli.CommandLine.Command;

/// `rollcall show`.
@Command(
        name = "show",
        description = "Lists who is in the Manager because of a synchronization: kind and name, a line each.",
        footer = {"", "Examples:", "  rollcall show", "  rollcall show --json | jq -r '.user_names[]'"},
        exitCodeList = {
            " 0:listed",
            " 5:refused by the API, or no answer",
            "64:the command line or the profile is wrong"
        })
final class ShowCommand extends ClientCommand {
    ShowCommand(Shell shell) {
        super(shell);
    }

    @Override
    int run(ApiClient api) throws ApiFailure, InterruptedException {
        ApiClient.Answer answer = api.get("iam-sync-user");
        if (json()) {
            new JsonOutput(shell().out()).write(answer.sent());
            return Exit.OK;
        }
        DocumentedJson.Names names = answer.as(DocumentedJson.Names.class).body();
        names.groupNames().forEach(line("group  "));
        names.userNames().forEach(line("user   "));
        return Exit.OK;
    }

    private Consumer<String> line(String kind) {
        return name -> shell().out().println(kind + Text.printable(name));
    }
}
