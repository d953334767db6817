package io.rollcall.wire;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One user across clusters.
///
/// @param clusters those that the caller may see, by name
public record UserJson(
        String userName, List<InCluster> clusters, @Nullable String nextMarker)
        implements PageJson<UserJson.InCluster> {
    @Override
    public List<InCluster> rows() {
        return clusters;
    }

    /// The user in one cluster.
    ///
    /// @param userId in the IAM; null if neither the IAM nor the cluster knows the user
    /// @param isPresent whether a synchronization made an account
    /// @param steps the conditions one after the other; the first that is not passed says why the user is not there
    /// @param account null if there is none
    /// @param problems what the last operations could not do for what is missing
    /// @param allowedActions what the caller may do with the cluster
    public record InCluster(
            String clusterId,
            String clusterName,
            @Nullable String userId,
            boolean isPresent,
            List<Step> steps,
            @Nullable Account account,
            List<Group> groups,
            List<Role> roles,
            List<Problem> problems,
            List<String> allowedActions) {}

    /// One condition.
    public record Step(Word<Condition> step, boolean isPassed, String detail) {}

    /// The conditions, in their order.
    public enum Condition {
        FOUND,
        ELIGIBLE,
        NAME,
        ASKED,
        ACCOUNT,
        GROUPS,
        ROLES
    }

    /// @param since null if the operation is not retained any more
    /// @param goesIf each of these removes it
    public record Account(String name, @Nullable Since since, List<String> goesIf) {}

    /// A group that the user has or should have.
    ///
    /// @param isOfManager whether it is one of the Manager's own, and no copy of a group of the IAM
    /// @param because the policies that give it, and the groups of the IAM that hold them
    public record Group(
            String name,
            boolean isOfManager,
            boolean isPresent,
            List<Because> because,
            @Nullable Since since,
            List<String> goesIf) {}

    /// A role that the user has or should have by a group.
    public record Role(
            String name,
            boolean isPresent,
            List<Because> because,
            @Nullable Since since,
            List<String> goesIf) {}

    /// A policy that a group of the IAM holds.
    public record Because(String policy, String group) {}

    /// The operation that made it.
    public record Since(String operationId, Instant at) {}

    /// What an operation refused, or could not do.
    public record Problem(
            Word<Kind> kind, String name, @Nullable String reason, Since by) {}

    /// The users of the IAM as one cluster sees them.
    public record Listing(List<Row> users, @Nullable String nextMarker) implements PageJson<Row> {
        @Override
        public List<Row> rows() {
            return users;
        }
    }

    /// One of them.
    ///
    /// @param reason why the user is not eligible, or cannot be in the Manager; null for a user who can
    public record Row(
            String userName,
            String userId,
            boolean isEligible,
            boolean isPresent,
            @Nullable String reason) {}
}
