package io.rollcall.manager.connection;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import org.jspecify.annotations.Nullable;

/// A server of the directory answered and refused this service's login. The message is complete and meant for
/// people.
public final class LoginRefusedException extends LDAPException {
    private static final long serialVersionUID = 1L;

    private final String words;

    LoginRefusedException(ResultCode code, String message, @Nullable LDAPException cause) {
        super(code, message, cause);
        this.words = message;
    }

    public String words() {
        return words;
    }
}
