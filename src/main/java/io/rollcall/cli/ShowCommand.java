package io.rollcall.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.cli.client.ApiClient;
import io.rollcall.cli.client.ApiFailure;
import io.rollcall.cli.shell.Exit;
import io.rollcall.cli.shell.Shell;
import io.rollcall.cli.view.JsonOutput;
import io.rollcall.cluster.Text;
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
        JsonNode ownership = api.get("iam-sync-user").body();
        if (json()) {
            new JsonOutput(shell().out()).write(ownership);
            return Exit.OK;
        }
        ownership.path("group_names").forEach(line("group  "));
        ownership.path("user_names").forEach(line("user   "));
        return Exit.OK;
    }

    private Consumer<JsonNode> line(String kind) {
        return name -> shell().out().println(kind + Text.printable(name.asText()));
    }
}
