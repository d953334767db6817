package io.rollcall.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rollcall.cli.client.ApiClient;
import io.rollcall.cli.client.ApiFailure;
import io.rollcall.cli.client.ClusterFinder;
import io.rollcall.cli.client.RowList;
import io.rollcall.cli.client.StateWord;
import io.rollcall.cli.shell.Exit;
import io.rollcall.cli.shell.Paint;
import io.rollcall.cli.shell.Shell;
import io.rollcall.cli.shell.WrongUseException;
import io.rollcall.cli.view.JsonOutput;
import io.rollcall.cli.view.RowText;
import io.rollcall.cli.view.Table;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.Text;
import io.rollcall.document.Document;
import io.rollcall.document.DocumentException;
import io.rollcall.wire.ChangeListJson;
import io.rollcall.wire.ClusterListJson;
import io.rollcall.wire.ConfigurationJson;
import io.rollcall.wire.JsonTree;
import io.rollcall.wire.ReadyJson;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `rollcall clusters`.
@Command(
        name = "clusters",
        description = {
            "Lists the clusters of the project that you may see, and how they stand; adds, shows, changes and removes"
                    + " those that are stored beside the configuration file of the server.",
            "The state is whether IAM and Manager agree; apart from it stands how the last run ended."
        },
        footer = {
            "",
            "Examples:",
            "  rollcall clusters",
            "  rollcall clusters --state differs,unknown",
            "  rollcall clusters differences --action delete,disable",
            "  rollcall clusters add sales.yaml",
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

    private ClustersCommand(Shell shell) {
        super(shell);
    }

    /// With its subcommands.
    static CommandLine with(Shell shell) {
        return new CommandLine(new ClustersCommand(shell))
                .addSubcommand(new Differences(shell))
                .addSubcommand(new Add(shell))
                .addSubcommand(new Show(shell))
                .addSubcommand(new Change(shell))
                .addSubcommand(new Remove(shell));
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

    private static final String DEFINITION = "iam-sync/definition";

    /// What the subcommands have in common: none needs a cluster in the profile.
    private abstract static class Defining extends ClientCommand {
        Defining(Shell shell) {
            super(shell);
        }

        @Override
        final boolean aboutAll() {
            return true;
        }

        /// A section in YAML or JSON, with a version if one is given.
        final ObjectNode section(String file, @Nullable Long version) throws WrongUseException {
            boolean standardInput = file.equals("-");
            String name = standardInput ? "standard input" : file;
            String json;
            try {
                json = Document.json(name, standardInput ? shell().in().readAllBytes() : Document.bytes(Path.of(file)));
            } catch (DocumentException e) {
                throw new WrongUseException(String.valueOf(e.getMessage()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (tree(json) instanceof ObjectNode section) {
                return version == null ? section : section.put("version", version);
            }
            throw new WrongUseException(
                    name + " must hold the section of one cluster: id, name, project, manager and so on.");
        }

        private static JsonNode tree(String json) {
            try {
                return JsonTree.read(json.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException("it was written before", e);
            }
        }

        final int tell(ApiClient.Answer answer, String what) throws ApiFailure {
            ConfigurationJson.Definition made =
                    answer.as(ConfigurationJson.Definition.class).body();
            if (json()) {
                new JsonOutput(shell().out()).write(answer.sent());
            } else {
                shell().out()
                        .println("The cluster " + Text.printable(made.clusterId()) + " (version " + made.version()
                                + ") " + what);
            }
            return Exit.OK;
        }
    }

    /// `rollcall clusters add`.
    @Command(
            name = "add",
            description = {
                "Stores a cluster, which the server and its replicas serve from then on.",
                "The file has the section of a cluster as it would be in the server's configuration, in YAML or JSON."
                        + " Secrets are named, not written: bind_password: file:password."
            },
            footer = {"", "Examples:", "  rollcall clusters add sales.yaml", "  make-cluster | rollcall clusters add -"
            },
            exitCodeList = {
                " 0:it is stored and served",
                " 5:refused by the API, or no answer",
                "64:the command line, the file or the profile is wrong"
            })
    private static final class Add extends Defining {
        @Parameters(paramLabel = "FILE", description = "The section; - for standard input.")
        private String file = "";

        Add(Shell shell) {
            super(shell);
        }

        @Override
        int run(ApiClient api) throws ApiFailure, WrongUseException, InterruptedException {
            return tell(
                    api.post(ApiClient.PROJECT + "iam-sync/clusters", JsonTree.text(section(file, null))),
                    "is stored and served.");
        }
    }

    /// `rollcall clusters show`.
    @Command(
            name = "show",
            description = {
                "Prints the definition of a stored cluster, in the form that 'rollcall clusters change' takes: with its"
                        + " version, so that a change in between is noticed.",
                "Of a cluster of the configuration file it says only that it is one."
            },
            footer = {"", "Examples:", "  rollcall clusters show sales > sales.json"},
            exitCodeList = {
                " 0:shown",
                " 5:refused by the API, or no answer",
                "64:the command line or the profile is wrong"
            })
    private static final class Show extends Defining {
        @Parameters(paramLabel = "ID|NAME", description = "The cluster.")
        private String which = "";

        Show(Shell shell) {
            super(shell);
        }

        @Override
        int run(ApiClient api) throws ApiFailure, WrongUseException, InterruptedException {
            ApiClient.Answer answer = api.to(ClusterFinder.find(api, which)).get(DEFINITION);
            ConfigurationJson.Definition found =
                    answer.as(ConfigurationJson.Definition.class).body();
            if (json()) {
                new JsonOutput(shell().out()).write(answer.sent());
            } else if (answer.sent().path("definition") instanceof ObjectNode definition) {
                new JsonOutput(shell().out()).write(definition.put("version", found.version()));
            } else {
                shell().out()
                        .println("The cluster " + Text.printable(found.clusterId())
                                + " is in the configuration file of the server.");
            }
            return Exit.OK;
        }
    }

    /// `rollcall clusters change`.
    @Command(
            name = "change",
            description = {
                "Replaces the definition of a stored cluster as a whole; the file names the cluster by its id.",
                "With a version, in the file or as an option, only if it has not been changed since."
            },
            footer = {
                "",
                "Examples:",
                "  rollcall clusters change sales.json",
                "  rollcall clusters change - < sales.yaml"
            },
            exitCodeList = {
                " 0:it is stored and served",
                " 5:refused by the API, or no answer",
                "64:the command line, the file or the profile is wrong"
            })
    private static final class Change extends Defining {
        @Parameters(paramLabel = "FILE", description = "The section; - for standard input.")
        private String file = "";

        @Option(names = "--version-read", paramLabel = "N", description = "The version that you have read.")
        private @Nullable Long version;

        Change(Shell shell) {
            super(shell);
        }

        @Override
        int run(ApiClient api) throws ApiFailure, WrongUseException, InterruptedException {
            ObjectNode section = section(file, version);
            String id = section.path("id").asText();
            if (!ClusterId.isValid(id)) {
                throw new WrongUseException("The file must have the id of the cluster.");
            }
            return tell(api.to(new ClusterId(id)).put(DEFINITION, JsonTree.text(section)), "is changed.");
        }
    }

    /// `rollcall clusters remove`.
    @Command(
            name = "remove",
            description = {
                "Removes a stored cluster: it is served no longer.",
                "Its directory stays as it is. What was requested and the audit are kept for a cluster with this id."
            },
            footer = {"", "Examples:", "  rollcall clusters remove 2b6f1d0c-7a51-4a5e-9d0f-3c1f6a1b8e01 --yes"},
            exitCodeList = {
                " 0:it is removed, or you said no",
                " 5:refused by the API, or no answer",
                "64:the command line or the profile is wrong"
            })
    private static final class Remove extends Defining {
        @Parameters(paramLabel = "ID|NAME", description = "The cluster.")
        private String which = "";

        @Option(names = "--version-read", paramLabel = "N", description = "The version that you have read.")
        private @Nullable Long version;

        @Option(
                names = {"-y", "--yes"},
                description = "Goes ahead without asking.")
        private boolean yes;

        Remove(Shell shell) {
            super(shell);
        }

        @Override
        int run(ApiClient api) throws ApiFailure, WrongUseException, InterruptedException {
            ApiClient cluster = api.to(ClusterFinder.find(api, which));
            if (!yes) {
                if (!shell().terminal() || json()) {
                    throw new WrongUseException("No question can be asked here: add --yes.");
                }
                if (!new Context(cluster).agreed(shell())) {
                    shell().out().println("Nothing was changed.");
                    return Exit.OK;
                }
            }
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            return tell(
                    cluster.delete(DEFINITION, version == null ? "" : JsonTree.text(body.put("version", version))),
                    "is no longer served. Its directory stays as it is.");
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

    /// `rollcall clusters differences`.
    @Command(
            name = "differences",
            description = {
                "Lists who would be added, changed and removed in which of the clusters that you may see, by the newest plan"
                        + " of each: one that is held, or 'plan --all' since the last run.",
                "A cluster that was only compared has numbers and no names: 'rollcall clusters' shows them."
            },
            footer = {
                "",
                "Examples:",
                "  rollcall clusters differences --action delete,disable      who would go, and where",
                "  rollcall clusters differences --name smith",
                "  rollcall plan --all --cluster sales               makes the plan of a cluster that has none"
            },
            exitCodeList = {
                " 0:listed",
                " 5:refused by the API, or no answer",
                "64:the command line or the profile is wrong"
            })
    private static final class Differences extends ClientCommand {
        @Option(
                names = "--action",
                paramLabel = "A",
                description = "Only these: create, update, rename, disable, enable, delete, repair, adopt, grant,"
                        + " withdraw, none (refused).")
        private @Nullable String action;

        @Option(names = "--kind", paramLabel = "K", description = "Only these objects: user, group, role.")
        private @Nullable String kind;

        @Option(names = "--name", paramLabel = "PART", description = "Only objects whose name contains this.")
        private @Nullable String name;

        @Option(names = "--only", paramLabel = "ID", description = "Only this cluster.")
        private @Nullable String only;

        Differences(Shell shell) {
            super(shell);
        }

        @Override
        boolean aboutAll() {
            return true;
        }

        @Override
        int run(ApiClient api) throws ApiFailure, InterruptedException {
            String tail = ApiClient.PROJECT + "iam-sync/differences?limit=1000"
                    + ApiClient.condition("action", action)
                    + ApiClient.condition("kind", kind)
                    + ApiClient.condition("name", name)
                    + ApiClient.condition("cluster_id", only);
            PrintStream out = shell().out();
            if (json()) {
                new JsonOutput(out).list(RowList.DIFFERENCES.name(), row -> {
                    api.forEach(tail, RowList.DIFFERENCES, difference -> row.accept(difference.sent()));
                });
                return Exit.OK;
            }
            String last = "";
            ChangeListJson.Unplanned unplanned = null;
            String marker = null;
            do {
                ChangeListJson.Differences page = api.get(tail + ApiClient.condition("marker", marker))
                        .as(ChangeListJson.Differences.class)
                        .body();
                for (ChangeListJson.Difference row : page.differences()) {
                    if (!row.operationId().equals(last)) {
                        last = row.operationId();
                        heading(out, row);
                    }
                    out.println("  " + RowText.line(row, shell().paint()));
                }
                unplanned = unplanned == null ? page.unplanned() : unplanned;
                marker = page.nextMarker();
            } while (marker != null);
            if (last.isEmpty()) {
                out.println("There is none of that kind.");
            }
            if (unplanned != null && unplanned.count() > 0) {
                out.println(unplanned.count()
                        + " of the clusters may differ and have no plan; 'rollcall plan --all' makes one: "
                        + unplanned.clusters().stream()
                                .map(place -> Text.printable(place.clusterName()))
                                .collect(Collectors.joining(", "))
                        + (unplanned.count() > unplanned.clusters().size() ? " and more" : ""));
            }
            return Exit.OK;
        }

        private static void heading(PrintStream out, ChangeListJson.Difference row) {
            out.println(Text.printable(row.clusterName() + " (" + row.clusterId() + "), "
                    + (row.isHeld() ? "held plan " : "plan ") + row.operationId() + " of "
                    + row.plannedAt().truncatedTo(ChronoUnit.SECONDS)));
        }
    }
}
