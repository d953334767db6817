package io.rollcall.operation.audit;

import io.rollcall.cluster.ClusterId;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.Requester;
import io.rollcall.operation.model.Result;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One thing that an auditor may ask about. Never holds a secret.
///
/// @param number the order of the entries of the cluster; grows by one
/// @param operation what it is about; null for a refused request
/// @param by the requester; null for what an operation did by itself
/// @param change the object with its old and new values, for [Event#CHANGED]
/// @param detail the rest, by names that the API spells the same way
/// @param seal null for an entry that a version without seals wrote
public record AuditEntry(
        ClusterId cluster,
        long number,
        Instant at,
        Event event,
        @Nullable OperationId operation,
        @Nullable Requester by,
        @Nullable Result change,
        Map<String, Object> detail,
        @Nullable Seal seal) {
    /// What happened.
    public enum Event {
        /// A request became an operation.
        ACCEPTED,
        /// A request was refused, because another operation of the cluster, or too many of its dry runs, were
        /// unfinished.
        BUSY,
        /// The guard held the plan.
        HELD,
        /// A person released the plan.
        RELEASED,
        /// A new request replaced a held plan.
        SUPERSEDED,
        /// A person stopped the operation, or discarded its plan.
        STOPPED,
        /// One object of the Manager is now as the plan has it.
        CHANGED,
        /// The operation ended.
        FINISHED,
        /// A person gave an account a password, or tried to.
        PASSWORD,
        /// A person stored, changed or removed the definition of the cluster.
        CONFIGURED,
        /// Calls were refused, because of their caller or their rate.
        REFUSED;

        /// As the API and the database spell it.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
