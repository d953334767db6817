package io.rollcall.iam.keystone;

import io.rollcall.background.RefusedLogin;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UnavailableException.Part;
import java.time.InstantSource;
import java.util.Optional;

/// Logs in at the IAM, and not again with a refused credential: otherwise every made-up token of a caller would
/// cause another login, until the account is locked. Not thread-safe; guarded by the lock of [ServiceToken].
final class LoginOnce {
    private final Secret secret;
    private final String refusal;
    private final RefusedLogin refused;

    /// @param refusal the beginning of the message when the login is refused
    LoginOnce(Secret secret, String refusal, InstantSource clock) {
        this.secret = secret;
        this.refusal = refusal;
        this.refused = new RefusedLogin(clock);
    }

    ServiceToken.Issued with(ServiceToken.Issuer issuer) throws UnavailableException {
        String evidence = secret.stamp();
        Optional<String> standing = refused.standing(evidence);
        if (standing.isPresent()) {
            throw UnavailableException.refused(Part.IAM_USER, standing.get(), null);
        }
        try {
            ServiceToken.Issued issued = issuer.issue();
            refused.accepted();
            return issued;
        } catch (UnavailableException e) {
            if (!e.lasting()) {
                throw e;
            }
            String words = refusal + ", is its password or secret right? (" + e.getMessage() + ")";
            refused.refused(evidence, words);
            throw UnavailableException.refused(Part.IAM_USER, words, e);
        }
    }
}
