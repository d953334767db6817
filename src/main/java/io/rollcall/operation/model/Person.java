package io.rollcall.operation.model;

import io.rollcall.cluster.Cluster;
import io.rollcall.sync.explanation.Explanation;
import io.rollcall.sync.target.ObjectKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// One user in one cluster: why the user is there or is not, since when, and what went wrong.
///
/// @param origins since which operation what is there is there: the account by `user NAME`, groups by `group NAME`,
///     roles by `role NAME`; what no retained operation did has none
/// @param problems what the last operations could not do for the account, the groups and the roles
public record Person(Cluster cluster, Explanation explanation, Map<String, Origin> origins, List<Problem> problems) {
    public Person {
        origins = Map.copyOf(origins);
        problems = List.copyOf(problems);
    }

    /// The key of an object in [#origins].
    public static String key(ObjectKind kind, String name) {
        return kind.word() + " " + name;
    }

    /// The operation that made something what it is.
    ///
    /// @param at when the operation ended, or was planned if it has not ended
    public record Origin(OperationId operation, Instant at) {
        /// The later one of two, both of which were needed.
        public Origin and(Origin other) {
            return at.isBefore(other.at) ? other : this;
        }

        /// The earlier one of two, either of which was enough.
        public Origin or(Origin other) {
            return at.isBefore(other.at) ? this : other;
        }
    }

    /// What an operation refused, or could not do.
    ///
    /// @param result the row that says so
    public record Problem(Origin by, Result result) {}

    /// One user in a list of the users of the IAM.
    ///
    /// @param reason why the user is not eligible, or cannot be in the Manager; empty for a user who can
    /// @param present whether a synchronization made an account
    public record Listed(String name, String id, boolean eligible, boolean present, String reason) {}
}
