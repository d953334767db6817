package io.rollcall.wire;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One entry of the audit.
///
/// @param number the order of the entries of the cluster; grows by one
/// @param operationId what it is about; null for a request that was turned away
/// @param requestedBy who asked; null for what an operation did by itself
/// @param change what changed from what to what
/// @param detail the rest
/// @param changeHash the SHA-256 of what changed, as the database holds it
/// @param hash a digest of this entry and of the one before it
public record AuditJson(
        String clusterId,
        long number,
        Instant at,
        Word<Event> event,
        @Nullable String operationId,
        @Nullable RequesterJson requestedBy,
        @Nullable ResultJson change,
        Map<String, Object> detail,
        @Nullable String changeHash,
        @Nullable String hash) {
    /// What happened.
    public enum Event {
        ACCEPTED,
        BUSY,
        HELD,
        RELEASED,
        SUPERSEDED,
        STOPPED,
        CHANGED,
        FINISHED,
        PASSWORD,
        CONFIGURED,
        REFUSED
    }
}
