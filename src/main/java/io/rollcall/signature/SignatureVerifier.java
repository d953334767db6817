package io.rollcall.signature;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.rollcall.cluster.Secret;
import io.rollcall.cluster.Sha256;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Decides whether a request was signed with the secret of the access key that it names (`SDK-HMAC-SHA256` or
/// `V11-HMAC-SHA256`), recently, and unchanged since.
///
/// Two steps, because only the IAM knows the secret: [#parse(SignedRequest)] makes all checks that need no secret
/// and names the access key; then [#verify(Presented, Secret)] or, if the IAM knows no such key,
/// [#refuseUnknownKey(Presented)]. No input makes a step throw. Thread-safe.
public final class SignatureVerifier {
    /// What the documented gateway allows.
    public static final Duration DEFAULT_MAXIMUM_SKEW = Duration.ofMinutes(15);

    /// For writing calls within twice the skew: a few dozen megabytes at most.
    private static final int MOST_REPLAYS = 100_000;

    static final String DATE_HEADER = "x-sdk-date";
    static final String BODY_HASH_HEADER = "x-sdk-content-sha256";
    private static final String UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";
    private static final byte[] NULL = "null".getBytes(US_ASCII);

    private final InstantSource clock;
    private final Duration maximumSkew;
    private final SignatureRules rules;
    private final @Nullable Replays replays;
    private final Secret nobodysSecret = Secret.of(new BigInteger(256, new SecureRandom()).toString(36));

    /// The result of the first step.
    public sealed interface Parsed permits Presented, Rejected {}

    /// The result of the second step.
    public sealed interface Verdict permits Verified, Rejected {}

    /// The request is well-formed and recent; its signature has **not** been checked yet.
    public static final class Presented implements Parsed {
        private final Authorization authorization;
        private final List<String> stringsToSign;
        private final String shown;
        private final boolean writing;

        private Presented(Authorization authorization, List<String> stringsToSign, String shown, boolean writing) {
            this.authorization = authorization;
            this.stringsToSign = stringsToSign;
            this.shown = shown;
            this.writing = writing;
        }

        /// The access key whose secret is needed now: 1 to 128 visible ASCII characters.
        public String accessKey() {
            return authorization.accessKey();
        }
    }

    /// The request was signed by the holder of this access key.
    public record Verified(String accessKey) implements Verdict {}

    /// The request is to be answered with 401 `APIGW.0301`.
    ///
    /// @param canonicalRequest what the server would have signed, on one line and without secrets, for the sender
    ///     to compare; empty where the signature was not checked
    public record Rejected(RejectionReason reason, String canonicalRequest) implements Parsed, Verdict {
        Rejected(RejectionReason reason) {
            this(reason, "");
        }
    }

    /// @param maximumSkew how far `X-Sdk-Date` may be before or after `clock`, inclusive
    public SignatureVerifier(InstantSource clock, Duration maximumSkew) {
        this(clock, maximumSkew, SignatureRules.STANDARD);
    }

    /// @param maximumSkew how far `X-Sdk-Date` may be before or after `clock`, inclusive
    public SignatureVerifier(InstantSource clock, Duration maximumSkew, SignatureRules rules) {
        this.clock = clock;
        this.maximumSkew = maximumSkew;
        this.rules = rules;
        this.replays = rules.refuseReplays() ? new Replays(maximumSkew.multipliedBy(2), MOST_REPLAYS) : null;
    }

    /// The same for a request in clear text.
    public Parsed parse(SignedRequest request) {
        return parse(request, false);
    }

    /// Checks all that needs no secret: the form of the headers, the time, the body's hash.
    ///
    /// @param encrypted whether the connection is encrypted, so that no third party can have changed the request
    public Parsed parse(SignedRequest request, boolean encrypted) {
        List<String> values = request.header("authorization");
        if (values.isEmpty()) {
            return new Rejected(RejectionReason.MISSING);
        }
        if (values.size() > 1) {
            return new Rejected(RejectionReason.MALFORMED);
        }
        String value = values.getFirst().strip();
        if (!Authorization.isSupported(value)) {
            return new Rejected(value.isEmpty() ? RejectionReason.MALFORMED : RejectionReason.UNSUPPORTED_ALGORITHM);
        }
        Optional<Authorization> authorization = Authorization.parse(value);
        return authorization.isPresent()
                ? present(request, authorization.get(), encrypted)
                : new Rejected(RejectionReason.MALFORMED);
    }

    private Parsed present(SignedRequest request, Authorization authorization, boolean encrypted) {
        if (!rules.fits(authorization.scheme())) {
            return new Rejected(RejectionReason.OTHER_SCOPE);
        }
        // Host is verified where it is signed, and not demanded: the Go and the PHP SDK and Terraform never sign it.
        if (!authorization.signedHeaders().contains(DATE_HEADER)) {
            return new Rejected(RejectionReason.DATE_NOT_SIGNED);
        }
        SortedMap<String, String> signed = new TreeMap<>();
        for (String name : authorization.signedHeaders()) {
            List<String> values = request.header(name);
            if (values.size() != 1) {
                // Two values can be joined in more than one way, and only one of them would be used later.
                return new Rejected(
                        values.isEmpty()
                                ? RejectionReason.SIGNED_HEADER_MISSING
                                : RejectionReason.SIGNED_HEADER_REPEATED);
            }
            if (!isHeaderText(values.getFirst())) {
                return new Rejected(RejectionReason.MALFORMED);
            }
            signed.put(name, values.getFirst().strip());
        }
        String date = signed.getOrDefault(DATE_HEADER, "");
        Optional<Instant> time = SdkDate.parse(date);
        if (time.isEmpty()) {
            return new Rejected(RejectionReason.DATE_MALFORMED);
        }
        if (Duration.between(time.get(), clock.instant()).abs().compareTo(maximumSkew) > 0) {
            return new Rejected(RejectionReason.CLOCK_SKEW);
        }
        if (authorization.scheme() instanceof Scheme.V11 v11 && !date.startsWith(v11.date())) {
            return new Rejected(RejectionReason.SCOPE_MISMATCH);
        }
        if (signed.containsKey("host") && !rules.knows(signed.getOrDefault("host", ""))) {
            return new Rejected(RejectionReason.OTHER_HOST);
        }
        boolean writing = !request.method().equals("GET");
        if (writing
                && request.body().length > 0
                && request.header(BODY_HASH_HEADER).stream()
                        .anyMatch(claim -> claim.strip().equals(UNSIGNED_PAYLOAD))
                && !rules.allowsUnsignedBody(encrypted)) {
            return new Rejected(RejectionReason.BODY_NOT_SIGNED);
        }
        List<String> bodyHashes = bodyHashes(request, signed);
        if (bodyHashes.isEmpty()) {
            return new Rejected(RejectionReason.BODY_HASH_MISMATCH);
        }
        List<String> uris = CanonicalRequest.uris(request.rawPath());
        List<String> stringsToSign = uris.stream()
                .flatMap(uri -> bodyHashes.stream()
                        .map(hash -> CanonicalRequest.of(request.method(), uri, request.rawQuery(), signed, hash)))
                .map(canonical -> authorization.scheme().stringToSign(date, canonical))
                .toList();
        String shown = CanonicalRequest.shown(
                request.method(), uris.getFirst(), request.rawQuery(), signed, bodyHashes.getFirst());
        return new Presented(authorization, stringsToSign, shown, writing);
    }

    /// Checks the signature, in a time that does not depend on where it differs.
    public Verdict verify(Presented presented, Secret secret) {
        Authorization authorization = presented.authorization;
        byte[] key = authorization.scheme().key(authorization.accessKey(), secret);
        byte[] received = authorization.signature().getBytes(US_ASCII);
        boolean same = false;
        for (String stringToSign : presented.stringsToSign) {
            same |= MessageDigest.isEqual(Scheme.signature(key, stringToSign).getBytes(US_ASCII), received);
        }
        if (!same) {
            return mismatch(presented);
        }
        return presented.writing
                        && replays != null
                        && replays.isReplay(
                                authorization.accessKey() + " " + authorization.signature(), clock.instant())
                ? new Rejected(RejectionReason.REPLAYED)
                : new Verified(authorization.accessKey());
    }

    /// The answer for an unknown access key: the same reason after the same work as for a wrong secret, so that
    /// neither reveals which access keys exist.
    public Rejected refuseUnknownKey(Presented presented) {
        return verify(presented, nobodysSecret) instanceof Rejected rejected ? rejected : mismatch(presented);
    }

    private static Rejected mismatch(Presented presented) {
        return new Rejected(RejectionReason.SIGNATURE_MISMATCH, presented.shown);
    }

    /// The hashes that may have been signed: the announced one as it was written, or that of the body; none if the
    /// announced one is not that of the body.
    private static List<String> bodyHashes(SignedRequest request, SortedMap<String, String> signed) {
        List<String> announced = request.header(BODY_HASH_HEADER);
        if (announced.size() > 1) {
            return List.of();
        }
        String actual = Sha256.hex(request.body());
        if (announced.isEmpty()) {
            // The Node SDK signs nothing and sends null for a body of null, which asks for as much as no body.
            boolean isNull = Arrays.equals(request.body(), NULL);
            return isNull ? List.of(actual, Sha256.hex(new byte[0])) : List.of(actual);
        }
        String claim = announced.getFirst().strip();
        if (!claim.equals(UNSIGNED_PAYLOAD)) {
            return claim.toLowerCase(Locale.ROOT).equals(actual) ? List.of(claim) : List.of();
        }
        if (!signed.containsKey(BODY_HASH_HEADER)) {
            return List.of();
        }
        // The Python SDK announces that, and hashes a body that is empty all the same.
        return request.body().length == 0 ? List.of(claim, actual) : List.of(claim);
    }

    /// Line breaks would let one header pose as two in the canonical request.
    static boolean isHeaderText(String value) {
        return value.chars().allMatch(c -> (c >= ' ' && c < 0x7f) || c == '\t');
    }
}
