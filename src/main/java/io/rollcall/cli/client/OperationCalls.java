package io.rollcall.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rollcall.cli.shell.Names;
import io.rollcall.cli.shell.OutputClosedException;
import io.rollcall.cli.shell.Shell;
import io.rollcall.cli.shell.WrongUseException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// The calls about operations.
public final class OperationCalls {
    private static final Pattern ID = Pattern.compile("[0-9a-zA-Z-]{1,64}");
    private static final String ALL = "iam-sync/operations";

    /// A server that is started anew, or a caller that asks too often, gets so much time while somebody
    /// watches.
    private static final Duration TIMEOUTS = Duration.ofSeconds(60);

    private static final long SHORTEST_PAUSE = 50;
    private static final long LONGEST_PAUSE = 1_000;

    private final ApiClient api;
    private final Shell shell;

    public OperationCalls(ApiClient api, Shell shell) {
        this.api = api;
        this.shell = shell;
    }

    /// The newest ones.
    public JsonNode list(int limit) throws ApiFailure, InterruptedException {
        return api.get(ALL + "?limit=" + limit).body();
    }

    public JsonNode find(String id) throws ApiFailure, InterruptedException, WrongUseException {
        return api.get(path(id)).body();
    }

    /// Asks for an operation.
    ///
    /// @param action `sync` or `cancel`
    public JsonNode start(String action, boolean dryRun, Names names) throws ApiFailure, InterruptedException {
        return api.post(ALL, names.request(action, dryRun)).body();
    }

    /// Asks for the entries of another cluster.
    public JsonNode adopt(String from, boolean dryRun) throws ApiFailure, InterruptedException {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        request.put("from_cluster_id", from).put("dry_run", dryRun);
        return api.post("iam-sync/adopt", request.toString()).body();
    }

    /// @param what `release`, `retry` or `cancel`
    public JsonNode intervene(String id, String what) throws ApiFailure, InterruptedException, WrongUseException {
        return api.post(path(id) + "/" + what, "").body();
    }

    /// Fetches rows of the plan or of the results to their end, or until nobody reads what is printed of them.
    ///
    /// @param list `plan?` or `results?`, with a query that may follow
    /// @param name of the list in the answer
    public void rows(JsonNode operation, String list, String name, Consumer<JsonNode> row)
            throws ApiFailure, InterruptedException {
        int[] count = {0};
        api.forEach(ALL + "/" + operation.path("operation_id").asText() + "/" + list + "limit=1000", name, fetched -> {
            row.accept(fetched);
            if (++count[0] % 1_000 == 0) {
                OutputClosedException.check(shell.out());
            }
        });
    }

    /// Passes the plan on in the terms of the directory.
    public void ldif(JsonNode operation) throws ApiFailure, InterruptedException {
        api.download(ALL + "/" + operation.path("operation_id").asText() + "/plan?format=ldif", shell.out());
        OutputClosedException.check(shell.out());
    }

    /// Waits until an operation has ended, or is held, and shows how far it is.
    ///
    /// @return its last state
    public JsonNode watch(JsonNode operation, ProgressLine progress) throws ApiFailure, InterruptedException {
        String id = operation.path("operation_id").asText();
        JsonNode now = operation;
        long pause = SHORTEST_PAUSE;
        Instant lastAnswer = Instant.now();
        progress.show(now);
        while (!rests(now)) {
            TimeUnit.MILLISECONDS.sleep(pause);
            pause = Math.min(LONGEST_PAUSE, pause * 5 / 4);
            try {
                now = api.get(ALL + "/" + id).body();
                lastAnswer = Instant.now();
                progress.show(now);
            } catch (ApiFailure e) {
                if (!e.mayPass() || lastAnswer.plus(TIMEOUTS).isBefore(Instant.now())) {
                    progress.end();
                    throw e;
                }
            }
        }
        progress.end();
        return now;
    }

    private static boolean rests(JsonNode operation) {
        return operation.has("finished_at") || operation.path("state").asText().equals("held");
    }

    private static String path(String id) throws WrongUseException {
        if (!ID.matcher(id).matches()) {
            throw new WrongUseException("That is not the id of an operation; 'rollcall operations' lists them.");
        }
        return ALL + "/" + id;
    }
}
