package io.rollcall.manager.read;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.ContentSyncDoneControl;
import com.unboundid.ldap.sdk.controls.ContentSyncRequestControl;
import com.unboundid.ldap.sdk.controls.ContentSyncRequestMode;
import io.rollcall.manager.connection.LdapErrors;
import io.rollcall.sync.target.TargetSnapshot;
import java.lang.ref.SoftReference;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The last snapshot of a directory, valid for as long as the server says that nothing was written since.
/// Discarded when memory is short. Thread-safe.
///
/// The proof is the `contextCSN` of the base, asked for by content synchronization (RFC 4533) of that one entry:
/// only a server that maintains the number for this very database answers that, while the plain attribute may be
/// left over from an earlier configuration. A number is only compared with numbers of the same server.
public final class RememberedSnapshot {
    /// Rights to read may change without a write below the base; this bounds how long that goes unseen.
    private static final Duration LONGEST = Duration.ofMinutes(15);

    /// The contents of one server at one time.
    ///
    /// @param server its address
    /// @param numbers its change numbers, one for each server that writes
    public record State(String server, String numbers) {}

    private record Memory(State state, SoftReference<TargetSnapshot> snapshot, long nanoTime) {}

    private volatile @Nullable Memory memory;

    /// The current state of the server that this connection leads to; empty when the server cannot tell.
    ///
    /// @throws LDAPException when the directory is unavailable
    public static Optional<State> state(LDAPConnection connection, String base) throws LDAPException {
        SearchRequest request = new SearchRequest(
                base, SearchScope.BASE, Filter.createPresenceFilter("objectClass"), SearchRequest.NO_ATTRIBUTES);
        request.setControls(new ContentSyncRequestControl(ContentSyncRequestMode.REFRESH_ONLY));
        SearchResult result;
        try {
            result = connection.search(request);
        } catch (LDAPException e) {
            if (LdapErrors.passes(e.getResultCode()) && !e.getResultCode().equals(ResultCode.DECODING_ERROR)) {
                throw e;
            }
            return Optional.empty();
        }
        ContentSyncDoneControl done = ContentSyncDoneControl.get(result);
        ASN1OctetString cookie = done == null ? null : done.getCookie();
        return cookie == null
                ? Optional.empty()
                : numbers(cookie.stringValue()).map(numbers -> new State(server(connection), numbers));
    }

    /// The address that names a server in a [State].
    public static String server(LDAPConnection connection) {
        return connection.getConnectedAddress() + ":" + connection.getConnectedPort();
    }

    /// The numbers of OpenLDAP's `rid=…,sid=…,csn=…;…`; cookies of other servers are not understood.
    private static Optional<String> numbers(String cookie) {
        TreeSet<String> numbers = new TreeSet<>();
        for (String part : cookie.split(",")) {
            if (part.startsWith("csn=")) {
                for (String number : part.substring("csn=".length()).split(";")) {
                    numbers.add(number);
                }
            }
        }
        numbers.remove("");
        return numbers.isEmpty() ? Optional.empty() : Optional.of(String.join(";", numbers));
    }

    /// The snapshot of that state, when it is the remembered one.
    public Optional<TargetSnapshot> of(State state) {
        Memory last = memory;
        return last != null && last.state().equals(state) && System.nanoTime() - last.nanoTime() < LONGEST.toNanos()
                ? Optional.ofNullable(last.snapshot().get())
                : Optional.empty();
    }

    public void remember(State state, TargetSnapshot snapshot) {
        memory = new Memory(state, new SoftReference<>(snapshot), System.nanoTime());
    }

    public void forget() {
        memory = null;
    }
}
