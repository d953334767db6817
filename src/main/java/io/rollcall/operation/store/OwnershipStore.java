package io.rollcall.operation.store;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UserName;
import io.rollcall.database.Sql;
import io.rollcall.operation.model.SynchronizedNames;
import io.rollcall.sync.ownership.NumberBook;
import io.rollcall.sync.ownership.Ownership;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.target.Right;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is owned in each Manager, and which POSIX numbers were given. All methods run inside the caller's
/// transaction.
public final class OwnershipStore {
    private OwnershipStore() {}

    public static Ownership load(Connection connection, ClusterId cluster) throws SQLException {
        return load(connection, "", cluster.value());
    }

    /// What is owned of some users and groups.
    static Ownership load(Connection connection, ClusterId cluster, Set<IamId> ids) throws SQLException {
        return ids.isEmpty() ? Ownership.EMPTY : load(connection, among(ids), parameters(cluster.value(), ids));
    }

    /// All kinds of a table are named, because its index begins with the cluster and the kind.
    private static Ownership load(Connection connection, String among, Object... parameters) throws SQLException {
        Map<IamId, Set<GroupName>> userGrants = new HashMap<>();
        Map<IamId, Set<RoleName>> groupGrants = new HashMap<>();
        Sql.list(
                connection,
                "select kind, iam_id, granted from roll_grant where cluster_id = ? and kind in ('user', 'group')"
                        + among,
                row -> {
                    IamId id = new IamId(row.getString("iam_id"));
                    String granted = row.getString("granted");
                    return row.getString("kind").equals("user")
                            ? userGrants
                                    .computeIfAbsent(id, i -> new HashSet<>())
                                    .add(new GroupName(granted))
                            : groupGrants
                                    .computeIfAbsent(id, i -> new HashSet<>())
                                    .add(new RoleName(granted));
                },
                parameters);
        Map<IamId, Ownership.UserEntry> users = new HashMap<>();
        Sql.list(
                connection,
                "select iam_id, name from roll_user where cluster_id = ?" + among,
                row -> {
                    IamId id = new IamId(row.getString("iam_id"));
                    Set<GroupName> granted = userGrants.getOrDefault(id, Set.of());
                    return users.put(id, new Ownership.UserEntry(new UserName(row.getString("name")), granted));
                },
                parameters);
        Map<IamId, Ownership.GroupEntry> groups = new HashMap<>();
        Sql.list(
                connection,
                "select iam_id, name, asked from roll_group where cluster_id = ?" + among,
                row -> {
                    IamId id = new IamId(row.getString("iam_id"));
                    Set<RoleName> granted = groupGrants.getOrDefault(id, Set.of());
                    return groups.put(
                            id,
                            new Ownership.GroupEntry(
                                    new GroupName(row.getString("name")), row.getInt("asked") == 1, granted));
                },
                parameters);
        Set<Right> owed = new HashSet<>();
        Set<Right> promised = new HashSet<>();
        Sql.list(
                connection,
                "select kind, iam_id, owed, promised from roll_owed where cluster_id = ?"
                        + " and kind in ('group-role', 'user-role', 'membership')" + among,
                row -> (row.getInt("promised") == 1 ? promised : owed)
                        .add(right(row.getString("kind"), new IamId(row.getString("iam_id")), row.getString("owed"))),
                parameters);
        return new Ownership(users, groups, owed, promised);
    }

    private static String among(Set<IamId> ids) {
        return " and iam_id in (" + String.join(", ", Collections.nCopies(ids.size(), "?")) + ")";
    }

    private static Object[] parameters(String subject, Set<IamId> ids) {
        return Stream.concat(Stream.of(subject), ids.stream().map(IamId::value)).toArray();
    }

    private static Right right(String kind, IamId id, String name) {
        return switch (kind) {
            case "group-role" -> new Right.GroupRole(id, new RoleName(name));
            case "user-role" -> new Right.UserRole(id, new RoleName(name));
            default -> new Right.Membership(id, new GroupName(name));
        };
    }

    /// The row for a right that is owed, or was promised.
    static @Nullable Object[] owedRow(String cluster, Right right, boolean promised) {
        String id = right.holder().value();
        int kind = promised ? 1 : 0;
        return switch (right) {
            case Right.GroupRole r ->
                new Object[] {cluster, "group-role", id, r.role().value(), kind};
            case Right.UserRole r ->
                new Object[] {cluster, "user-role", id, r.role().value(), kind};
            case Right.Membership r ->
                new Object[] {cluster, "membership", id, r.group().value(), kind};
        };
    }

    /// Makes the stored ownership equal to another one, writing only what differs.
    static void replace(Connection connection, ClusterId cluster, Ownership before, Ownership after)
            throws SQLException {
        if (after.equals(before)) {
            return;
        }
        Set<IamId> changed = new HashSet<>();
        List<@Nullable Object[]> gone = new ArrayList<>();
        List<@Nullable Object[]> users = new ArrayList<>();
        List<@Nullable Object[]> groups = new ArrayList<>();
        List<@Nullable Object[]> grants = new ArrayList<>();
        String c = cluster.value();
        before.users().forEach((id, entry) -> {
            if (!entry.equals(after.users().get(id))) {
                gone.add(new Object[] {c, "user", id.value()});
                changed.add(id);
            }
        });
        before.groups().forEach((id, entry) -> {
            if (!entry.equals(after.groups().get(id))) {
                gone.add(new Object[] {c, "group", id.value()});
                changed.add(id);
            }
        });
        after.users().forEach((id, entry) -> {
            if (!entry.equals(before.users().get(id))) {
                changed.add(id);
                users.add(new Object[] {c, id.value(), entry.name().value()});
                entry.granted().forEach(g -> grants.add(new Object[] {c, "user", id.value(), g.value()}));
            }
        });
        after.groups().forEach((id, entry) -> {
            if (!entry.equals(before.groups().get(id))) {
                changed.add(id);
                groups.add(new Object[] {c, id.value(), entry.name().value(), entry.asked() ? 1 : 0});
                entry.granted().forEach(g -> grants.add(new Object[] {c, "group", id.value(), g.value()}));
            }
        });
        changed.addAll(holders(before, after));
        changed.addAll(holders(after, before));
        Versions.ownershipChanges(connection, cluster, changed);
        Sql.batch(connection, "delete from roll_grant where cluster_id = ? and kind = ? and iam_id = ?", gone);
        Sql.batch(connection, "delete from roll_user where cluster_id = ? and 'user' = ? and iam_id = ?", gone);
        Sql.batch(connection, "delete from roll_group where cluster_id = ? and 'group' = ? and iam_id = ?", gone);
        Sql.batch(connection, "insert into roll_user (cluster_id, iam_id, name) values (?, ?, ?)", users);
        Sql.batch(connection, "insert into roll_group (cluster_id, iam_id, name, asked) values (?, ?, ?, ?)", groups);
        Sql.batch(connection, "insert into roll_grant (cluster_id, kind, iam_id, granted) values (?, ?, ?, ?)", grants);
        Sql.batch(
                connection,
                "delete from roll_owed where cluster_id = ? and kind = ? and iam_id = ? and owed = ? and promised = ?",
                owedRows(c, before, after));
        Sql.batch(
                connection,
                "insert into roll_owed (cluster_id, kind, iam_id, owed, promised) values (?, ?, ?, ?, ?)",
                owedRows(c, after, before));
    }

    /// The rows of rights that are owed or promised in the first ownership and not in the second.
    private static List<@Nullable Object[]> owedRows(String cluster, Ownership some, Ownership others) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        without(some.owed(), others.owed()).forEach(right -> rows.add(owedRow(cluster, right, false)));
        without(some.promised(), others.promised()).forEach(right -> rows.add(owedRow(cluster, right, true)));
        return rows;
    }

    /// The holders of these rights.
    private static Set<IamId> holders(Ownership some, Ownership others) {
        return Stream.concat(without(some.owed(), others.owed()), without(some.promised(), others.promised()))
                .map(Right::holder)
                .collect(Collectors.toSet());
    }

    private static Stream<Right> without(Set<Right> some, Set<Right> others) {
        return some.stream().filter(right -> !others.contains(right));
    }

    static SynchronizedNames synchronizedNames(Connection connection, ClusterId cluster) throws SQLException {
        return new SynchronizedNames(
                names(connection, "select name from roll_user where cluster_id = ?", cluster),
                names(connection, "select name from roll_group where cluster_id = ?", cluster));
    }

    /// Sorted here and not by the database, whose order depends on its collation.
    private static List<String> names(Connection connection, String sql, ClusterId cluster) throws SQLException {
        List<String> names = Sql.list(connection, sql, row -> row.getString("name"), cluster.value());
        names.sort(null);
        return names;
    }

    public static NumberBook numbers(Connection connection, String directory) throws SQLException {
        return numbers(connection, "", directory);
    }

    /// The numbers of some users and groups, and refused numbers given as texts.
    static NumberBook numbers(Connection connection, String directory, Set<IamId> ids) throws SQLException {
        return numbers(connection, among(ids), parameters(directory, ids));
    }

    private static NumberBook numbers(Connection connection, String among, Object... parameters) throws SQLException {
        Map<IamId, Integer> users = new HashMap<>();
        Map<IamId, Integer> groups = new HashMap<>();
        Set<Integer> refused = new HashSet<>();
        Sql.list(
                connection,
                "select kind, iam_id, number from posix_number where directory = ? and kind in ('user', 'group', 'refused')"
                        + among,
                row -> switch (row.getString("kind")) {
                    case "user" -> users.put(new IamId(row.getString("iam_id")), row.getInt("number"));
                    case "group" -> groups.put(new IamId(row.getString("iam_id")), row.getInt("number"));
                    default -> refused.add(row.getInt("number"));
                },
                parameters);
        return new NumberBook(users, groups, refused);
    }

    /// Removes from the book numbers that other owned entries have now: they were given by hand, and their former
    /// owners lose them for good.
    static void freeNumbers(
            Connection connection, String directory, Map<IamId, Integer> users, Map<IamId, Integer> groups)
            throws SQLException {
        if (users.isEmpty() && groups.isEmpty()) {
            return;
        }
        // Whose numbers they were is not asked: it is rare.
        Versions.numbersChange(connection, directory, null);
        Sql.batch(
                connection,
                "delete from posix_number where directory = ? and kind = ? and iam_id <> ? and number = ?",
                numberRows(directory, users, groups));
    }

    /// Writes new numbers into the book. A user or group that gets a new number, because the old one was taken by
    /// hand, loses the old one for good.
    public static void keepNumbers(
            Connection connection, String directory, Map<IamId, Integer> users, Map<IamId, Integer> groups)
            throws SQLException {
        if (users.isEmpty() && groups.isEmpty()) {
            return;
        }
        Set<IamId> changed = new HashSet<>(users.keySet());
        changed.addAll(groups.keySet());
        Versions.numbersChange(connection, directory, changed);
        Sql.batch(connection, """
                insert into posix_number (directory, kind, iam_id, number) values (?, ?, ?, ?)
                on conflict (directory, kind, iam_id) do update set number = excluded.number
                """, numberRows(directory, users, groups));
    }

    private static List<@Nullable Object[]> numberRows(
            String directory, Map<IamId, Integer> users, Map<IamId, Integer> groups) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        users.forEach((id, number) -> rows.add(new Object[] {directory, "user", id.value(), number}));
        groups.forEach((id, number) -> rows.add(new Object[] {directory, "group", id.value(), number}));
        // Transactions that need the same numbers lock them in the same order, so that they wait instead of
        // deadlocking.
        rows.sort(Comparator.comparingInt(row -> (int) Objects.requireNonNull(row[3])));
        return rows;
    }

    /// Marks the number of a new entry that the directory refused: the entry gets the next one.
    static void refuseNumber(Connection connection, String directory, Change creation) throws SQLException {
        switch (creation) {
            case Change.CreateAccount c ->
                refuseNumber(connection, directory, "user", c.user().id(), c.uidNumber());
            case Change.CreateGroup c ->
                refuseNumber(connection, directory, "group", c.group().id(), c.gidNumber());
            default -> throw new IllegalArgumentException("gives no number: " + creation);
        }
    }

    private static void refuseNumber(Connection connection, String directory, String kind, IamId id, int number)
            throws SQLException {
        Versions.numbersChange(connection, directory, Set.of(id, new IamId(Integer.toString(number))));
        Sql.update(
                connection,
                "delete from posix_number where directory = ? and kind = ? and iam_id = ?",
                directory,
                kind,
                id.value());
        Sql.update(connection, """
                insert into posix_number (directory, kind, iam_id, number) values (?, 'refused', ?, ?)
                on conflict do nothing
                """, directory, Integer.toString(number), number);
    }
}
