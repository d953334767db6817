package io.rollcall.operation.store;

import io.rollcall.cluster.ClusterId;
import io.rollcall.database.Database;
import io.rollcall.database.Sql;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.Result;
import io.rollcall.operation.model.StoredPlan;
import io.rollcall.operation.model.Touched;
import io.rollcall.operation.stored.Rows;
import io.rollcall.sync.target.ObjectKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rows of plans that were made and not carried out, by name. A comparison alone leaves only their numbers.
public final class DifferenceReader {
    /// The most clusters of one query.
    private static final int MOST = 500;

    /// Of each kind and action: more are for the list.
    private static final int MOST_NAMES = 10;

    private final Database database;

    public DifferenceReader(Database database) {
        this.database = database;
    }

    /// The newest plan of each of these clusters that is younger than the last run that wrote; clusters without one
    /// are left out.
    public Map<ClusterId, StoredPlan> plans(Collection<ClusterId> clusters) {
        List<ClusterId> all = List.copyOf(clusters);
        return database.read(connection -> {
            Map<ClusterId, StoredPlan> plans = new HashMap<>();
            for (int from = 0; from < all.size(); from += MOST) {
                plans(connection, all.subList(from, Math.min(all.size(), from + MOST)), plans);
            }
            return plans;
        });
    }

    private static void plans(Connection connection, List<ClusterId> some, Map<ClusterId, StoredPlan> plans)
            throws SQLException {
        Sql.each(
                connection,
                """
                with asked (asked) as (values (?)%s)
                select o.id, o.cluster_id, o.planned_at, o.state
                from asked join operation o on o.id = (select id from operation p
                    where p.cluster_id = asked.asked and p.planned_at is not null
                    and (p.state = 'held'
                        or p.dry_run = 1 and p.everything = 1 and p.action = 'sync' and p.state = 'completed')
                    and p.id > coalesce((select max(w.id) from operation w
                        where w.cluster_id = asked.asked and w.dry_run = 0 and w.state <> 'held'
                        and w.started_at is not null), '')
                    order by id desc limit 1)
                """.formatted(", (?)".repeat(some.size() - 1)),
                row -> {
                    ClusterId cluster = new ClusterId(row.getString("cluster_id"));
                    plans.put(
                            cluster,
                            new StoredPlan(
                                    cluster,
                                    new OperationId(row.getString("id")),
                                    Instant.ofEpochMilli(row.getLong("planned_at")),
                                    row.getString("state").equals("held")));
                },
                some.stream().map(ClusterId::value).toArray());
    }

    /// Rows of a plan, in its order.
    ///
    /// @param kind only those; null for all
    /// @param actions only those; null for all
    /// @param name what the name has to contain, in any letter case; null for all
    /// @param after only rows after this one; 0 from the beginning
    public List<Result> rows(
            OperationId plan,
            @Nullable ObjectKind kind,
            @Nullable List<Result.Action> actions,
            @Nullable String name,
            long after,
            int limit) {
        StringBuilder conditions = new StringBuilder();
        List<Object> values = new ArrayList<>(List.of(plan.value(), after));
        if (kind != null) {
            conditions.append(" and kind = ?");
            values.add(kind.word());
        }
        if (actions != null) {
            conditions
                    .append(" and action in (?")
                    .append(", ?".repeat(actions.size() - 1))
                    .append(')');
            actions.forEach(action -> values.add(action.word()));
        }
        if (name != null) {
            conditions.append(" and lower(name) like ? escape '!'");
            values.add(Sql.containing(name.toLowerCase(Locale.ROOT)));
        }
        values.add(limit);
        return database.read(connection -> Sql.list(
                connection,
                "select * from result where operation_id = ? and number > ? and outcome in ('planned', 'refused')"
                        + conditions + " order by number limit ?",
                Rows::result,
                values.toArray()));
    }

    /// What a plan would do, by kind and action.
    public List<Touched> touched(OperationId plan) {
        return database.read(connection -> {
            List<Touched> counts = Sql.list(
                    connection,
                    """
                    select kind, action, count(*) from result where operation_id = ? and outcome = 'planned'
                    group by kind, action order by kind desc, action
                    """,
                    row -> new Touched(
                            ObjectKind.of(row.getString(1)),
                            Result.Action.of(row.getString(2)),
                            row.getInt(3),
                            List.of()),
                    plan.value());
            List<Touched> named = new ArrayList<>();
            for (Touched one : counts) {
                named.add(new Touched(
                        one.kind(),
                        one.action(),
                        one.count(),
                        Sql.list(
                                connection,
                                """
                                select name from result
                                where operation_id = ? and outcome = 'planned' and kind = ? and action = ?
                                order by number limit ?
                                """,
                                row -> row.getString(1),
                                plan.value(),
                                one.kind().word(),
                                one.action().word(),
                                MOST_NAMES)));
            }
            return named;
        });
    }
}
