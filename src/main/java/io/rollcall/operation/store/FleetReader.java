package io.rollcall.operation.store;

import io.rollcall.cluster.ClusterId;
import io.rollcall.database.Database;
import io.rollcall.database.Sql;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.OperationState;
import io.rollcall.operation.model.Standing;
import io.rollcall.operation.model.Standing.Agreement;
import io.rollcall.operation.model.SyncState;
import io.rollcall.operation.stored.StoredJson;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How many clusters stand at once, from what the database holds: two queries for each few hundred of them.
public final class FleetReader {
    /// The most clusters of one query.
    private static final int MOST = 500;

    private static final String[] EXTENTS = {"nothing", "names", "everybody"};

    /// Of each cluster: a list is for a look.
    private static final int MOST_REFUSALS = 5;

    private final Database database;
    private final InstantSource clock;
    private final Duration window;

    /// @param window how long a comparison is valid
    public FleetReader(Database database, InstantSource clock, Duration window) {
        this.database = database;
        this.clock = clock;
        this.window = window;
    }

    /// The standing of each of these clusters.
    public Map<ClusterId, Standing> standings(Collection<ClusterId> clusters) {
        List<ClusterId> all = List.copyOf(clusters);
        return database.read(connection -> {
            long now = database.now(connection, clock);
            Map<ClusterId, Standing> standings = new HashMap<>();
            for (int from = 0; from < all.size(); from += MOST) {
                List<ClusterId> some = all.subList(from, Math.min(all.size(), from + MOST));
                Map<ClusterId, Standing.LastRun> last = lastRuns(connection, some);
                Sql.each(
                        connection,
                        standingsSql(some.size()),
                        row -> {
                            ClusterId cluster = new ClusterId(row.getString("asked"));
                            standings.put(cluster, standing(cluster, row, last.get(cluster), now));
                        },
                        ids(some));
            }
            return standings;
        });
    }

    private static String standingsSql(int clusters) {
        return """
                with asked (asked) as (values (?)%s)
                select asked.asked, c.*,
                    (select 1 from operation o where o.cluster_id = asked.asked
                        and o.state in ('queued', 'running') and o.dry_run = 0 limit 1) as busy,
                    (select id from operation o where o.cluster_id = asked.asked and o.state = 'held' limit 1) as held,
                    (select due_at from schedule s where s.cluster_id = asked.asked) as due_at,
                    coalesce((select 1 from roll_user u where u.cluster_id = asked.asked limit 1),
                        (select 1 from roll_group g where g.cluster_id = asked.asked limit 1)) as owns
                from asked left join cluster c on c.id = asked.asked
                """.formatted(", (?)".repeat(clusters - 1));
    }

    private static Map<ClusterId, Standing.LastRun> lastRuns(Connection connection, List<ClusterId> clusters)
            throws SQLException {
        Map<ClusterId, Standing.LastRun> last = new HashMap<>();
        Sql.each(
                connection,
                """
                with asked (asked) as (values (?)%s)
                select o.id, o.cluster_id, o.action, o.state, o.accepted_at, o.finished_at
                from asked join operation o on o.id = (select id from operation n
                    where n.cluster_id = asked.asked and n.dry_run = 0 order by id desc limit 1)
                """.formatted(", (?)".repeat(clusters.size() - 1)),
                row -> last.put(
                        new ClusterId(row.getString("cluster_id")),
                        new Standing.LastRun(
                                new OperationId(row.getString("id")),
                                Operation.Action.of(row.getString("action")),
                                OperationState.of(row.getString("state")),
                                Instant.ofEpochMilli(row.getLong("accepted_at")),
                                instant(Sql.nullableLong(row, "finished_at")))),
                ids(clusters));
        return last;
    }

    private Standing standing(ClusterId cluster, ResultSet row, Standing.@Nullable LastRun last, long now)
            throws SQLException {
        long verified = row.getLong("verified_at");
        long compared = row.getLong("compared_at");
        String doubt = row.getString("doubt");
        String held = row.getString("held");
        int scope = row.getInt("scope");
        boolean busy = row.getInt("busy") == 1;
        Standing.Differences differences = new Standing.Differences(
                row.getInt("added"), row.getInt("changed"), row.getInt("removed"), row.getInt("refused"));
        Found found = agreement(
                scope > 0,
                row.getInt("owns") == 1,
                row.getInt("drifted") == 1,
                Math.abs(now - verified) <= window.toMillis(),
                compared > 0,
                // An operation that ended in doubt has changed what the last comparison was about.
                Math.abs(now - compared) <= window.toMillis() && (doubt == null || verified > 0),
                doubt,
                busy,
                differences);
        return new Standing(
                cluster,
                found.agreement(),
                found.reason(),
                found.quoted(),
                busy,
                EXTENTS[scope],
                verified == 0 ? null : Instant.ofEpochMilli(verified),
                compared == 0 ? null : Instant.ofEpochMilli(compared),
                compared == 0 ? Standing.Differences.NONE : differences,
                compared == 0 ? List.of() : refusals(row.getString("refusals")),
                last,
                held == null ? null : new OperationId(held),
                instant(Sql.nullableLong(row, "due_at")));
    }

    private static List<SyncState.Refused> refusals(String stored) {
        return StoredJson.readMaps(stored).stream()
                .limit(MOST_REFUSALS)
                .map(SyncStateReader::refused)
                .toList();
    }

    private record Found(Agreement agreement, String reason, boolean quoted) {
        Found(Agreement agreement, String reason) {
            this(agreement, reason, false);
        }
    }

    /// In the order of what is most certain: a valid comparison counts as long as nothing has changed since,
    /// whether or not the servers answer at the moment.
    private static Found agreement(
            boolean asked,
            boolean owns,
            boolean drifted,
            boolean verified,
            boolean everCompared,
            boolean compared,
            @Nullable String doubt,
            boolean busy,
            Standing.Differences differences) {
        if (!asked) {
            return new Found(Agreement.UNKNOWN, "nothing has been asked for yet");
        }
        if (verified && !drifted) {
            return owns
                    ? new Found(Agreement.IN_SYNC, "")
                    : new Found(Agreement.DIFFERS, "nothing of what was asked for is in the Manager");
        }
        if (compared && drifted) {
            return new Found(Agreement.DIFFERS, differences.inWords());
        }
        if (doubt != null) {
            return new Found(Agreement.UNKNOWN, doubt, true);
        }
        if (busy) {
            return new Found(Agreement.UNKNOWN, "an operation is under way");
        }
        return new Found(
                Agreement.UNKNOWN,
                everCompared
                        ? "IAM and Manager have not been compared since the last change"
                        : "IAM and Manager have not been compared yet");
    }

    private static Object[] ids(List<ClusterId> clusters) {
        return clusters.stream().map(ClusterId::value).toArray();
    }

    private static @Nullable Instant instant(@Nullable Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }
}
