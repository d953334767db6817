package io.rollcall.iam.keystone;

import io.rollcall.iam.http.Authenticator;
import io.rollcall.signature.RequestSigner;
import java.net.URI;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/// Signs each request with an AK/SK of Huawei Cloud (contract, 2.1).
final class RequestKey implements Authenticator {
    private static final byte[] NO_BODY = {};

    private final RequestSigner signer;
    private final String account;
    private final InstantSource clock;

    RequestKey(KeystoneSettings.Credentials.SigningKey key, String account, InstantSource clock) {
        this.signer = RequestSigner.sdkHmac(key.access(), key.secret());
        this.account = account;
        this.clock = clock;
    }

    @Override
    public Map<String, String> headers(String method, URI uri, Map<String, String> own) {
        Map<String, String> headers = new HashMap<>(Map.of("X-Domain-Id", account));
        Map<String, String> signed = new HashMap<>(own);
        signed.putAll(headers);
        headers.putAll(signer.sign(method, uri, signed, NO_BODY, clock.instant()));
        return headers;
    }

    @Override
    public boolean renew(Map<String, String> refused) {
        return false;
    }
}
