package io.rollcall.operation.audit;

import io.rollcall.cluster.ClusterId;
import io.rollcall.database.Sql;
import io.rollcall.operation.stored.StoredJson;
import io.rollcall.sync.target.ObjectKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Finds entries of the audit. Runs inside the caller's transaction.
public final class AuditSearch {
    private final StringBuilder sql = new StringBuilder();
    private final List<Object> parameters = new ArrayList<>();

    private AuditSearch() {}

    /// The entries of a cluster that the filter wants, in the order of their numbers or in the reverse.
    ///
    /// @param after only entries that come after the one of this number; 0 from the beginning
    public static List<AuditEntry> list(
            Connection connection, ClusterId cluster, AuditFilter filter, long after, int most) throws SQLException {
        AuditSearch search = new AuditSearch();
        search.write(cluster, filter, after, most);
        return Sql.list(connection, search.sql.toString(), Audit::entry, search.parameters.toArray());
    }

    private void write(ClusterId cluster, AuditFilter filter, long after, int most) {
        add("""
                select a.number as entry, a.at, a.event, a.operation_id as operation, a.user_id, a.user_name,
                    a.credential, a.address, a.request_id, a.detail,
                    a.cluster_id as cluster, a.result_number, a.change_hash, a.hash, r.*
                from audit a left join result r on r.operation_id = a.operation_id and r.number = a.result_number
                where a.cluster_id = ?
                """, cluster.value());
        if (!filter.newestFirst()) {
            add("and a.number > ?\n", after);
        } else if (after > 0) {
            add("and a.number < ?\n", after);
        }
        if (filter.since().isAfter(Instant.EPOCH)) {
            // The numbers are in the order of the times, so that one look-up finds where to begin.
            add("""
                    and a.number >= coalesce((select number from audit
                        where cluster_id = ? and at >= ? order by at, number limit 1), ?)
                    """, cluster.value(), filter.since().toEpochMilli(), Long.MAX_VALUE);
        }
        if (filter.until() != null) {
            add("and a.at < ?\n", filter.until().toEpochMilli());
        }
        if (filter.event() != null) {
            add("and a.event = ?\n", filter.event().word());
        }
        if (filter.operation() != null) {
            add("and a.operation_id = ?\n", filter.operation().value());
        }
        if (filter.name() != null) {
            about(cluster, filter, filter.name());
        } else if (filter.kind() != null) {
            add("and r.kind = ?\n", filter.kind().word());
        }
        add("order by a.number" + (filter.newestFirst() ? " desc" : "") + " limit ?", most);
    }

    private void about(ClusterId cluster, AuditFilter filter, String name) {
        add("""
                and a.number in (
                    select x.number from result o
                    join audit x on x.operation_id = o.operation_id and x.result_number = o.number
                    where x.cluster_id = ? and o.name = ?
                """, cluster.value(), name);
        if (filter.kind() != null) {
            add("and o.kind = ?\n", filter.kind().word());
        }
        if (filter.kind() == null || filter.kind() == ObjectKind.USER) {
            add("""
                    union select p.number from audit p
                    where p.cluster_id = ? and p.event = 'password' and p.detail like ? escape '!'
                    """, cluster.value(), Sql.containing("\"name\":" + StoredJson.write(name)));
        }
        add(")\n");
    }

    private void add(String part, Object... values) {
        sql.append(part);
        parameters.addAll(List.of(values));
    }
}
