package io.rollcall.operation.audit;

import io.rollcall.cluster.Sha256;
import io.rollcall.operation.model.Requester;
import io.rollcall.operation.stored.StoredJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reveals gaps and alterations in the audit: the digest of an entry together with that of the entry before it in
/// the same cluster.
///
/// The digest is the SHA-256, in hexadecimal, of one JSON array in UTF-8 without blanks: the digest of the entry
/// before, then of this entry `cluster_id`, `number`, `at`, `event`, `operation_id`, the `user_id`, `user_name`,
/// `credential`, `address` and `request_id` of the requester, the number and the digest of the change, and
/// `detail`. A value that an entry lacks is `null`.
///
/// @param changeNumber the row of the results that holds the change; null for other events
/// @param changeHash the SHA-256 of that row's change as the database holds it
/// @param hash of the entry
public record Seal(@Nullable Long changeNumber, @Nullable String changeHash, String hash) {
    /// What is sealed.
    ///
    /// @param detail JSON as it is stored
    record Content(
            String cluster,
            long number,
            long at,
            String event,
            @Nullable String operation,
            @Nullable Requester by,
            @Nullable Long changeNumber,
            @Nullable String changeHash,
            String detail) {
        /// @param before the digest of the entry before; empty for the first one
        String hash(String before) {
            List<@Nullable Object> fields = new ArrayList<>();
            fields.add(before);
            fields.add(cluster);
            fields.add(number);
            fields.add(Instant.ofEpochMilli(at).toString());
            fields.add(event);
            fields.add(operation);
            fields.add(by == null ? null : by.userId());
            fields.add(by == null ? null : by.userName());
            fields.add(by == null ? null : by.credential());
            fields.add(by == null ? null : by.address());
            fields.add(by == null ? null : by.requestId());
            fields.add(changeNumber);
            fields.add(changeHash);
            String array = StoredJson.write(fields);
            return Sha256.hex(array.substring(0, array.length() - 1) + "," + detail + "]");
        }
    }
}
