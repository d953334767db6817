package io.rollcall.operation.store;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.IamId;
import io.rollcall.sync.ownership.NumberBook;
import io.rollcall.sync.ownership.Ownership;
import java.lang.ref.SoftReference;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What was owned in each cluster when it was last read, and is still true while the [Versions] say so: the same
/// objects are given again, so that a later layer recognizes by identity that nothing changed. Where little has
/// changed, only that is read anew. Discarded when memory is short. Thread-safe.
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
        Held read = held == null
                ? new Held(now, OwnershipStore.load(connection, cluster), OwnershipStore.numbers(connection, directory))
                : new Held(now, ownership(connection, cluster, held, now), numbers(connection, directory, held, now));
        last.put(key, new SoftReference<>(read));
        return read;
    }

    private static Ownership ownership(Connection connection, ClusterId cluster, Held held, Versions now)
            throws SQLException {
        if (held.versions().ownership() == now.ownership()) {
            return held.ownership();
        }
        Optional<Set<IamId>> changed = now.ownersSince(connection, cluster, held.versions());
        return changed.isPresent()
                ? held.ownership().with(changed.get(), OwnershipStore.load(connection, cluster, changed.get()))
                : OwnershipStore.load(connection, cluster);
    }

    private static NumberBook numbers(Connection connection, String directory, Held held, Versions now)
            throws SQLException {
        if (held.versions().numbers() == now.numbers()) {
            return held.numbers();
        }
        Optional<Set<IamId>> changed = now.numberedSince(connection, directory, held.versions());
        return changed.isPresent()
                ? held.numbers().with(changed.get(), OwnershipStore.numbers(connection, directory, changed.get()))
                : OwnershipStore.numbers(connection, directory);
    }
}
