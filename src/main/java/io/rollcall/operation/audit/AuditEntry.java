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
/// @param operation what it is about; null for a request that was turned away
/// @param by who asked; null for what an operation did by itself
/// @param change what changed from what to what, of [Event#CHANGED]
/// @param detail the rest, by names that the API spells the same way
/// @param seal null for what a version before there were any wrote
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
        /// A request was turned away, because another operation of the cluster, or too many dry runs of it, were
        /// not done.
        BUSY,
        /// The guard wants a person's word.
        HELD,
        /// A person gave it.
        RELEASED,
        /// A held plan gave way to a new request.
        SUPERSEDED,
        /// A person wants the operation to stop, or discards its plan.
        STOPPED,
        /// One object of the Manager is now as the plan has it.
        CHANGED,
        /// The operation ended.
        FINISHED,
        /// A person gave an account a password, or tried to.
        PASSWORD,
        /// Calls were refused, because of who made them or how often.
        REFUSED;

        /// As the API and the database spell it.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
