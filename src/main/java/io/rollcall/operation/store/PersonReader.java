package io.rollcall.operation.store;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UserName;
import io.rollcall.database.Database;
import io.rollcall.database.Sql;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.Person;
import io.rollcall.operation.model.Result;
import io.rollcall.operation.stored.Rows;
import io.rollcall.sync.explanation.Explanation;
import io.rollcall.sync.explanation.Holdings;
import io.rollcall.sync.ownership.Ownership;
import io.rollcall.sync.target.ObjectKind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the database holds of one user in one cluster: the account, the user's groups and their roles, and the
/// operations that made them. Its cost depends on that user and not on the size of the cluster.
public final class PersonReader {
    /// How far back the operations on one object are searched.
    private static final int MOST_ROWS = 500;

    private static final Set<Result.Action> BEGINNINGS =
            Set.of(Result.Action.CREATE, Result.Action.ADOPT, Result.Action.ENABLE);

    private final Database database;

    public PersonReader(Database database) {
        this.database = database;
    }

    /// What a cluster has of a user.
    ///
    /// @param id null if the IAM does not know the name: then an account of that name is looked for
    /// @param groups the user's groups in the IAM
    public Holdings holdings(ClusterId cluster, UserName name, @Nullable IamId id, Collection<IamId> groups) {
        return database.read(connection -> {
            IamId owner = id != null ? id : ownerOf(connection, cluster, name).orElse(null);
            Set<IamId> ids = new HashSet<>(groups);
            if (owner != null) {
                ids.add(owner);
            }
            Ownership owned = OwnershipStore.load(connection, cluster, ids);
            Map<IamId, Ownership.GroupEntry> held = new HashMap<>(owned.groups());
            // A group may have the id of the user.
            held.keySet().retainAll(Set.copyOf(groups));
            return new Holdings(
                    owner, owner == null ? null : owned.users().get(owner), held, ScopeStore.load(connection, cluster));
        });
    }

    /// The ids of all users whom a cluster has an account of.
    public Set<IamId> accounts(ClusterId cluster) {
        return database.read(connection -> {
            Set<IamId> ids = new HashSet<>();
            Sql.each(
                    connection,
                    "select iam_id from roll_user where cluster_id = ?",
                    row -> {
                        boolean ignored = ids.add(new IamId(row.getString(1)));
                    },
                    cluster.value());
            return ids;
        });
    }

    private static Optional<IamId> ownerOf(Connection connection, ClusterId cluster, UserName name)
            throws SQLException {
        return Sql.first(
                connection,
                "select iam_id from roll_user where name = ? and cluster_id = ?",
                row -> new IamId(row.getString(1)),
                name.value(),
                cluster.value());
    }

    /// Since when a user has what an explanation names, and what went wrong with the rest.
    public Traces traces(ClusterId cluster, UserName name, Explanation explanation) {
        return database.read(connection -> new Search(connection, cluster).about(name, explanation));
    }

    /// As [Person] has them.
    public record Traces(Map<String, Person.Origin> origins, List<Person.Problem> problems) {}

    /// A row of the results with its operation.
    private record Trace(Person.Origin by, Result result) {}

    /// One search, which reads the rows of an object once.
    private static final class Search {
        private final Connection connection;
        private final ClusterId cluster;
        private final Map<String, List<Trace>> read = new HashMap<>();
        private final Map<String, Person.Origin> origins = new HashMap<>();
        private final List<Person.Problem> problems = new ArrayList<>();

        Search(Connection connection, ClusterId cluster) {
            this.connection = connection;
            this.cluster = cluster;
        }

        Traces about(UserName name, Explanation explanation) throws SQLException {
            UserName account = explanation.account();
            if (account == null) {
                problem(ObjectKind.USER, name.value());
            } else {
                keep(ObjectKind.USER, account.value(), beginning(account));
            }
            for (Explanation.Group group : explanation.groups()) {
                String key = group.name().value();
                if (account != null && group.present()) {
                    keep(ObjectKind.GROUP, key, holder(ObjectKind.GROUP, key, "members", account.value()));
                } else {
                    problem(ObjectKind.GROUP, key);
                }
            }
            for (Explanation.Role role : explanation.roles()) {
                if (role.present()) {
                    keep(ObjectKind.ROLE, role.name(), ofRole(role));
                } else {
                    problem(ObjectKind.ROLE, role.name());
                }
            }
            return new Traces(origins, problems);
        }

        private void keep(ObjectKind kind, String name, Person.@Nullable Origin origin) {
            if (origin != null) {
                origins.put(Person.key(kind, name), origin);
            }
        }

        private Person.@Nullable Origin beginning(UserName account) throws SQLException {
            for (Trace trace : traces(ObjectKind.USER, account.value())) {
                if (done(trace) && BEGINNINGS.contains(trace.result().action())) {
                    return trace.by();
                }
            }
            return null;
        }

        /// Which operation gave an object this holder; null if the last one that is known took it away.
        private Person.@Nullable Origin holder(ObjectKind kind, String name, String list, String holder)
                throws SQLException {
            for (Trace trace : traces(kind, name)) {
                if (!done(trace)) {
                    continue;
                }
                if (names(trace.result().after().get(list)).contains(holder)) {
                    return trace.by();
                }
                if (names(trace.result().before().get(list)).contains(holder)) {
                    return null;
                }
            }
            return null;
        }

        /// A role comes with the group that has it, and counts from the earliest of several ways on.
        private Person.@Nullable Origin ofRole(Explanation.Role role) throws SQLException {
            Person.Origin earliest = null;
            for (Explanation.Because because : role.because()) {
                String group = because.group().value();
                Person.Origin member = origins.get(Person.key(ObjectKind.GROUP, group));
                Person.Origin grant = holder(ObjectKind.ROLE, role.name(), "groups", group);
                if (member != null && grant != null) {
                    Person.Origin way = member.and(grant);
                    earliest = earliest == null ? way : earliest.or(way);
                }
            }
            return earliest;
        }

        /// What the last operation on an object says if it did not succeed.
        private void problem(ObjectKind kind, String name) throws SQLException {
            traces(kind, name).stream()
                    .filter(trace -> switch (trace.result().outcome()) {
                        case APPLIED, ALREADY_SO, REFUSED, FAILED -> true;
                        case PLANNED, SKIPPED -> false;
                    })
                    .findFirst()
                    .filter(trace -> !done(trace))
                    .ifPresent(trace -> problems.add(new Person.Problem(trace.by(), trace.result())));
        }

        private static boolean done(Trace trace) {
            return trace.result().outcome() == Result.Outcome.APPLIED
                    || trace.result().outcome() == Result.Outcome.ALREADY_SO;
        }

        /// The newest first.
        private List<Trace> traces(ObjectKind kind, String name) throws SQLException {
            String key = Person.key(kind, name);
            List<Trace> known = read.get(key);
            if (known == null) {
                known = Sql.list(connection, """
                        select r.*, coalesce(o.finished_at, o.planned_at, o.accepted_at) as at
                        from result r join operation o on o.id = r.operation_id
                        where r.name = ? and r.kind = ? and o.cluster_id = ? and o.dry_run = 0
                        order by r.operation_id desc, r.number desc limit ?
                        """, Search::trace, name, kind.word(), cluster.value(), MOST_ROWS);
                read.put(key, known);
            }
            return known;
        }

        private static Trace trace(ResultSet row) throws SQLException {
            return new Trace(
                    new Person.Origin(
                            new OperationId(row.getString("operation_id")), Instant.ofEpochMilli(row.getLong("at"))),
                    Rows.result(row));
        }

        private static Collection<?> names(@Nullable Object list) {
            return list instanceof Collection<?> some ? some : List.of();
        }
    }
}
