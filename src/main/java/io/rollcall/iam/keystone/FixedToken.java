package io.rollcall.iam.keystone;

import io.rollcall.cluster.Secret;
import io.rollcall.iam.http.Authenticator;
import java.net.URI;
import java.util.Map;

/// A token from the configuration.
record FixedToken(Secret token) implements Authenticator {
    @Override
    public Map<String, String> headers(String method, URI uri, Map<String, String> own) {
        return Map.of(ServiceToken.HEADER, token.reveal());
    }

    @Override
    public boolean renew(Map<String, String> refused) {
        return false;
    }
}
