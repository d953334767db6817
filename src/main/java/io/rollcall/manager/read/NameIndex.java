package io.rollcall.manager.read;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import io.rollcall.cluster.Numbering;
import io.rollcall.manager.layout.DirectoryLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Turns the DN of a member into the name of the entry it means, in the entry's own spelling, and each name into a
/// number. A DN that is spelled as its entry's is only looked up; any other is parsed, once. Not thread-safe;
/// confined to one read.
///
/// @param <N> the type of the names
final class NameIndex<N> {
    /// In the table: the text means no name of this kind.
    private static final int OTHER = -2;

    private final DN container;
    private final String nameAttribute;
    private final Function<String, Optional<N>> parse;
    private final Numbering<N> names = new Numbering<>();
    private final TextTable texts = new TextTable();
    private final TextTable bareTexts = new TextTable();

    private final List<String> learnedDns = new ArrayList<>();
    private final List<N> learned = new ArrayList<>();

    /// Needed, and filled, only where a member spells a DN in another way than the entry.
    private final Map<String, N> byNormalizedDn = new HashMap<>();

    /// How many of the learned DNs are in it.
    private int normalized;

    /// @param parse the name of that text; empty when no such name can exist
    NameIndex(DN container, String nameAttribute, Function<String, Optional<N>> parse) {
        this.container = container;
        this.nameAttribute = nameAttribute;
        this.parse = parse;
    }

    void learn(String dn, N name) {
        texts.put(dn.getBytes(StandardCharsets.UTF_8), names.add(name));
        learnedDns.add(dn);
        learned.add(name);
    }

    /// The numbers of all names that were learned or found.
    Numbering<N> names() {
        return names;
    }

    /// The names of all entries that were learned.
    List<N> learned() {
        return learned;
    }

    /// The name that a member's DN means, or null when it is of another kind.
    @Nullable
    N find(String memberDn) {
        int number = number(memberDn.getBytes(StandardCharsets.UTF_8));
        return number == Numbering.NONE ? null : names.value(number);
    }

    /// The number of the name that a member's DN means, or [Numbering#NONE] when it is of another kind. A DN below
    /// the container that no entry has is a name too: a stale membership would pass to the next account of that
    /// name, so it must be seen.
    int number(byte[] memberDn) {
        int known = texts.get(memberDn);
        if (known == Numbering.NONE) {
            N name = parsed(new String(memberDn, StandardCharsets.UTF_8));
            known = name == null ? OTHER : names.add(name);
            texts.put(memberDn, known);
        }
        return known == OTHER ? Numbering.NONE : known;
    }

    /// The number of a name that a group lists as it is, not as a DN, or [Numbering#NONE] when no such name can
    /// exist.
    int numberOfName(byte[] text) {
        int known = bareTexts.get(text);
        if (known == Numbering.NONE) {
            known = parse.apply(new String(text, StandardCharsets.UTF_8))
                    .map(names::add)
                    .orElse(OTHER);
            bareTexts.put(text, known);
        }
        return known == OTHER ? Numbering.NONE : known;
    }

    private @Nullable N parsed(String memberDn) {
        DN dn;
        try {
            dn = new DN(memberDn);
        } catch (LDAPException _) {
            return null;
        }
        normalizeLearned();
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

    private void normalizeLearned() {
        for (; normalized < learnedDns.size(); normalized++) {
            byNormalizedDn.put(DirectoryLayout.normalized(learnedDns.get(normalized)), learned.get(normalized));
        }
    }
}
