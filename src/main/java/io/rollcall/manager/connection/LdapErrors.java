package io.rollcall.manager.connection;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.ResultCode;
import io.rollcall.cluster.Trouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Sorts a directory's errors into transient and permanent ones, and words both.
public final class LdapErrors {
    private static final Set<ResultCode> PASSING = Set.of(
            ResultCode.BUSY,
            ResultCode.UNAVAILABLE,
            ResultCode.SERVER_DOWN,
            ResultCode.CONNECT_ERROR,
            ResultCode.TIMEOUT,
            ResultCode.DECODING_ERROR,
            ResultCode.LOCAL_ERROR);

    private static final String COPY = "it is a copy that takes no writes";

    private LdapErrors() {}

    /// Whether the same request may succeed later, perhaps over another connection.
    public static boolean passes(ResultCode code) {
        return PASSING.contains(code);
    }

    /// The answer in the server's words, with the name that RFC 4511 gives the code.
    public static String worded(LDAPResult result) {
        return worded(result.getResultCode(), result.getDiagnosticMessage()) + elsewhere(result.getReferralURLs());
    }

    public static String worded(LDAPException refusal) {
        String diagnostic = refusal.getDiagnosticMessage();
        String text = Trouble.plain(diagnostic == null ? String.valueOf(refusal.getMessage()) : diagnostic);
        if (text.isEmpty()) {
            // The library's own messages are meant for programmers.
            text = Trouble.known(refusal).orElse("");
        }
        return worded(refusal.getResultCode(), text) + elsewhere(refusal.getReferralURLs());
    }

    /// A referral is never followed: the password would be sent to any server that it names.
    private static String elsewhere(String[] referrals) {
        return referrals.length == 0 ? "" : " (it refers to " + Trouble.plain(String.join(", ", referrals)) + ")";
    }

    private static String worded(ResultCode code, @Nullable String diagnostic) {
        String text = diagnostic == null ? "" : Trouble.plain(diagnostic);
        boolean same = text.isEmpty() || text.equalsIgnoreCase(code.getName());
        return code.getName() + (same ? "" : ": " + text);
    }

    /// Whether the answer to a write is that of a copy of the directory: it names the server that takes writes, or,
    /// as OpenLDAP's without an address, says what it is.
    public static boolean isOfACopy(LDAPResult result) {
        String diagnostic = result.getDiagnosticMessage();
        return result.getResultCode().equals(ResultCode.REFERRAL)
                || (result.getResultCode().equals(ResultCode.UNWILLING_TO_PERFORM)
                        && diagnostic != null
                        && diagnostic.contains("shadow context"));
    }

    /// The same answer as a transient one: another configured server may take writes.
    public static LDAPResult ofACopy(LDAPResult result) {
        return new LDAPException(ResultCode.UNAVAILABLE, COPY + elsewhere(result.getReferralURLs())).toLDAPResult();
    }

    /// Whether [#ofACopy] made this exception's result.
    static boolean isOfACopy(LDAPException e) {
        String diagnostic = e.getDiagnosticMessage();
        return e.getResultCode().equals(ResultCode.UNAVAILABLE) && diagnostic != null && diagnostic.startsWith(COPY);
    }
}
