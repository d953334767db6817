package io.rollcall.operation.audit;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.Sha256;
import io.rollcall.cluster.UserName;
import io.rollcall.database.Sql;
import io.rollcall.operation.lease.Claim;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.Requester;
import io.rollcall.operation.stored.Rows;
import io.rollcall.operation.stored.StoredJson;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// What an auditor may ask for: which caller asked for what, what was decided, and what changed because of it.
/// Each entry is written in the transaction of the event that it records, so that neither exists without the
/// other. The old and new values are in the row of the results, which is retained as long as the entry. All
/// methods run inside the caller's transaction.
public final class Audit {
    private Audit() {}

    /// The content of an entry before it is sealed.
    ///
    /// @param by null for what an operation did by itself
    /// @param detail as JSON
    private record Draft(
            AuditEntry.Event event,
            @Nullable OperationId operation,
            @Nullable Requester by,
            @Nullable Long changeNumber,
            @Nullable String changeHash,
            String detail) {}

    /// The end of a cluster's chain.
    private record End(long number, String hash) {}

    /// Records what a caller asked for, and the answer.
    public static void note(
            Connection connection,
            long now,
            ClusterId cluster,
            AuditEntry.Event event,
            @Nullable OperationId operation,
            Requester by,
            Map<String, ?> detail)
            throws SQLException {
        append(
                connection,
                now,
                cluster,
                List.of(new Draft(event, operation, by, null, null, StoredJson.write(detail))));
    }

    /// Records an event of an operation.
    public static void note(Connection connection, long now, Claim claim, AuditEntry.Event event, Map<String, ?> detail)
            throws SQLException {
        append(
                connection,
                now,
                claim.cluster(),
                List.of(new Draft(event, claim.operation(), null, null, null, StoredJson.write(detail))));
    }

    /// Records that these rows of an operation are in the Manager now.
    ///
    /// @param changes as the results hold them, by their numbers
    public static void changed(Connection connection, long now, Claim claim, SortedMap<Long, String> changes)
            throws SQLException {
        List<Draft> drafts = new ArrayList<>();
        changes.forEach((number, change) -> drafts.add(
                new Draft(AuditEntry.Event.CHANGED, claim.operation(), null, number, Sha256.hex(change), "{}")));
        append(connection, now, claim.cluster(), drafts);
    }

    private static void append(Connection connection, long now, ClusterId cluster, List<Draft> drafts)
            throws SQLException {
        if (drafts.isEmpty()) {
            return;
        }
        End end = take(connection, cluster, drafts.size());
        long number = end.number() - drafts.size();
        String hash = end.hash();
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Draft draft : drafts) {
            number++;
            Requester by = stored(draft.by());
            Seal.Content content = new Seal.Content(
                    cluster.value(),
                    number,
                    now,
                    draft.event().word(),
                    draft.operation() == null ? null : draft.operation().value(),
                    by,
                    draft.changeNumber(),
                    draft.changeHash(),
                    Sql.stored(draft.detail()));
            hash = content.hash(hash);
            rows.add(new Object[] {
                number,
                now,
                content.cluster(),
                content.event(),
                content.operation(),
                by == null ? null : by.userId(),
                by == null ? null : by.userName(),
                by == null ? null : by.credential(),
                by == null ? null : by.address(),
                by == null ? null : by.requestId(),
                content.changeNumber(),
                content.changeHash(),
                hash,
                content.detail()
            });
        }
        Sql.batch(connection, """
                insert into audit (number, at, cluster_id, event, operation_id, user_id, user_name, credential, address,
                    request_id, result_number, change_hash, hash, detail)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, rows);
        Sql.update(connection, "update audit_count set head = ? where cluster_id = ?", hash, cluster.value());
    }

    private static @Nullable Requester stored(@Nullable Requester by) {
        return by == null
                ? null
                : new Requester(
                        Sql.stored(by.userId()),
                        Sql.stored(by.userName()),
                        Sql.stored(by.credential()),
                        Sql.stored(by.address()),
                        Sql.stored(by.requestId()));
    }

    /// Reserves `count` numbers of a cluster. Its counter stays locked until the transaction ends, so entries
    /// become visible in the order of their numbers, and each is linked to the one before it.
    ///
    /// @return the last of them, and the digest of the entry before the first
    private static End take(Connection connection, ClusterId cluster, int count) throws SQLException {
        return Sql.first(connection, """
                        insert into audit_count (cluster_id, last) values (?, ?)
                        on conflict (cluster_id) do update set last = audit_count.last + excluded.last
                        returning last, head
                        """, row -> new End(row.getLong(1), row.getString(2)), cluster.value(), count)
                .orElseThrow();
    }

    /// Deletes the oldest entries of one cluster: those older than the retention, and no more than `most`. The
    /// start of the remaining chain is stored, so that an entry that was removed otherwise does not pass for a
    /// deleted one.
    ///
    /// @return how many were deleted
    public static int forget(Connection connection, long oldest, int most) throws SQLException {
        Optional<String> due = Sql.first(connection, """
                select c.cluster_id from audit_count c
                join audit a on a.cluster_id = c.cluster_id
                    and a.number = (select min(number) from audit where cluster_id = c.cluster_id)
                where a.at < ? limit 1
                """, row -> row.getString(1), oldest);
        if (due.isEmpty()) {
            return 0;
        }
        record Old(long number, long at, @Nullable String hash) {}
        List<Old> first = Sql.list(
                connection,
                "select number, at, hash from audit where cluster_id = ? order by number limit ?",
                row -> new Old(row.getLong(1), row.getLong(2), row.getString(3)),
                due.get(),
                most);
        List<Old> old = first.stream().takeWhile(one -> one.at() < oldest).toList();
        String sealed = old.stream()
                .map(Old::hash)
                .filter(Objects::nonNull)
                .reduce((a, b) -> b)
                .orElse(null);
        long last = old.getLast().number();
        int forgotten =
                Sql.update(connection, "delete from audit where cluster_id = ? and number <= ?", due.get(), last);
        Sql.update(connection, """
                update audit_count set base_number = ?, base_hash = coalesce(?, base_hash)
                where cluster_id = ? and base_number < ?
                """, last, sealed, due.get(), last);
        return forgotten;
    }

    /// When the Manager was asked to replace the password of an account since a moment, the oldest first. Refused
    /// calls do not count: otherwise any caller could prevent a reset by others.
    public static List<Instant> resets(Connection connection, ClusterId cluster, UserName name, Instant since)
            throws SQLException {
        return Sql.list(
                        connection,
                        """
                        select at, detail from audit where cluster_id = ? and event = ? and at > ? order by at
                        """,
                        row -> Map.entry(
                                Instant.ofEpochMilli(row.getLong("at")), StoredJson.readMap(row.getString("detail"))),
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

    /// One entry, joined with the row of the results that it records.
    static AuditEntry entry(ResultSet row) throws SQLException {
        String operation = row.getString("operation");
        row.getLong("number");
        boolean changed = !row.wasNull();
        String hash = row.getString("hash");
        return new AuditEntry(
                new ClusterId(row.getString("cluster")),
                row.getLong("entry"),
                Instant.ofEpochMilli(row.getLong("at")),
                AuditEntry.Event.valueOf(row.getString("event").toUpperCase(Locale.ROOT)),
                operation == null ? null : new OperationId(operation),
                requester(row),
                changed ? Rows.result(row) : null,
                StoredJson.readMap(row.getString("detail")),
                hash == null
                        ? null
                        : new Seal(Sql.nullableLong(row, "result_number"), row.getString("change_hash"), hash));
    }

    /// The requester in a row of the audit; null for what an operation did by itself.
    static @Nullable Requester requester(ResultSet row) throws SQLException {
        return row.getString("user_id") == null ? null : Rows.requester(row);
    }
}
