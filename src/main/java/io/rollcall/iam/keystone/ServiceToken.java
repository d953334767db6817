package io.rollcall.iam.keystone;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.iam.http.Authenticator;
import io.rollcall.iam.keystone.KeystoneSettings.Credentials;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// This service's own token at the IAM: one for all calls, issued when it is needed first, and again some minutes
/// before it expires or when the IAM refuses it. Thread-safe.
final class ServiceToken implements Authenticator {
    static final String HEADER = "X-Auth-Token";
    private static final Duration EARLY = Duration.ofMinutes(5);
    private static final Duration REST = Duration.ofMinutes(1);

    private final Issuer issuer;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Issued current;

    /// When a token was last discarded because the IAM refused it before it expired.
    private Instant refusedAt = Instant.EPOCH;

    /// A token and when to renew it.
    record Issued(Secret token, Instant renewAt) {
        /// Renewed five minutes early, or after half of its life if that is shorter.
        static Issued of(Secret token, Instant now, Instant expires) {
            Duration half = Duration.between(now, expires).dividedBy(2);
            return new Issued(token, expires.minus(half.compareTo(EARLY) < 0 ? half : EARLY));
        }
    }

    /// Asks the IAM for a token.
    @FunctionalInterface
    interface Issuer {
        Issued issue() throws UnavailableException;
    }

    ServiceToken(Issuer issuer, InstantSource clock) {
        this.issuer = issuer;
        this.clock = clock;
    }

    @Override
    public Map<String, String> headers(String method, URI uri, Map<String, String> own) throws UnavailableException {
        return Map.of(HEADER, fresh().token().reveal());
    }

    @Override
    public boolean renew(Map<String, String> refused) {
        lock.lock();
        try {
            Issued held = current;
            // Another thread may have renewed it in the meantime.
            if (held != null && held.token().reveal().equals(refused.get(HEADER))) {
                Instant now = clock.instant();
                if (now.isBefore(refusedAt.plus(REST))) {
                    // The new token is refused as well: another login would not help.
                    return false;
                }
                refusedAt = now;
                current = null;
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private Issued fresh() throws UnavailableException {
        Issued held = current;
        if (held != null && clock.instant().isBefore(held.renewAt())) {
            return held;
        }
        lock.lock();
        try {
            held = current;
            if (held == null || !clock.instant().isBefore(held.renewAt())) {
                held = issuer.issue();
                current = held;
            }
            return held;
        } finally {
            lock.unlock();
        }
    }

    /// The body of `POST /v3/auth/tokens`.
    ///
    /// @param account the domain to sign in to when a user of Huawei Cloud names no project
    static ObjectNode request(Credentials.Password user, @Nullable String account) {
        ObjectNode auth = JsonNodeFactory.instance.objectNode();
        ObjectNode identity = auth.putObject("auth").putObject("identity");
        identity.putArray("methods").add("password");
        ObjectNode who = identity.putObject("password").putObject("user");
        who.put("name", user.user()).put("password", user.password().reveal());
        who.putObject("domain").put("id", user.userDomain());
        ObjectNode scope = auth.withObject("/auth").putObject("scope");
        if (user.project().isPresent()) {
            scope.putObject("project").put("id", user.project().get());
        } else if (account != null) {
            scope.putObject("domain").put("id", account);
        } else {
            scope.putObject("system").put("all", true);
        }
        return auth;
    }

    /// As above. The credential itself determines its project.
    static ObjectNode request(Credentials.ApplicationCredential credential) {
        ObjectNode auth = JsonNodeFactory.instance.objectNode();
        ObjectNode identity = auth.putObject("auth").putObject("identity");
        identity.putArray("methods").add("application_credential");
        identity.putObject("application_credential")
                .put("id", credential.id())
                .put("secret", credential.secret().reveal());
        return auth;
    }
}
