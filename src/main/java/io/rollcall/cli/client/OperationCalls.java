package io.rollcall.cli.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rollcall.background.Backoff;
import io.rollcall.cli.shell.Names;
import io.rollcall.cli.shell.OutputClosedException;
import io.rollcall.cli.shell.Shell;
import io.rollcall.cli.shell.WrongUseException;
import io.rollcall.wire.ChangeJson;
import io.rollcall.wire.JsonTree;
import io.rollcall.wire.OperationJson;
import io.rollcall.wire.OperationListJson;
import io.rollcall.wire.ResultJson;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// The calls about operations.
public final class OperationCalls {
    private static final Pattern ID = Pattern.compile("[0-9a-zA-Z-]{1,64}");
    private static final String ALL = "iam-sync/operations";

    /// While an operation is watched, a restart of the server or a rate limit may last this long.
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);

    private static final Backoff PAUSES = new Backoff(Duration.ofMillis(50), 1.25, Duration.ofSeconds(1), 0);

    private final ApiClient api;
    private final Shell shell;

    public OperationCalls(ApiClient api, Shell shell) {
        this.api = api;
        this.shell = shell;
    }

    /// The newest ones, as received.
    public Received<OperationListJson> list(int limit) throws ApiFailure, InterruptedException {
        return api.get(ALL + "?limit=" + limit).as(OperationListJson.class);
    }

    public Received<OperationJson> find(String id) throws ApiFailure, InterruptedException, WrongUseException {
        return api.get(path(id)).as(OperationJson.class);
    }

    /// Asks for an operation.
    ///
    /// @param action `sync` or `cancel`
    public Received<OperationJson> start(String action, boolean dryRun, Names names)
            throws ApiFailure, InterruptedException {
        return api.post(ALL, names.request(action, dryRun)).as(OperationJson.class);
    }

    /// Asks for the entries of another cluster.
    public Received<OperationJson> adopt(String from, boolean dryRun) throws ApiFailure, InterruptedException {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        request.put("from_cluster_id", from).put("dry_run", dryRun);
        return api.post("iam-sync/adopt", JsonTree.text(request)).as(OperationJson.class);
    }

    /// @param what `release`, `retry` or `cancel`
    public Received<OperationJson> intervene(String id, String what)
            throws ApiFailure, InterruptedException, WrongUseException {
        return api.post(path(id) + "/" + what, "").as(OperationJson.class);
    }

    /// The newest ones, one by one.
    public List<Received<OperationJson>> newest(int limit) throws ApiFailure, InterruptedException {
        return RowList.OPERATIONS.of(list(limit));
    }

    /// Fetches the rows of the plan.
    public void plan(OperationJson operation, Consumer<Received<ChangeJson>> row)
            throws ApiFailure, InterruptedException {
        rows(operation, "plan", RowList.CHANGES, "", row);
    }

    /// Fetches the rows of the results.
    ///
    /// @param filter conditions of a query, each with an `&` behind it; may be empty
    public void results(OperationJson operation, String filter, Consumer<Received<ResultJson>> row)
            throws ApiFailure, InterruptedException {
        rows(operation, "results", RowList.RESULTS, filter, row);
    }

    /// Reads a list to its end, or until its output is not read any more.
    private <R> void rows(
            OperationJson operation, String call, RowList<R> list, String filter, Consumer<Received<R>> row)
            throws ApiFailure, InterruptedException {
        int[] count = {0};
        String tail = ALL + "/" + operation.operationId() + "/" + call + "?" + filter + "limit=1000";
        api.forEach(tail, list, fetched -> {
            row.accept(fetched);
            if (++count[0] % 1_000 == 0) {
                OutputClosedException.check(shell.out());
            }
        });
    }

    /// Passes the plan on as LDIF.
    public void ldif(OperationJson operation) throws ApiFailure, InterruptedException {
        api.download(ALL + "/" + operation.operationId() + "/plan?format=ldif", shell.out());
        OutputClosedException.check(shell.out());
    }

    /// Waits until an operation has ended, or is held, and shows its progress.
    ///
    /// @return its last state
    public Received<OperationJson> watch(Received<OperationJson> operation, ProgressLine progress)
            throws ApiFailure, InterruptedException {
        String id = operation.body().operationId();
        Received<OperationJson> now = operation;
        Instant lastAnswer = Instant.now();
        progress.show(now.body());
        for (int polls = 1; !now.body().rests(); polls++) {
            TimeUnit.NANOSECONDS.sleep(PAUSES.after(polls).toNanos());
            try {
                now = api.get(ALL + "/" + id).as(OperationJson.class);
                lastAnswer = Instant.now();
                progress.show(now.body());
            } catch (ApiFailure e) {
                if (!e.mayPass() || lastAnswer.plus(LONGEST_SILENCE).isBefore(Instant.now())) {
                    progress.end();
                    throw e;
                }
            }
        }
        progress.end();
        return now;
    }

    private static String path(String id) throws WrongUseException {
        if (!ID.matcher(id).matches()) {
            throw new WrongUseException("That is not the id of an operation; 'rollcall operations' lists them.");
        }
        return ALL + "/" + id;
    }
}
