package io.rollcall.manager.read;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchResultEntry;
import io.rollcall.manager.layout.DirectoryLayout;
import io.rollcall.manager.layout.MemberSet;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.target.ObjectKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Finds out whether the login can read what it writes: where an ACL hides the mark or the members, every later
/// plan would be wrong, and a user who leaves a group would stay in it. Written entries of each kind are read
/// again until one of them was fully visible. Thread-safe.
public final class Visibility {
    private final DirectoryLayout layout;
    private final Set<ObjectKind> readable = ConcurrentHashMap.newKeySet();

    public Visibility(DirectoryLayout layout) {
        this.layout = layout;
    }

    /// Whether the entry of that change should be read back.
    public boolean wants(Change change) {
        return switch (change) {
            case Change.CreateAccount _ -> !readable.contains(ObjectKind.USER);
            case Change.CreateGroup c -> !c.members().isEmpty() && !readable.contains(ObjectKind.GROUP);
            case Change.ChangeGroup c -> !c.add().isEmpty() && !readable.contains(ObjectKind.GROUP);
            default -> false;
        };
    }

    /// Reads back the entry that a change has written.
    ///
    /// @return what cannot be read of it, as a sentence; empty when everything can
    public Optional<String> hidden(LDAPConnection connection, Change change) throws LDAPException {
        return switch (change) {
            case Change.CreateAccount c ->
                hidden(connection, ObjectKind.USER, layout.dn(c.user().name()).toString(), null);
            case Change.CreateGroup c ->
                hidden(
                        connection,
                        ObjectKind.GROUP,
                        layout.dn(c.group().name()).toString(),
                        layout.groupMemberValue(c.members().getFirst()));
            case Change.ChangeGroup c ->
                hidden(
                        connection,
                        ObjectKind.GROUP,
                        layout.dn(c.group().name()).toString(),
                        layout.groupMemberValue(c.add().getFirst()));
            default -> Optional.empty();
        };
    }

    private Optional<String> hidden(LDAPConnection connection, ObjectKind kind, String dn, @Nullable String member)
            throws LDAPException {
        SearchResultEntry entry = connection.getEntry(dn, layout.attributes(kind));
        List<String> missing = new ArrayList<>();
        if (entry == null) {
            missing.add("the entry");
        } else {
            if (layout.markOn(entry, kind) == null) {
                missing.add(DirectoryLayout.MARK);
            }
            String attribute = layout.groupMember();
            if (member != null
                    && !new MemberSet(attribute, DirectoryLayout.values(entry, attribute)).contains(member)) {
                missing.add(attribute);
            }
        }
        if (missing.isEmpty()) {
            readable.add(kind);
            return Optional.empty();
        }
        return Optional.of("it was written, but " + String.join(" and ", missing) + " of '" + dn
                + "' cannot be read back: the login needs the right to read what it writes");
    }
}
