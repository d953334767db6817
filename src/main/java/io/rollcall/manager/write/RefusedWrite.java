package io.rollcall.manager.write;

import com.unboundid.ldap.sdk.AddRequest;
import com.unboundid.ldap.sdk.DeleteRequest;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import io.rollcall.manager.connection.LdapErrors;
import io.rollcall.manager.layout.DirectoryLayout;
import io.rollcall.sync.provisioning.ChangeOutcome.Failed;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Says why the directory refused a write, with what a person needs to correct it. Not thread-safe; confined to
/// one pass over one connection.
final class RefusedWrite {
    private static final Pattern BAD_CLASS = Pattern.compile("objectClass: value #(\\d+) invalid per syntax");

    private final LDAPConnection connection;
    private final DirectoryLayout layout;

    RefusedWrite(LDAPConnection connection, DirectoryLayout layout) {
        this.connection = connection;
        this.layout = layout;
    }

    Failed explain(Write write, LDAPResult result) throws LDAPException {
        ResultCode code = result.getResultCode();
        String said = "the directory refused it: " + LdapErrors.worded(result);
        if (code.equals(ResultCode.INSUFFICIENT_ACCESS_RIGHTS)) {
            return new Failed(said + " (the login may not " + attempt(write) + ")");
        }
        if (code.equals(ResultCode.ATTRIBUTE_OR_VALUE_EXISTS)) {
            return new Failed(
                    said + " (it is there and cannot be read: the login needs the right to read what it writes)");
        }
        if (code.equals(ResultCode.INVALID_ATTRIBUTE_SYNTAX)) {
            String unknown = unknownClass(write, String.valueOf(result.getDiagnosticMessage()));
            return new Failed(
                    unknown == null
                            ? said
                            : "the directory's schema has no object class '" + unknown
                                    + "': 'user_classes', 'group_classes' and 'groups' of the configuration say which"
                                    + " are used, and 'groups: rfc2307' fits the schema that OpenLDAP brings");
        }
        // What OpenLDAP says where olcReadOnly or olcRestrict forbids writes.
        if (code.equals(ResultCode.UNWILLING_TO_PERFORM)
                && String.valueOf(result.getDiagnosticMessage()).contains("operation restricted")) {
            return new Failed(said + " (the directory's database is read-only: see olcReadOnly and olcRestrict there)");
        }
        if (code.equals(ResultCode.CONSTRAINT_VIOLATION) && write.request() instanceof AddRequest add) {
            return notUnique(add.toEntry(), said);
        }
        return new Failed(said);
    }

    /// A server that enforces unique names and numbers itself does not say which of them is taken.
    private Failed notUnique(Entry entry, String said) throws LDAPException {
        String kind = entry.hasAttribute(DirectoryLayout.UID_NUMBER) ? DirectoryLayout.UID : DirectoryLayout.CN;
        String name = entry.getAttributeValue(kind);
        SearchResultEntry other = kind.equals(DirectoryLayout.UID) && name != null ? find(kind, name) : null;
        if (other != null) {
            return new Failed(said + " ('" + other.getDN() + "' has the same " + kind + ")");
        }
        String attribute = kind.equals(DirectoryLayout.UID) ? DirectoryLayout.UID_NUMBER : DirectoryLayout.GID_NUMBER;
        String number = entry.getAttributeValue(attribute);
        return new Failed(
                said + " (" + attribute + " " + number + " may be in use elsewhere; the next one is tried next time)",
                true);
    }

    private @Nullable SearchResultEntry find(String attribute, String value) throws LDAPException {
        List<SearchResultEntry> found = connection
                .search(layout.base().toString(), SearchScope.SUB, Filter.createEqualityFilter(attribute, value), "1.1")
                .getSearchEntries();
        return Objects.requireNonNull(found, "without a listener they are in the result").stream()
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String unknownClass(Write write, String diagnostic) {
        Matcher bad = BAD_CLASS.matcher(diagnostic);
        if (!bad.find() || !(write.request() instanceof AddRequest add)) {
            return null;
        }
        List<String> classes = DirectoryLayout.values(add.toEntry(), "objectClass");
        int place = Integer.parseInt(bad.group(1));
        return place < classes.size() ? classes.get(place) : null;
    }

    private static String attempt(Write write) {
        return switch (write.request()) {
            case AddRequest add -> "add '" + write.dn() + "'";
            case DeleteRequest delete -> "delete '" + write.dn() + "'";
            case ModifyRequest modify ->
                "write "
                        + modify.getModifications().stream()
                                .map(Modification::getAttributeName)
                                .distinct()
                                .sorted()
                                .collect(Collectors.joining(", "))
                        + (write.mark() == null ? "" : " and " + DirectoryLayout.MARK) + " of '" + write.dn() + "'";
            default -> "rename '" + write.dn() + "'";
        };
    }
}
