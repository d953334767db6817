package io.rollcall.manager.write;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.RootDSE;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.extensions.PasswordModifyExtendedRequest;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UserName;
import io.rollcall.manager.connection.LdapErrors;
import io.rollcall.manager.layout.DirectoryLayout;
import io.rollcall.sync.password.PasswordOutcome;
import io.rollcall.sync.password.PasswordOutcome.Initialized;
import io.rollcall.sync.password.PasswordOutcome.Refused;
import io.rollcall.sync.password.PasswordStanding;
import io.rollcall.sync.provisioning.Checkpoint;
import io.rollcall.sync.provisioning.UserRef;
import io.rollcall.sync.target.ObjectKind;
import io.rollcall.sync.target.OwnerMark;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Sets passwords of owned accounts over one connection. Not thread-safe; confined to one call.
///
/// A server that announces the password modify operation (RFC 3062) gets the text and hashes as it is
/// configured to; any other gets a hash. No password is ever read back, not even a hash of one.
public final class PasswordWriter {
    private static final String POLICY_OF_ENTRY = "pwdPolicySubentry";
    private static final String EXPIRES = "passwordExpirationTime";
    private static final String DEMANDS_CHANGE = "pwdMustChange";

    private final LDAPConnection connection;
    private final DirectoryLayout layout;

    public PasswordWriter(LDAPConnection connection, DirectoryLayout layout) {
        this.connection = connection;
        this.layout = layout;
    }

    /// The owned account in use that has the name, in exactly that spelling, and whether it has a password.
    public Optional<PasswordStanding> standing(UserName name) throws LDAPException {
        DN dn = layout.dn(name);
        SearchResultEntry entry = connection.getEntry(
                dn.toString(), DirectoryLayout.UID, DirectoryLayout.MARK, DirectoryLayout.OUT_OF_USE);
        if (entry == null) {
            return Optional.empty();
        }
        OwnerMark mark = layout.markOn(entry, ObjectKind.USER);
        if (mark == null
                || layout.disabledSince(entry) != null
                || !DirectoryLayout.values(entry, DirectoryLayout.UID).contains(name.value())) {
            return Optional.empty();
        }
        return Optional.of(new PasswordStanding(new UserRef(mark.id(), name), hasPassword(dn)));
    }

    private boolean hasPassword(DN dn) throws LDAPException {
        try {
            return connection
                            .search(
                                    dn.toString(),
                                    SearchScope.BASE,
                                    Filter.createPresenceFilter(DirectoryLayout.PASSWORD),
                                    "1.1")
                            .getEntryCount()
                    > 0;
        } catch (LDAPSearchException e) {
            if (e.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)) {
                return false;
            }
            throw e;
        }
    }

    /// @throws LDAPException when the directory is unavailable; the call can be repeated
    public PasswordOutcome set(UserRef user, Secret password) throws LDAPException {
        LDAPResult result = announcesModify() ? modify(user, password) : replace(user, password);
        if (LdapErrors.isOfACopy(result)) {
            throw new LDAPException(LdapErrors.ofACopy(result));
        }
        if (LdapErrors.passes(result.getResultCode())) {
            throw new LDAPException(result);
        }
        if (result.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)
                || result.getResultCode().equals(ResultCode.ASSERTION_FAILED)) {
            return new Refused("the account is not in the directory any more");
        }
        return result.getResultCode().equals(ResultCode.SUCCESS)
                ? Initialized.inDirectory(demandChange(user))
                : new Refused("the directory refused it: " + LdapErrors.worded(result));
    }

    private boolean announcesModify() throws LDAPException {
        RootDSE root = connection.getRootDSE();
        return root != null
                && root.supportsExtendedOperation(PasswordModifyExtendedRequest.PASSWORD_MODIFY_REQUEST_OID);
    }

    /// This operation takes no condition, so the mark of the entry is read just before.
    private LDAPResult modify(UserRef user, Secret password) throws LDAPException {
        boolean ours =
                standing(user.name()).filter(found -> found.user().equals(user)).isPresent();
        return ours
                ? connection.processExtendedOperation(new PasswordModifyExtendedRequest(
                        layout.dn(user.name()).toString(), (String) null, password.reveal()))
                : new LDAPResult(-1, ResultCode.NO_SUCH_OBJECT);
    }

    private LDAPResult replace(UserRef user, Secret password) throws LDAPException {
        return write(user, DirectoryLayout.PASSWORD, HashedPassword.of(password));
    }

    /// After the password, since setting one removes the demand. A server without that attribute, or one that does
    /// not let clients write it, has other ways or none.
    private boolean demandChange(UserRef user) throws LDAPException {
        if (is389()) {
            return demandedByItself(user);
        }
        LDAPResult result = write(user, DirectoryLayout.MUST_CHANGE, "TRUE");
        if (LdapErrors.passes(result.getResultCode())) {
            throw new LDAPException(result);
        }
        return result.getResultCode().equals(ResultCode.SUCCESS) && !policiesIgnoreDemands(user);
    }

    private boolean is389() throws LDAPException {
        RootDSE root = connection.getRootDSE();
        String vendor = root == null ? null : root.getVendorName();
        return vendor != null && vendor.contains("389");
    }

    /// 389 Directory Server accepts `pwdReset` but only obeys `passwordMustChange` of its own configuration: then
    /// a password that another account set counts as long expired.
    private boolean demandedByItself(UserRef user) throws LDAPException {
        SearchResultEntry entry = connection.getEntry(layout.dn(user.name()).toString(), EXPIRES);
        String expires = entry == null ? null : entry.getAttributeValue(EXPIRES);
        return expires != null && expires.startsWith("19700101000000");
    }

    /// Whether the visible password policies ignore the demand, because they lack `pwdMustChange`. An entry may
    /// name its policy; otherwise the server's own configuration, which is not read here, names it, so then the
    /// answer is only yes if all visible policies ignore the demand.
    private boolean policiesIgnoreDemands(UserRef user) throws LDAPException {
        SearchResultEntry entry = connection.getEntry(layout.dn(user.name()).toString(), POLICY_OF_ENTRY);
        String own = entry == null ? null : entry.getAttributeValue(POLICY_OF_ENTRY);
        try {
            List<SearchResultEntry> policies = Objects.requireNonNull(connection
                    .search(
                            own == null ? layout.base().toString() : own,
                            own == null ? SearchScope.SUB : SearchScope.BASE,
                            Filter.createEqualityFilter("objectClass", "pwdPolicy"),
                            DEMANDS_CHANGE)
                    .getSearchEntries());
            return !policies.isEmpty()
                    && policies.stream()
                            .noneMatch(
                                    policy -> Boolean.TRUE.equals(policy.getAttributeValueAsBoolean(DEMANDS_CHANGE)));
        } catch (LDAPSearchException e) {
            if (LdapErrors.passes(e.getResultCode())) {
                throw e;
            }
            return false;
        }
    }

    private LDAPResult write(UserRef user, String attribute, String value) throws LDAPException {
        return new GuardedRequests(connection, Checkpoint.OPEN)
                .send(Write.modify(
                        layout.dn(user.name()),
                        layout.mark(ObjectKind.USER, user.id()),
                        List.of(new Modification(ModificationType.REPLACE, attribute, value))));
    }
}
