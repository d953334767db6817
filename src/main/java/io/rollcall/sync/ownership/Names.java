package io.rollcall.sync.ownership;

import io.rollcall.cluster.IamId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which ids the entries of a map have under a name. Of a map in which little has changed only that is looked at
/// anew. Immutable.
///
/// @param <E> the entries
final class Names<E> {
    private final Map<IamId, E> base;
    private final Map<String, List<IamId>> ofBase;
    private final Set<IamId> changed;
    private final Map<String, List<IamId>> ofChanged = new HashMap<>();

    /// @param key the form in which a Manager compares the name of an entry
    /// @param former those of an earlier state of the map, if there was one
    @SuppressWarnings("ReferenceEquality")
    Names(Map<IamId, E> entries, Function<E, String> key, @Nullable Names<E> former) {
        base = Patched.base(entries);
        if (former != null && former.base == base) {
            ofBase = former.ofBase;
        } else {
            ofBase = HashMap.newHashMap(base.size());
            base.forEach((id, entry) -> add(ofBase, key.apply(entry), id));
        }
        changed = Patched.changed(entries);
        for (IamId id : changed) {
            E entry = entries.get(id);
            if (entry != null) {
                add(ofChanged, key.apply(entry), id);
            }
        }
    }

    private static void add(Map<String, List<IamId>> all, String key, IamId id) {
        all.computeIfAbsent(key, k -> new ArrayList<>(1)).add(id);
    }

    /// The ids of the entries with that name.
    List<IamId> ids(String key) {
        List<IamId> unchanged = ofBase.getOrDefault(key, List.of());
        List<IamId> others = ofChanged.getOrDefault(key, List.of());
        return Stream.concat(unchanged.stream().filter(id -> !changed.contains(id)), others.stream())
                .toList();
    }
}
