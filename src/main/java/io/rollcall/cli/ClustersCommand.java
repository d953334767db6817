package io.rollcall.cli;

import io.rollcall.cli.client.ApiClient;
import io.rollcall.cli.client.ApiFailure;
import io.rollcall.cli.client.RowList;
import io.rollcall.cli.client.StateWord;
import io.rollcall.cli.shell.Exit;
import io.rollcall.cli.shell.Paint;
import io.rollcall.cli.shell.Shell;
import io.rollcall.cli.view.JsonOutput;
import io.rollcall.cli.view.Table;
import io.rollcall.wire.ClusterListJson;
import io.rollcall.wire.ReadyJson;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `rollcall clusters`.
@Command(
        name = "clusters",
        description = {
            "Lists the clusters of the project that you may see, and how they stand.",
            "The state is whether IAM and Manager agree; apart from it stands how the last run ended."
        },
        footer = {
            "",
            "Examples:",
            "  rollcall clusters",
            "  rollcall clusters --state differs,unknown",
            "  rollcall clusters --json | jq -r '.clusters[].cluster_id'"
        },
        exitCodeList = {
            " 0:listed",
            " 5:refused by the API, or no answer",
            "64:the command line or the profile is wrong"
        })
final class ClustersCommand extends ClientCommand {
    @Option(names = "--state", paramLabel = "S", description = "Only these: in_sync, differs, unknown.")
    private @Nullable String state;

    @Option(names = "--name", paramLabel = "PART", description = "Only those whose name or id contains this.")
    private @Nullable String name;

    @Option(names = "--sort", paramLabel = "KEY", description = "By name, state or verified_at. Default: name.")
    private @Nullable String sort;

    ClustersCommand(Shell shell) {
        super(shell);
    }

    @Override
    boolean aboutAll() {
        return true;
    }

    @Override
    int run(ApiClient api) throws ApiFailure, InterruptedException {
        String tail = ApiClient.PROJECT + "iam-sync/clusters?limit=1000"
                + ApiClient.condition("state", state)
                + ApiClient.condition("name", name)
                + ApiClient.condition("sort_key", sort);
        if (json()) {
            new JsonOutput(shell().out()).list(RowList.CLUSTERS.name(), row -> {
                api.forEach(tail, RowList.CLUSTERS, cluster -> row.accept(cluster.sent()));
            });
            return Exit.OK;
        }
        List<ClusterListJson.Row> clusters = new ArrayList<>();
        api.forEach(tail, RowList.CLUSTERS, cluster -> clusters.add(cluster.body()));
        if (clusters.isEmpty()) {
            shell().out().println("There is none of that kind.");
            return Exit.OK;
        }
        Table table = new Table("NAME", "ID", "STATE", "VERIFIED", "LAST RUN", "NEXT RUN", "REMARKS");
        clusters.forEach(cluster -> row(table, cluster));
        table.print(shell().out());
        return Exit.OK;
    }

    private void row(Table table, ClusterListJson.Row cluster) {
        Paint paint = shell().paint();
        ClusterListJson.LastRun last = cluster.lastRun();
        UnaryOperator<String> colour = switch (cluster.state().known()) {
            case IN_SYNC -> paint::good;
            case DIFFERS -> paint::bad;
            case UNKNOWN -> paint::changing;
            case null -> paint::odd;
        };
        table.row()
                .cell(cluster.clusterName())
                .cell(cluster.clusterId())
                .cell(cluster.state().text().replace('_', ' '), colour)
                .cell(time(cluster.verifiedAt()))
                .cell(last == null ? "-" : StateWord.of(last.state()))
                .cell(time(cluster.nextRunAt()))
                .cell(remarks(cluster));
    }

    private static String remarks(ClusterListJson.Row cluster) {
        List<String> remarks = new ArrayList<>();
        if (cluster.isSynchronizing()) {
            remarks.add("running");
        }
        if (cluster.heldOperationId() != null) {
            remarks.add("held: rollcall plan --operation " + cluster.heldOperationId());
        }
        if (cluster.reason() != null) {
            remarks.add(cluster.reason());
        }
        health(remarks, "IAM", cluster.health().iam());
        health(remarks, "directory", cluster.health().directory());
        health(remarks, "KDC", cluster.health().kdc());
        return String.join("; ", remarks);
    }

    private static void health(List<String> remarks, String name, ClusterListJson.@Nullable Server server) {
        if (server != null && server.state().is(ReadyJson.Check.DOWN)) {
            remarks.add(name + " down: " + server.reason());
        }
    }

    private static String time(@Nullable Instant time) {
        return time == null
                ? "-"
                : time.truncatedTo(ChronoUnit.MINUTES)
                        .toString()
                        .replace(":00Z", "Z")
                        .toUpperCase(Locale.ROOT);
    }
}
