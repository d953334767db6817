package io.rollcall.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.cli.client.ApiClient;
import io.rollcall.cli.client.ApiFailure;
import io.rollcall.cli.client.OperationCalls;
import io.rollcall.cli.shell.Exit;
import io.rollcall.cli.shell.OutputClosedException;
import io.rollcall.cli.shell.Shell;
import io.rollcall.cli.shell.WrongUseException;
import io.rollcall.cli.view.JsonOutput;
import io.rollcall.cluster.Text;
import io.rollcall.wire.AuditJson;
import io.rollcall.wire.Json;
import io.rollcall.wire.JsonTree;
import io.rollcall.wire.RequesterJson;
import io.rollcall.wire.ResultJson;
import io.rollcall.wire.UnreadableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `rollcall audit`, without a command behind it.
@Command(
        name = "audit",
        description = {
            "Lists who asked for what, what was decided and what changed because of it, the oldest first.",
            "Without --since, --operation and --name it is about the last 24 hours."
        },
        footer = {
            "",
            "Examples:",
            "  rollcall audit",
            "  rollcall audit --kind user --name alice        all that happened to an account",
            "  rollcall audit --operation latest",
            "  rollcall audit --since 2026-01-01T00:00:00Z --event released --json",
            "  rollcall audit verify --file audit.jsonl       checks that nothing was altered"
        },
        exitCodeList = {
            " 0:listed",
            " 5:refused by the API, or no answer",
            "64:the command line or the profile is wrong"
        })
final class AuditCommand extends ClientCommand {
    @Option(names = "--since", paramLabel = "TIME", description = "Nothing older, as 2026-01-31T00:00:00Z.")
    private @Nullable Instant since;

    @Option(names = "--until", paramLabel = "TIME", description = "Only what is older.")
    private @Nullable Instant until;

    @Option(
            names = "--event",
            paramLabel = "E",
            description =
                    "Only this: accepted, busy, held, released, superseded, stopped, changed, finished, password, configured,"
                            + " refused.")
    private @Nullable String event;

    @Option(
            names = "--operation",
            paramLabel = "ID",
            description = "Only this operation: its id, its beginning, or latest.")
    private @Nullable String operation;

    @Option(
            names = "--kind",
            paramLabel = "K",
            description = "Only changes of this kind of object: user, group, role, principal.")
    private @Nullable String kind;

    @Option(names = "--name", paramLabel = "NAME", description = "Only what happened to the object of this name.")
    private @Nullable String name;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "1000",
            description = "At most so many. Default: ${DEFAULT-VALUE}.")
    private int limit;

    AuditCommand(Shell shell) {
        super(shell);
    }

    @Override
    int run(ApiClient api) throws ApiFailure, WrongUseException, InterruptedException {
        if (limit < 1) {
            throw new WrongUseException("--limit must be 1 or more.");
        }
        String id = operation == null
                ? null
                : new OperationCalls(api, shell()).find(operation).body().operationId();
        boolean lately = since == null && id == null && name == null;
        Instant from = lately ? Instant.now().minus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS) : since;
        String tail = "iam-sync/audit?limit=" + Math.min(limit, 1_000)
                + ApiClient.condition("since", from == null ? null : from.toString())
                + ApiClient.condition("until", until == null ? null : until.toString())
                + ApiClient.condition("event", event)
                + ApiClient.condition("operation_id", id)
                + ApiClient.condition("kind", kind)
                + ApiClient.condition("name", name);
        int[] count = {0};
        api.lines(tail, line -> {
            if (json()) {
                new JsonOutput(shell().out()).line(tree(line));
            } else {
                shell().out().println(inWords(line));
            }
            if (++count[0] % 1_000 == 0) {
                OutputClosedException.check(shell().out());
            }
            return count[0] < limit;
        });
        if (count[0] == 0 && !json()) {
            shell().out().println(lately ? "Nothing in the last 24 hours; see --since." : "Nothing of that kind.");
        }
        return Exit.OK;
    }

    private static JsonNode tree(String line) {
        try {
            return JsonTree.read(line.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String inWords(String line) {
        try {
            return inWords(Json.read(tree(line), AuditJson.class));
        } catch (UnreadableException e) {
            // A newer server may say more than this version can read.
            return Text.printable(line);
        }
    }

    private static String inWords(AuditJson entry) {
        RequesterJson by = entry.requestedBy();
        ResultJson change = entry.change();
        StringBuilder text = new StringBuilder(entry.at().truncatedTo(ChronoUnit.SECONDS)
                + String.format("  %-10s", entry.event().text()));
        if (entry.operationId() != null) {
            text.append("  ").append(entry.operationId());
        }
        text.append(' ');
        if (by != null) {
            text.append(" by ").append(by.userName());
        }
        if (change != null) {
            text.append(' ')
                    .append(change.action())
                    .append(' ')
                    .append(change.kind())
                    .append(' ')
                    .append(change.name());
            if (change.reason() != null) {
                text.append(" (").append(change.reason()).append(')');
            }
        }
        if (!entry.detail().isEmpty()) {
            text.append("  ").append(detail(entry.detail()));
        }
        return Text.printable(text.toString());
    }

    private static String detail(Map<String, Object> detail) {
        return detail.entrySet().stream()
                .map(one -> one.getKey() + "=" + one.getValue())
                .collect(Collectors.joining(" "));
    }
}
