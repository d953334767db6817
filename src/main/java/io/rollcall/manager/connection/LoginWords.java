package io.rollcall.manager.connection;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.unboundidds.controls.PasswordPolicyErrorType;
import com.unboundid.ldap.sdk.unboundidds.controls.PasswordPolicyResponseControl;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Says what is wrong with a login: at which server, which login, and what to do.
final class LoginWords {
    private static final Set<ResultCode> OPEN_CONNECTION =
            Set.of(ResultCode.CONFIDENTIALITY_REQUIRED, ResultCode.STRONG_AUTH_REQUIRED);

    private final String who;
    private final String server;

    /// @param server its URL
    LoginWords(LdapLogin login, String server) {
        this.who = switch (login) {
            case LdapLogin.Password password -> "the login " + password.dn();
            case LdapLogin.Certificate files -> "the login by the certificate " + files.certificate();
        };
        this.server = server;
    }

    /// The message for a refused bind.
    String refused(LDAPException refusal) {
        ResultCode code = refusal.getResultCode();
        PasswordPolicyErrorType policy = policy(refusal.toLDAPResult());
        if (policy == PasswordPolicyErrorType.ACCOUNT_LOCKED) {
            return who + " is locked at " + server + ": unlock the account there";
        }
        if (policy == PasswordPolicyErrorType.PASSWORD_EXPIRED) {
            return "the password of " + who + " has expired at " + server
                    + ": set a new one there, and give it as bind_password";
        }
        if (OPEN_CONNECTION.contains(code)) {
            return server
                    + " takes no login over a connection that is not encrypted: set start_tls: true, or ldaps:// in"
                    + " servers (" + LdapErrors.worded(refusal) + ")";
        }
        if (code.equals(ResultCode.INVALID_CREDENTIALS)) {
            return who + " is not accepted by " + server + " (" + LdapErrors.worded(refusal)
                    + "): is its password right, has it expired, is the account locked?";
        }
        return who + " is refused by " + server + ": " + LdapErrors.worded(refusal);
    }

    /// The message for a bind that was accepted by a server which demands a new password before anything else;
    /// null for any other bind.
    @Nullable
    String mustChange(LDAPResult accepted) {
        return policy(accepted) == PasswordPolicyErrorType.CHANGE_AFTER_RESET ? mustChange() : null;
    }

    /// Whether an error means the same, from a server that did not say so at the bind.
    static boolean isRestricted(LDAPException refusal) {
        String diagnostic = refusal.getDiagnosticMessage();
        return refusal.getResultCode().equals(ResultCode.INSUFFICIENT_ACCESS_RIGHTS)
                && diagnostic != null
                && diagnostic.startsWith("Operations are restricted to");
    }

    String mustChange() {
        return "the password of " + who + " must be changed at " + server
                + " before it may do anything: change it there as that login, and give the new one as bind_password";
    }

    private static @Nullable PasswordPolicyErrorType policy(LDAPResult result) {
        try {
            PasswordPolicyResponseControl control = PasswordPolicyResponseControl.get(result);
            return control == null ? null : control.getErrorType();
        } catch (LDAPException e) {
            // An unreadable control is ignored.
            return null;
        }
    }
}
