package io.rollcall.operation.audit;

import io.rollcall.operation.model.OperationId;
import io.rollcall.sync.target.ObjectKind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Which entries of the audit are wanted, and in which order.
///
/// @param since only entries from this time on
/// @param until only entries before this time; null without an end
/// @param event only entries of this event; null for all
/// @param operation only entries of this operation; null for all
/// @param kind only what changed objects of this kind; null for all
/// @param name only what changed the object of this name, and the passwords that its account got; null for all
/// @param newestFirst whether the newest come first; otherwise the oldest
public record AuditFilter(
        Instant since,
        @Nullable Instant until,
        AuditEntry.@Nullable Event event,
        @Nullable OperationId operation,
        @Nullable ObjectKind kind,
        @Nullable String name,
        boolean newestFirst) {
    /// Everything from a time on.
    public static AuditFilter since(Instant since) {
        return new AuditFilter(since, null, null, null, null, null, false);
    }

    /// Only what became of one object.
    public AuditFilter about(ObjectKind sort, String object) {
        return new AuditFilter(since, until, event, operation, sort, object, newestFirst);
    }

    /// Only the entries of one operation.
    public AuditFilter of(OperationId one) {
        return new AuditFilter(since, until, event, one, kind, name, newestFirst);
    }
}
