package io.rollcall.operation.store;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.IamId;
import io.rollcall.database.Sql;
import io.rollcall.sync.ownership.OwnershipChange;
import io.rollcall.sync.target.Right;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Collects the updates of the ownership that one slice causes, and writes them in few batches.
final class OwnershipWriter {
    private static final String KEEP_USER = """
            insert into roll_user (cluster_id, iam_id, name) values (?, ?, ?)
            on conflict (cluster_id, iam_id) do update set name = excluded.name
            """;
    private static final String KEEP_GROUP = """
            insert into roll_group (cluster_id, iam_id, name, asked) values (?, ?, ?, ?)
            on conflict (cluster_id, iam_id) do update set name = excluded.name, asked = excluded.asked
            """;
    private static final String RENAME_GROUP = "update roll_group set name = ? where cluster_id = ? and iam_id = ?";
    private static final String FORGET_USER = "delete from roll_user where cluster_id = ? and iam_id = ?";
    private static final String FORGET_GROUP = "delete from roll_group where cluster_id = ? and iam_id = ?";
    private static final String FORGET_GRANTS =
            "delete from roll_grant where cluster_id = ? and kind = ? and iam_id = ?";
    private static final String ADD_GRANT = """
            insert into roll_grant (cluster_id, kind, iam_id, granted) values (?, ?, ?, ?) on conflict do nothing
            """;
    private static final String DROP_GRANT =
            "delete from roll_grant where cluster_id = ? and kind = ? and iam_id = ? and granted = ?";

    private static final String SETTLE =
            "delete from roll_owed where cluster_id = ? and kind = ? and iam_id = ? and owed = ? and promised = ?";

    private final ClusterId id;
    private final String cluster;
    private final Map<String, List<@Nullable Object[]>> batches = new LinkedHashMap<>();
    private final Set<IamId> changed = new HashSet<>();

    OwnershipWriter(ClusterId cluster) {
        this.id = cluster;
        this.cluster = cluster.value();
    }

    void add(OwnershipChange update) {
        changed.add(update.id());
        switch (update) {
            case OwnershipChange.KeepUser u ->
                row(KEEP_USER, cluster, u.id().value(), u.name().value());
            case OwnershipChange.KeepGroup g ->
                row(KEEP_GROUP, cluster, g.id().value(), g.name().value(), g.asked() ? 1 : 0);
            case OwnershipChange.RenameGroup g -> row(RENAME_GROUP, g.name().value(), cluster, g.id().value());
            case OwnershipChange.ForgetUser u -> forget("user", FORGET_USER, u.id());
            case OwnershipChange.ForgetGroup g -> forget("group", FORGET_GROUP, g.id());
            case OwnershipChange.AddUserGrant u -> {
                grant(ADD_GRANT, "user", u.id(), u.group().value());
                row(SETTLE, OwnershipStore.owedRow(cluster, new Right.Membership(u.id(), u.group()), true));
            }
            case OwnershipChange.DropUserGrant u ->
                grant(DROP_GRANT, "user", u.id(), u.group().value());
            case OwnershipChange.AddGroupGrant g -> {
                grant(ADD_GRANT, "group", g.id(), g.role().value());
                row(SETTLE, OwnershipStore.owedRow(cluster, new Right.GroupRole(g.id(), g.role()), true));
            }
            case OwnershipChange.DropGroupGrant g ->
                grant(DROP_GRANT, "group", g.id(), g.role().value());
            case OwnershipChange.SettleRight s -> row(SETTLE, OwnershipStore.owedRow(cluster, s.right(), false));
        }
    }

    void write(Connection connection) throws SQLException {
        if (batches.isEmpty()) {
            return;
        }
        Versions.ownershipChanges(connection, id, changed);
        for (Map.Entry<String, List<@Nullable Object[]>> batch : batches.entrySet()) {
            Sql.batch(connection, batch.getKey(), batch.getValue());
        }
    }

    private void forget(String kind, String sql, IamId id) {
        row(sql, cluster, id.value());
        row(FORGET_GRANTS, cluster, kind, id.value());
    }

    private void grant(String sql, String kind, IamId id, String granted) {
        row(sql, cluster, kind, id.value(), granted);
    }

    private void row(String sql, @Nullable Object... values) {
        batches.computeIfAbsent(sql, s -> new ArrayList<>()).add(values);
    }
}
