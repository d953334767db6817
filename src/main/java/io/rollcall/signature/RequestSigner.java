package io.rollcall.signature;

import io.rollcall.cluster.Secret;
import io.rollcall.cluster.Sha256;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Signs requests for this project's own clients of the API, as the official SDK does. Thread-safe.
public final class RequestSigner {
    private final String accessKey;
    private final Secret secret;
    private final Function<String, Scheme> schemeOfDay;

    private RequestSigner(String accessKey, Secret secret, Function<String, Scheme> schemeOfDay) {
        if (!Authorization.isAccessKey(accessKey)) {
            throw new IllegalArgumentException(
                    "an access key has 1 to 128 visible ASCII characters other than comma and slash");
        }
        this.accessKey = accessKey;
        this.secret = secret;
        this.schemeOfDay = schemeOfDay;
    }

    /// Signs with `SDK-HMAC-SHA256`.
    ///
    /// @throws IllegalArgumentException if the access key cannot be sent
    public static RequestSigner sdkHmac(String accessKey, Secret secret) {
        return new RequestSigner(accessKey, secret, _ -> new Scheme.SdkHmac());
    }

    /// Signs with `V11-HMAC-SHA256`: a key derived for the day, the region (`cn-north-4`) and the service
    /// (`mrs`).
    ///
    /// @throws IllegalArgumentException if the access key, the region or the service cannot be sent
    public static RequestSigner v11(String accessKey, Secret secret, String region, String service) {
        if (!Authorization.isScopePart(region) || !Authorization.isScopePart(service)) {
            throw new IllegalArgumentException("region and service have 1 to 64 letters, digits and -_. each");
        }
        return new RequestSigner(accessKey, secret, day -> new Scheme.V11(day, region, service));
    }

    /// The headers to add to the request: `X-Sdk-Date` and `Authorization`.
    ///
    /// All of `headers` are signed but `Content-Type` and names with `_`, which gateways drop; so is the `Host`
    /// that an HTTP client sends for `uri` (with the port if it is not the scheme's own).
    ///
    /// @param uri     sent as it is written in `uri.toASCIIString()`
    /// @param headers the other headers that will be sent, one value each
    /// @param body    the bytes that will be sent; empty if there is no body
    /// @throws IllegalArgumentException if the URI names no host, or a header cannot be sent or is there twice
    public Map<String, String> sign(String method, URI uri, Map<String, String> headers, byte[] body, Instant at) {
        String date = SdkDate.format(at);
        SortedMap<String, String> signed = new TreeMap<>();
        signed.put("host", host(uri));
        signed.put(SignatureVerifier.DATE_HEADER, date);
        headers.forEach((header, value) -> {
            String name = header.toLowerCase(Locale.ROOT);
            if (name.equals("content-type") || name.contains("_")) {
                return;
            }
            if (!SignatureVerifier.isHeaderText(value) || signed.put(name, value.strip()) != null) {
                throw new IllegalArgumentException("the header " + header + " cannot be signed");
            }
        });
        URI ascii = URI.create(uri.toASCIIString());
        Scheme scheme = schemeOfDay.apply(date.substring(0, 8));
        String canonical = CanonicalRequest.of(
                method,
                CanonicalRequest.uri(orEmpty(ascii.getRawPath())),
                orEmpty(ascii.getRawQuery()),
                signed,
                Sha256.hex(body));
        String signature = Scheme.signature(scheme.key(accessKey, secret), scheme.stringToSign(date, canonical));
        Authorization authorization = new Authorization(accessKey, scheme, List.copyOf(signed.keySet()), signature);
        return Map.of("X-Sdk-Date", date, "Authorization", authorization.format());
    }

    private static String host(URI uri) {
        @Nullable String host = uri.getHost();
        if (host == null) {
            throw new IllegalArgumentException("the URI names no host");
        }
        int standard = "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
        return uri.getPort() < 0 || uri.getPort() == standard ? host : host + ":" + uri.getPort();
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
