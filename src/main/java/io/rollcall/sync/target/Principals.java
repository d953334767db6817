package io.rollcall.sync.target;

import io.rollcall.cluster.UserName;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the realm of a cluster in security mode holds, as far as it may concern people.
///
/// A principal that bears the name of an owned account counts as owned until a change of it is refused: asking
/// about each of them would cost one query per person and run.
public final class Principals {
    private final Set<UserName> names;
    private final Map<String, UserName> foreign = new HashMap<>();

    /// @param names all that have no instance; Kerberos names are case-sensitive
    /// @param foreign those of them that a synchronization did not make
    public Principals(Set<UserName> names, Set<UserName> foreign) {
        this.names = Set.copyOf(names);
        foreign.forEach(name -> this.foreign.put(name.key(), name));
    }

    public boolean contains(UserName name) {
        return names.contains(name);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Principals principals
                && names.equals(principals.names)
                && foreign.equals(principals.foreign);
    }

    @Override
    public int hashCode() {
        return 31 * names.hashCode() + foreign.hashCode();
    }

    /// The foreign principal that has this name, as a Manager compares names; null if there is none.
    public @Nullable UserName foreign(UserName name) {
        return foreign.get(name.key());
    }
}
