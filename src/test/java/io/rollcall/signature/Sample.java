package io.rollcall.signature;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rollcall.cluster.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The contract's sample caller, and requests that are changed one part at a time.
final class Sample {
    static final String ACCESS_KEY = "AKEXAMPLE0001";
    static final Secret SECRET = Secret.of("SKEXAMPLE/0001secret");
    static final Instant NOW = Instant.parse("2026-01-04T00:00:00Z");
    static final String PROJECT = "0123456789abcdef0123456789abcdef";
    static final String CLUSTER_PATH = "/v2/" + PROJECT + "/clusters/f7f45c04-4303-411c-9b71-d2cb730dd162/";
    static final String POST_BODY = "{\"is_all_sync\":false,\"group_names\":[\"group1\"],\"user_names\":[\"user1\"]}";
    static final Map<String, String> HEADERS =
            Map.of("X-Project-Id", PROJECT, "User-Agent", "huaweicloud-usdk-java/3.0");

    static final RequestSigner SIGNER = RequestSigner.sdkHmac(ACCESS_KEY, SECRET);
    static final RequestSigner V11_SIGNER = RequestSigner.v11(ACCESS_KEY, SECRET, "cn-north-4", "mrs");

    private Sample() {}

    static SignatureVerifier verifierAt(Instant now) {
        return new SignatureVerifier(InstantSource.fixed(now), SignatureVerifier.DEFAULT_MAXIMUM_SKEW);
    }

    static Draft post(RequestSigner signer) {
        return signed(signer, "POST", "https://mrs.example.com" + CLUSTER_PATH + "iam-sync-user", HEADERS, POST_BODY);
    }

    static Draft get(RequestSigner signer) {
        return signed(signer, "GET", "https://mrs.example.com" + CLUSTER_PATH + "iam-sync", HEADERS, "");
    }

    static Draft signed(RequestSigner signer, String method, String uri, Map<String, String> headers, String body) {
        URI target = URI.create(uri);
        Draft draft = new Draft(method, target.getRawPath(), target.getRawQuery(), body);
        draft.set("Host", target.getAuthority());
        headers.forEach(draft::set);
        signer.sign(method, target, headers, body.getBytes(UTF_8), NOW).forEach(draft::set);
        return draft;
    }

    /// Both steps against an IAM that knows the sample's access key alone: that key, or the reason of the
    /// refusal.
    static Object outcome(Draft draft) {
        return outcomeAfter(draft, Duration.ZERO);
    }

    static Object outcomeAfter(Draft draft, Duration sinceSigning) {
        SignatureVerifier verifier = verifierAt(NOW.plus(sinceSigning));
        return switch (verifier.parse(draft.request(), true)) {
            case SignatureVerifier.Rejected rejected -> rejected.reason();
            case SignatureVerifier.Presented presented ->
                presented.accessKey().equals(ACCESS_KEY)
                        ? outcome(verifier.verify(presented, SECRET))
                        : outcome(verifier.refuseUnknownKey(presented));
        };
    }

    static Object outcome(SignatureVerifier.Verdict verdict) {
        return switch (verdict) {
            case SignatureVerifier.Rejected rejected -> rejected.reason();
            case SignatureVerifier.Verified verified -> verified.accessKey();
        };
    }

    /// A request under construction.
    static final class Draft {
        String method;
        String path;
        String query;
        String body;
        final LinkedHashMap<String, List<String>> headers = new LinkedHashMap<>();

        Draft(String method, String path, @Nullable String query, String body) {
            this.method = method;
            this.path = path;
            this.query = query == null ? "" : query;
            this.body = body;
        }

        Draft set(String name, String value) {
            headers.keySet().removeIf(name::equalsIgnoreCase);
            headers.put(name, new ArrayList<>(List.of(value)));
            return this;
        }

        Draft remove(String name) {
            headers.keySet().removeIf(name::equalsIgnoreCase);
            return this;
        }

        String get(String name) {
            return request().header(name).getFirst();
        }

        Draft replaceInAuthorization(String old, String replacement) {
            return set("Authorization", get("Authorization").replace(old, replacement));
        }

        SignedRequest request() {
            return new SignedRequest(method, path, query, headers, body.getBytes(UTF_8));
        }
    }
}
