package io.rollcall.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Who signs, when, and by which algorithm: written for tests, from the description of the algorithms, and with
/// nothing in common with what the server does.
///
/// @param date as in `X-Sdk-Date`
/// @param derived whether by `V11-HMAC-SHA256`
record Signing(String access, String secret, String project, String date, boolean derived) {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /// By a caller of [ApiFixture], now.
    static Signing as(String user) {
        return new Signing("AK-" + user, "SK-" + user, ApiFixture.PROJECT, DATE.format(Instant.now()), false);
    }

    Signing withDerivedKey() {
        return new Signing(access, secret, project, date, true);
    }

    Signing withSecret(String other) {
        return new Signing(access, other, project, date, derived);
    }

    Signing inProject(String other) {
        return new Signing(access, secret, other, date, derived);
    }

    Signing at(Instant time) {
        return new Signing(access, secret, project, DATE.format(time), derived);
    }

    /// The value of `Authorization`.
    String authorization(String canonicalRequest, Collection<String> signedHeaders) {
        String hash = sha256(canonicalRequest.getBytes(UTF_8));
        String names = "SignedHeaders=" + String.join(";", signedHeaders);
        if (!derived) {
            String signature = hmac(secret.getBytes(UTF_8), "SDK-HMAC-SHA256\n" + date + "\n" + hash);
            return "SDK-HMAC-SHA256 Access=" + access + ", " + names + ", Signature=" + signature;
        }
        String scope = date.substring(0, 8) + "/region-1/mrs";
        byte[] extracted = HexFormat.of().parseHex(hmac(access.getBytes(UTF_8), secret));
        String key = hmac(extracted, scope + "\u0001");
        String signature = hmac(key.getBytes(UTF_8), "V11-HMAC-SHA256\n" + date + "\n" + scope + "\n" + hash);
        return "V11-HMAC-SHA256 Credential=" + access + "/" + scope + ", " + names + ", Signature=" + signature;
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
