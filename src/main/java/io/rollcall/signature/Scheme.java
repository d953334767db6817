package io.rollcall.signature;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rollcall.cluster.Secret;
import io.rollcall.cluster.Sha256;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The two signature algorithms. They sign the same canonical request and differ in the text around its hash
/// and in the key.
sealed interface Scheme {
    String SDK_HMAC = "SDK-HMAC-SHA256";
    String V11_HMAC = "V11-HMAC-SHA256";

    /// The secret signs directly.
    record SdkHmac() implements Scheme {}

    /// A key derived for one day, region and service signs.
    record V11(String date, String region, String service) implements Scheme {
        String scope() {
            return date + "/" + region + "/" + service;
        }
    }

    default String algorithm() {
        return switch (this) {
            case SdkHmac _ -> SDK_HMAC;
            case V11 _ -> V11_HMAC;
        };
    }

    /// @param date the value of `X-Sdk-Date`
    default String stringToSign(String date, String canonicalRequest) {
        String hash = Sha256.hex(canonicalRequest);
        return switch (this) {
            case SdkHmac _ -> SDK_HMAC + "\n" + date + "\n" + hash;
            case V11 v11 -> V11_HMAC + "\n" + date + "\n" + v11.scope() + "\n" + hash;
        };
    }

    /// The key of [#signature(byte\[\], String)].
    default byte[] key(String accessKey, Secret secret) {
        byte[] secretBytes = secret.reveal().getBytes(UTF_8);
        return switch (this) {
            case SdkHmac _ -> secretBytes;
            case V11 v11 -> {
                // HKDF with one block of output; the algorithm wants it as text, not as bytes.
                byte[] pseudoRandomKey = hmac(accessKey.getBytes(UTF_8), secretBytes);
                byte[] block = hmac(pseudoRandomKey, (v11.scope() + "\u0001").getBytes(UTF_8));
                yield HexFormat.of().formatHex(block).getBytes(UTF_8);
            }
        };
    }

    static String signature(byte[] key, String stringToSign) {
        return HexFormat.of().formatHex(hmac(key, stringToSign.getBytes(UTF_8)));
    }

    private static byte[] hmac(byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
