package io.rollcall.manager.read;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Turns the DN of a member into the name of the entry it means, in the entry's own spelling. Not thread-safe;
/// confined to one read.
///
/// @param <N> the type of the names
final class NameIndex<N> {
    private final DN container;
    private final String nameAttribute;
    private final Function<String, Optional<N>> parse;
    private final Map<String, N> byNormalizedDn = new HashMap<>();
    private final Map<String, N> byText = new HashMap<>();

    /// @param parse the name of that text; empty when no such name can exist
    NameIndex(DN container, String nameAttribute, Function<String, Optional<N>> parse) {
        this.container = container;
        this.nameAttribute = nameAttribute;
        this.parse = parse;
    }

    void learn(DN dn, N name) {
        byNormalizedDn.put(dn.toNormalizedString(), name);
    }

    /// The names of all entries that were learned.
    Set<N> learned() {
        return Set.copyOf(byNormalizedDn.values());
    }

    /// The name that a member's DN means, or null when it is of another kind. A DN below the container that no
    /// entry has is a name too: a stale membership would pass to the next account of that name, so it must be
    /// seen.
    @Nullable
    N find(String memberDn) {
        // Thousands of groups repeat the same texts, and parsing a DN is expensive.
        N known = byText.get(memberDn);
        if (known == null) {
            known = parsed(memberDn);
            if (known != null) {
                byText.put(memberDn, known);
            }
        }
        return known;
    }

    private @Nullable N parsed(String memberDn) {
        DN dn;
        try {
            dn = new DN(memberDn);
        } catch (LDAPException _) {
            return null;
        }
        N name = byNormalizedDn.get(dn.toNormalizedString());
        if (name != null) {
            return name;
        }
        RDN rdn = dn.getRDN();
        if (rdn == null
                || !container.equals(dn.getParent())
                || rdn.getAttributeNames().length != 1
                || !rdn.hasAttribute(nameAttribute)) {
            return null;
        }
        return parse.apply(rdn.getAttributeValues()[0]).orElse(null);
    }
}
