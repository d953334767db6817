package io.rollcall.sync.ownership;

import io.rollcall.cluster.IamId;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A large map in which few ids have changed: making it costs as much as what has changed, and it is read like any
/// other. Immutable.
final class Patched<V> extends AbstractMap<IamId, V> {
    private static final int LEAST = 16;
    private static final int PART = 8;

    private final Map<IamId, V> base;
    private final Set<IamId> changed;
    private final Map<IamId, V> instead;
    private final int size;

    private Patched(Map<IamId, V> base, Set<IamId> changed, Map<IamId, V> instead) {
        this.base = base;
        this.changed = changed;
        this.instead = instead;
        this.size = base.size()
                + instead.size()
                - (int) changed.stream().filter(base::containsKey).count();
    }

    /// A map where it does not speak of some ids, and another one where it does. Copied once too much has changed.
    static <V> Map<IamId, V> of(Map<IamId, V> all, Set<IamId> ids, Map<IamId, V> theirs) {
        Map<IamId, V> base = base(all);
        Set<IamId> changed = new HashSet<>(changed(all));
        changed.addAll(ids);
        Map<IamId, V> instead = new HashMap<>(all instanceof Patched<V> former ? former.instead : Map.of());
        instead.keySet().removeAll(ids);
        instead.putAll(theirs);
        Patched<V> patched = new Patched<>(base, changed, instead);
        return changed.size() <= Math.max(LEAST, base.size() / PART) ? patched : new HashMap<>(patched);
    }

    /// The map before it was changed; itself if it was not.
    static <V> Map<IamId, V> base(Map<IamId, V> all) {
        return all instanceof Patched<V> patched ? patched.base : all;
    }

    /// The ids of which it differs from its base.
    static Set<IamId> changed(Map<IamId, ?> all) {
        return all instanceof Patched<?> patched ? patched.changed : Set.of();
    }

    @Override
    public @Nullable V get(Object id) {
        return (changed.contains(id) ? instead : base).get(id);
    }

    @Override
    public boolean containsKey(Object id) {
        return (changed.contains(id) ? instead : base).containsKey(id);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void forEach(BiConsumer<? super IamId, ? super V> action) {
        base.forEach((id, value) -> {
            if (!changed.contains(id)) {
                action.accept(id, value);
            }
        });
        instead.forEach(action);
    }

    @Override
    public Set<Map.Entry<IamId, V>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<IamId, V>> iterator() {
                return Stream.concat(
                                base.entrySet().stream().filter(entry -> !changed.contains(entry.getKey())),
                                instead.entrySet().stream())
                        .iterator();
            }

            @Override
            public int size() {
                return size;
            }
        };
    }
}
