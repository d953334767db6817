package io.rollcall.manager;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.ResultCode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Sorts a directory's answers into those that may pass by themselves and those that will not, and words
/// both.
final class Refusal {
    private static final int LONGEST = 300;
    private static final Set<ResultCode> PASSING = Set.of(
            ResultCode.BUSY,
            ResultCode.UNAVAILABLE,
            ResultCode.SERVER_DOWN,
            ResultCode.CONNECT_ERROR,
            ResultCode.TIMEOUT,
            ResultCode.DECODING_ERROR,
            ResultCode.LOCAL_ERROR);

    private Refusal() {}

    /// Whether the same request may succeed later, maybe over another connection.
    static boolean passes(ResultCode code) {
        return PASSING.contains(code);
    }

    /// The answer in the server's words, with the name that RFC 4511 gives the code.
    static String worded(LDAPResult result) {
        return worded(result.getResultCode(), result.getDiagnosticMessage()) + elsewhere(result.getReferralURLs());
    }

    static String worded(LDAPException refusal) {
        String diagnostic = refusal.getDiagnosticMessage();
        return worded(refusal.getResultCode(), diagnostic == null ? refusal.getMessage() : diagnostic)
                + elsewhere(refusal.getReferralURLs());
    }

    /// A referral is never followed: the password would go to whoever it names.
    private static String elsewhere(String[] referrals) {
        return referrals.length == 0 ? "" : " (it refers to " + clean(String.join(", ", referrals)) + ")";
    }

    private static String worded(ResultCode code, @Nullable String diagnostic) {
        String text = diagnostic == null ? "" : clean(diagnostic);
        return code.getName() + (text.isEmpty() ? "" : ": " + text);
    }

    /// One line without control and format characters, not longer than a person reads.
    static String clean(String text) {
        StringBuilder cleaned = new StringBuilder();
        text.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c)
                .limit(LONGEST)
                .forEach(cleaned::appendCodePoint);
        return cleaned.toString().strip();
    }
}
