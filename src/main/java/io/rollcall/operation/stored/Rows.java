package io.rollcall.operation.stored;

import io.rollcall.operation.model.Requester;
import io.rollcall.operation.model.Result;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.Stage;
import io.rollcall.sync.target.ObjectKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Rows of the database as values.
public final class Rows {
    private Rows() {}

    /// The change in a row; null for a refusal.
    public static @Nullable Change change(ResultSet row) throws SQLException {
        String json = row.getString("change");
        return json == null ? null : StoredJson.read(json, Change.class);
    }

    /// The requester in a row that has one.
    public static Requester requester(ResultSet row) throws SQLException {
        return new Requester(
                row.getString("user_id"),
                row.getString("user_name"),
                row.getString("credential"),
                row.getString("address"),
                row.getString("request_id"));
    }

    private static @Nullable Stage stage(String word) {
        return word.equals(Result.REFUSED) ? null : Stage.valueOf(word.toUpperCase(Locale.ROOT));
    }

    /// One row of a plan or of its results.
    public static Result result(ResultSet row) throws SQLException {
        Change change = change(row);
        return new Result(
                row.getLong("number"),
                stage(row.getString("stage")),
                ObjectKind.of(row.getString("kind")),
                row.getString("name"),
                Result.Action.of(row.getString("action")),
                change == null ? Map.of() : ChangeDescription.before(change),
                change == null ? Map.of() : ChangeDescription.after(change),
                row.getString("reason"),
                Result.Outcome.of(row.getString("outcome")));
    }
}
