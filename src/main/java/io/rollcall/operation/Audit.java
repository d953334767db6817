package io.rollcall.operation;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.UserName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an auditor may ask for: who asked for what, what was decided, and what changed because of it. Each
/// entry is written in the transaction of what it tells, so that the one is never there without the other. What
/// changed from what to what is in the row of the results, which lives as long as the entry. All methods run
/// inside the caller's transaction.
final class Audit {
    private Audit() {}

    /// Takes so many numbers of a cluster. Its counter stays locked until the transaction ends, so entries become
    /// visible in the order of their numbers.
    ///
    /// @return the first of them
    private static long take(Connection connection, ClusterId cluster, int count) throws SQLException {
        long last = Sql.first(connection, """
                        insert into audit_count (cluster_id, last) values (?, ?)
                        on conflict (cluster_id) do update set last = audit_count.last + excluded.last
                        returning last
                        """, row -> row.getLong(1), cluster.value(), count)
                .orElseThrow();
        return last - count + 1;
    }

    /// Notes what somebody asked for, and what the answer was.
    static void note(
            Connection connection,
            long now,
            ClusterId cluster,
            AuditEntry.Event event,
            @Nullable OperationId operation,
            Requester by,
            Map<String, ?> detail)
            throws SQLException {
        Sql.update(
                connection,
                "insert into audit (number, at, cluster_id, event, operation_id, user_id, user_name, credential,"
                        + " address, request_id, detail) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                take(connection, cluster, 1),
                now,
                cluster.value(),
                event.word(),
                operation == null ? null : operation.value(),
                by.userId(),
                by.userName(),
                by.credential(),
                by.address(),
                by.requestId(),
                Json.write(detail));
    }

    /// Notes what an operation came to.
    static void note(Connection connection, long now, Claim claim, AuditEntry.Event event, Map<String, ?> detail)
            throws SQLException {
        Sql.update(
                connection,
                """
                insert into audit (number, at, cluster_id, event, operation_id, detail) values (?, ?, ?, ?, ?, ?)
                """,
                take(connection, claim.cluster(), 1),
                now,
                claim.cluster().value(),
                event.word(),
                claim.operation().value(),
                Json.write(detail));
    }

    /// Notes that these rows of an operation are in the Manager now.
    static void changed(Connection connection, long now, Claim claim, List<Long> numbers) throws SQLException {
        if (numbers.isEmpty()) {
            return;
        }
        long entry = take(connection, claim.cluster(), numbers.size());
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (long number : numbers) {
            rows.add(new Object[] {
                entry++,
                now,
                claim.cluster().value(),
                AuditEntry.Event.CHANGED.word(),
                claim.operation().value(),
                number
            });
        }
        Sql.batch(connection, """
                insert into audit (number, at, cluster_id, event, operation_id, result_number, detail)
                values (?, ?, ?, ?, ?, ?, '{}')
                """, rows);
    }

    static List<AuditEntry> list(Connection connection, ClusterId cluster, Instant since, long after, int most)
            throws SQLException {
        return Sql.list(
                connection,
                """
                select a.number as entry, a.at, a.event, a.operation_id as operation, a.user_id, a.user_name,
                    a.credential, a.address, a.request_id, a.detail, r.*
                from audit a left join result r on r.operation_id = a.operation_id and r.number = a.result_number
                where a.cluster_id = ? and a.number > ? and a.number >= coalesce(
                    (select number from audit where cluster_id = ? and at >= ? order by at, number limit 1), ?)
                order by a.number limit ?
                """,
                Audit::entry,
                cluster.value(),
                after,
                cluster.value(),
                since.toEpochMilli(),
                Long.MAX_VALUE,
                most);
    }

    /// When the Manager was asked to replace the password of an account since a moment, the oldest first. What was
    /// turned away before does not count: else anybody could keep others from a reset.
    static List<Instant> resets(Connection connection, ClusterId cluster, UserName name, Instant since)
            throws SQLException {
        return Sql.list(
                        connection,
                        """
                        select at, detail from audit where cluster_id = ? and event = ? and at > ? order by at
                        """,
                        row -> Map.entry(
                                Instant.ofEpochMilli(row.getLong("at")), Json.readMap(row.getString("detail"))),
                        cluster.value(),
                        AuditEntry.Event.PASSWORD.word(),
                        since.toEpochMilli())
                .stream()
                .filter(entry -> Boolean.TRUE.equals(entry.getValue().get("reset"))
                        && entry.getValue().get("initialized") instanceof Boolean
                        && name.key()
                                .equals(new UserName(
                                                String.valueOf(entry.getValue().get("name")))
                                        .key()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static AuditEntry entry(ResultSet row) throws SQLException {
        String operation = row.getString("operation");
        String user = row.getString("user_id");
        row.getLong("number");
        boolean changed = !row.wasNull();
        return new AuditEntry(
                row.getLong("entry"),
                Instant.ofEpochMilli(row.getLong("at")),
                AuditEntry.Event.valueOf(row.getString("event").toUpperCase(Locale.ROOT)),
                operation == null ? null : new OperationId(operation),
                user == null
                        ? null
                        : new Requester(
                                user,
                                row.getString("user_name"),
                                row.getString("credential"),
                                row.getString("address"),
                                row.getString("request_id")),
                changed ? OperationReader.result(row) : null,
                Json.readMap(row.getString("detail")));
    }
}
