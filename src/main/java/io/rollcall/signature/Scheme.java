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
    record SdkHmac() implements Scheme {
        @Override
        public String algorithm() {
            return SDK_HMAC;
        }

        @Override
        public String credential(String accessKey) {
            return "Access=" + accessKey;
        }

        @Override
        public String stringToSign(String date, String canonicalRequest) {
            return SDK_HMAC + "\n" + date + "\n" + Sha256.hex(canonicalRequest);
        }

        @Override
        public byte[] key(String accessKey, Secret secret) {
            return secret.reveal().getBytes(UTF_8);
        }
    }

    /// A key derived for one day, region and service signs.
    record V11(String date, String region, String service) implements Scheme {
        private String scope() {
            return date + "/" + region + "/" + service;
        }

        @Override
        public String algorithm() {
            return V11_HMAC;
        }

        @Override
        public String credential(String accessKey) {
            return "Credential=" + accessKey + "/" + scope();
        }

        @Override
        public String stringToSign(String date, String canonicalRequest) {
            return V11_HMAC + "\n" + date + "\n" + scope() + "\n" + Sha256.hex(canonicalRequest);
        }

        @Override
        public byte[] key(String accessKey, Secret secret) {
            // HKDF with one block of output; the algorithm wants it as text, not as bytes.
            byte[] pseudoRandomKey =
                    hmac(accessKey.getBytes(UTF_8), secret.reveal().getBytes(UTF_8));
            byte[] block = hmac(pseudoRandomKey, (scope() + "\u0001").getBytes(UTF_8));
            return HexFormat.of().formatHex(block).getBytes(UTF_8);
        }
    }

    String algorithm();

    /// The first part of an `Authorization`.
    String credential(String accessKey);

    /// @param date the value of `X-Sdk-Date`
    String stringToSign(String date, String canonicalRequest);

    /// The key of [#signature(byte\[\], String)].
    byte[] key(String accessKey, Secret secret);

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
