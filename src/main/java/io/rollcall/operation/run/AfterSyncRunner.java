package io.rollcall.operation.run;

import io.rollcall.database.Database;
import io.rollcall.database.Sql;
import io.rollcall.operation.lease.Claim;
import io.rollcall.operation.lease.LeaseLostException;
import io.rollcall.operation.model.AfterSyncHook;
import io.rollcall.operation.stored.StoredJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the [AfterSyncHook] of a cluster after an operation and stores its result. If the process dies meanwhile,
/// the next worker runs the hook again.
public final class AfterSyncRunner {
    private static final Logger log = LoggerFactory.getLogger(AfterSyncRunner.class);

    private final Database database;

    public AfterSyncRunner(Database database) {
        this.database = database;
    }

    /// @throws LeaseLostException when another worker has the operation now
    void run(Claim claim, Optional<AfterSyncHook> hook) {
        if (hook.isEmpty() || !changed(claim)) {
            return;
        }
        String said;
        try {
            said = hook.get().run();
        } catch (RuntimeException e) {
            log.atError()
                    .addKeyValue("operation", claim.operation())
                    .setCause(e)
                    .log("after_sync failed");
            said = "the after-sync hook met a defect of this server";
        }
        note(claim, said);
    }

    private boolean changed(Claim claim) {
        return database.read(connection -> Sql.first(
                        connection,
                        "select 1 from result where operation_id = ? and outcome = 'applied' limit 1",
                        row -> true,
                        claim.operation().value())
                .isPresent());
    }

    private void note(Claim claim, String text) {
        String id = claim.operation().value();
        int rows = database.write(connection -> {
            List<String> notes = new ArrayList<>(Sql.first(
                            connection,
                            "select notes from operation where id = ?",
                            row -> StoredJson.readTexts(row.getString(1)),
                            id)
                    .orElse(List.of()));
            notes.add(text);
            return Sql.update(
                    connection,
                    "update operation set notes = ? where id = ? and token = ?",
                    StoredJson.write(notes),
                    id,
                    claim.token());
        });
        if (rows == 0) {
            throw new LeaseLostException(claim.operation());
        }
    }
}
