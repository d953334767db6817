package io.rollcall.cli;

import io.rollcall.cli.client.ApiClient;
import io.rollcall.cli.client.ApiFailure;
import io.rollcall.cli.client.RowList;
import io.rollcall.cli.shell.Exit;
import io.rollcall.cli.shell.Shell;
import io.rollcall.cli.shell.WrongUseException;
import io.rollcall.cli.view.JsonOutput;
import io.rollcall.cli.view.UserText;
import io.rollcall.wire.UserJson;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `rollcall explain`.
@Command(
        name = "explain",
        description = {
            "Explains one person: account, groups and roles, by which policy of which group, since which operation, and"
                    + " what removes them; or step by step why the person is not in.",
            "It is about the cluster of the profile; --all-clusters asks all that you may see."
        },
        footer = {
            "",
            "Examples:",
            "  rollcall explain alice",
            "  rollcall explain alice --all-clusters",
            "  rollcall explain alice --json | jq '.clusters[].roles'"
        },
        exitCodeList = {
            " 0:the person is in, with everything that the IAM gives",
            " 2:the person is not in, or something is missing",
            " 5:refused by the API, or no answer",
            "64:the command line or the profile is wrong"
        })
final class ExplainCommand extends ClientCommand {
    @Parameters(paramLabel = "NAME", description = "A user of the IAM, letter case included.")
    private String name = "";

    @Option(names = "--all-clusters", description = "In every cluster of the project that you may see.")
    private boolean allClusters;

    ExplainCommand(Shell shell) {
        super(shell);
    }

    @Override
    boolean aboutAll() {
        return allClusters;
    }

    @Override
    int run(ApiClient api) throws ApiFailure, WrongUseException, InterruptedException {
        if (name.isEmpty()) {
            throw new WrongUseException("The name of the user is empty.");
        }
        String tail = ApiClient.PROJECT + "iam-sync/users/"
                + ApiClient.segment(name) + "?limit=1000"
                + (allClusters
                        ? ""
                        : "&cluster_id=" + api.connection().cluster().value());
        List<UserJson.InCluster> clusters = new ArrayList<>();
        if (json()) {
            new JsonOutput(shell().out()).list(RowList.USER.name(), row -> {
                api.forEach(tail, RowList.USER, one -> {
                    clusters.add(one.body());
                    row.accept(one.sent());
                });
            });
        } else {
            api.forEach(tail, RowList.USER, one -> clusters.add(one.body()));
            UserText text = new UserText(shell().out(), shell().paint());
            clusters.forEach(one -> text.show(name, one));
        }
        boolean whole = clusters.stream()
                .allMatch(one -> one.isPresent() && one.steps().stream().allMatch(UserJson.Step::isPassed));
        return whole ? Exit.OK : Exit.DIFFERENCES;
    }
}
