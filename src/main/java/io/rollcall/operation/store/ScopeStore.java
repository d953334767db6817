package io.rollcall.operation.store;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.IamId;
import io.rollcall.database.Sql;
import io.rollcall.operation.lease.Claim;
import io.rollcall.sync.scope.Scope;
import io.rollcall.sync.target.ObjectKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The scope of each cluster. All methods run inside the caller's transaction.
public final class ScopeStore {
    /// Values of the column `cluster.scope`.
    private static final int NOTHING = 0;

    private static final int NAMES = 1;
    private static final int EVERYBODY = 2;

    private ScopeStore() {}

    public static Scope load(Connection connection, ClusterId cluster) throws SQLException {
        int kind = Sql.first(
                        connection, "select scope from cluster where id = ?", row -> row.getInt(1), cluster.value())
                .orElse(NOTHING);
        Set<Scope.Entry> asked = new HashSet<>();
        Set<Scope.Entry> cancelled = new HashSet<>();
        Sql.each(
                connection,
                "select kind, name, iam_id, cancelled from scope_entry where cluster_id = ?",
                row -> {
                    String id = row.getString("iam_id");
                    boolean ignored = (row.getInt("cancelled") == 1 ? cancelled : asked)
                            .add(new Scope.Entry(
                                    ObjectKind.of(row.getString("kind")),
                                    row.getString("name"),
                                    id.isEmpty() ? null : new IamId(id)));
                },
                cluster.value());
        return new Scope(kind == EVERYBODY, asked, cancelled);
    }

    /// Makes the stored scope equal to another one, writing only what differs. The cluster's row exists.
    static void replace(Connection connection, ClusterId cluster, Scope before, Scope after) throws SQLException {
        if (after.equals(before)) {
            return;
        }
        List<@Nullable Object[]> gone = new ArrayList<>();
        List<@Nullable Object[]> come = new ArrayList<>();
        differ(cluster, before.asked(), after.asked(), 0, gone, come);
        differ(cluster, before.cancelled(), after.cancelled(), 1, gone, come);
        Sql.batch(connection, """
                delete from scope_entry
                where cluster_id = ? and kind = ? and name = ? and iam_id = ? and cancelled = ?
                """, gone);
        Sql.batch(
                connection,
                "insert into scope_entry (cluster_id, kind, name, iam_id, cancelled) values (?, ?, ?, ?, ?)",
                come);
        int kind = after.everything() ? EVERYBODY : after.isEmpty() ? NOTHING : NAMES;
        Sql.update(connection, "update cluster set scope = ? where id = ?", kind, cluster.value());
    }

    private static void differ(
            ClusterId cluster,
            Set<Scope.Entry> before,
            Set<Scope.Entry> after,
            int cancelled,
            List<@Nullable Object[]> gone,
            List<@Nullable Object[]> come) {
        before.stream().filter(entry -> !after.contains(entry)).forEach(e -> gone.add(row(cluster, e, cancelled)));
        after.stream().filter(entry -> !before.contains(entry)).forEach(e -> come.add(row(cluster, e, cancelled)));
    }

    private static @Nullable Object[] row(ClusterId cluster, Scope.Entry entry, int cancelled) {
        IamId id = entry.id();
        return new Object[] {cluster.value(), entry.kind().word(), entry.name(), id == null ? "" : id.value(), cancelled
        };
    }

    /// Makes other transactions that change the cluster's scope wait for the end of this one.
    private static void lock(Connection connection, ClusterId cluster) throws SQLException {
        Sql.update(connection, "update cluster set scope = scope where id = ?", cluster.value());
    }

    /// Stores what a request means for the scope.
    static void request(Connection connection, Claim claim, Scope.Request request) throws SQLException {
        ClusterState.ensure(connection, claim);
        lock(connection, claim.cluster());
        Scope before = load(connection, claim.cluster());
        replace(connection, claim.cluster(), before, before.after(request));
    }
}
