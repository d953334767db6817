package io.rollcall.operation.store;

import io.rollcall.cluster.ClusterId;
import io.rollcall.sync.ownership.NumberBook;
import io.rollcall.sync.ownership.Ownership;
import java.lang.ref.SoftReference;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What was owned in each cluster when it was last read, and is still true while the [Versions] say so: the same
/// objects are given again, so that a later layer recognizes by identity that nothing changed. Discarded when
/// memory is short. Thread-safe.
final class OwnershipCache {
    private record Key(ClusterId cluster, String directory) {}

    /// One read.
    ///
    /// @param versions as they were before it
    record Held(Versions versions, Ownership ownership, NumberBook numbers) {}

    private final Map<Key, SoftReference<Held>> last = new ConcurrentHashMap<>();

    /// Reads what has changed since the last time. Runs inside the caller's transaction.
    Held read(Connection connection, ClusterId cluster, String directory) throws SQLException {
        Versions now = Versions.of(connection, cluster, directory);
        Key key = new Key(cluster, directory);
        SoftReference<Held> reference = last.get(key);
        Held held = reference == null ? null : reference.get();
        if (held != null && held.versions().equals(now)) {
            return held;
        }
        Held read = new Held(
                now,
                held != null && held.versions().ownership() == now.ownership()
                        ? held.ownership()
                        : OwnershipStore.load(connection, cluster),
                held != null && held.versions().numbers() == now.numbers()
                        ? held.numbers()
                        : OwnershipStore.numbers(connection, directory));
        last.put(key, new SoftReference<>(read));
        return read;
    }
}
