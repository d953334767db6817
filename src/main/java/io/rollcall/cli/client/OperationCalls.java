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
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The calls about operations.
public final class OperationCalls {
    /// In the place of an id: the newest one.
    private static final String LATEST = "latest";

    private static final int DIGITS = 32;
    private static final int SHORTEST = 4;
    private static final int MOST_DRY_RUNS = 100;
    private static final Pattern ID = Pattern.compile("[0-9a-f]{" + SHORTEST + "," + DIGITS + "}");
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

    /// Finds an operation.
    ///
    /// @param reference its id, the beginning of its id, or `latest`
    public Received<OperationJson> find(String reference) throws ApiFailure, InterruptedException, WrongUseException {
        return api.get(path(reference)).as(OperationJson.class);
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

    /// @param reference as in [#find]
    /// @param what `release`, `retry` or `cancel`
    public Received<OperationJson> intervene(String reference, String what)
            throws ApiFailure, InterruptedException, WrongUseException {
        return intervene(reference, what, null, null);
    }

    /// The same with what a person says beside a release or a cancellation.
    ///
    /// @param planHash the plan that it is about; null for the one that is there
    public Received<OperationJson> intervene(
            String reference, String what, @Nullable String comment, @Nullable String planHash)
            throws ApiFailure, InterruptedException, WrongUseException {
        ObjectNode said = JsonNodeFactory.instance.objectNode();
        if (comment != null) {
            said.put("comment", comment);
        }
        if (planHash != null) {
            said.put("plan_hash", planHash);
        }
        String body = said.isEmpty() ? "" : JsonTree.text(said);
        return api.post(path(reference) + "/" + what, body).as(OperationJson.class);
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

    private String path(String reference) throws ApiFailure, InterruptedException, WrongUseException {
        String text = reference.toLowerCase(Locale.ROOT);
        if (text.equals(LATEST)) {
            return ALL + "/" + latest();
        }
        if (!ID.matcher(text).matches()) {
            throw new WrongUseException("'" + reference + "' is neither the id of an operation, nor the first "
                    + SHORTEST + " digits or more of one, nor '" + LATEST + "'; 'rollcall operations' lists them.");
        }
        return ALL + "/" + (text.length() == DIGITS ? text : completed(text));
    }

    /// The newest operation that was no dry run, or the newest one if there were only dry runs.
    private String latest() throws ApiFailure, InterruptedException, WrongUseException {
        List<OperationJson> newest = list(MOST_DRY_RUNS).body().operations();
        return newest.stream()
                .filter(operation -> !operation.dryRun())
                .findFirst()
                .or(() -> newest.stream().findFirst())
                .map(OperationJson::operationId)
                .orElseThrow(() -> new WrongUseException("The cluster has had no operation so far."));
    }

    /// The ids are in the order of their times, so that those with one beginning follow each other.
    private String completed(String beginning) throws ApiFailure, InterruptedException, WrongUseException {
        String last = beginning + "f".repeat(DIGITS - beginning.length());
        List<String> next =
                api.get(ALL + "?limit=2&marker=" + last).as(OperationListJson.class).body().operations().stream()
                        .map(OperationJson::operationId)
                        .filter(id -> id.startsWith(beginning))
                        .toList();
        if (next.isEmpty()) {
            throw new WrongUseException("No operation of the cluster has an id that begins with " + beginning
                    + "; 'rollcall operations' lists them.");
        }
        if (next.size() > 1) {
            throw new WrongUseException("More than one operation has an id that begins with " + beginning + ": "
                    + String.join(", ", next) + ". Give more digits.");
        }
        return next.getFirst();
    }
}
