package io.rollcall.monitoring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rollcall.cluster.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// One notification, signed as Standard Webhooks describes it: HMAC-SHA256 over the id, the time of sending and the
/// body. The id stays the same when it is sent again.
///
/// @param at when it happened
/// @param body one JSON object
record Notification(String id, Webhook.Event event, Instant at, String body) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// What the secrets of some receivers begin with; Base64 follows.
    private static final String ENCODED = "whsec_";

    static Notification of(Webhook.Event event, Instant at, Map<String, ?> data) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", event.name().toLowerCase(Locale.ROOT));
        body.put("timestamp", at.toString());
        body.put("data", data);
        try {
            return new Notification("msg_" + UUID.randomUUID(), event, at, JSON.writeValueAsString(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The headers of one attempt.
    Map<String, String> headers(Secret secret, Instant now) {
        String seconds = Long.toString(now.getEpochSecond());
        return Map.of(
                "webhook-id", id,
                "webhook-timestamp", seconds,
                "webhook-signature", "v1," + signature(secret, id + "." + seconds + "." + body));
    }

    private static String signature(Secret secret, String signed) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key(secret.reveal()), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] key(String secret) {
        if (secret.startsWith(ENCODED)) {
            try {
                return Base64.getDecoder().decode(secret.substring(ENCODED.length()));
            } catch (IllegalArgumentException e) {
                // A secret that only begins like that.
            }
        }
        return secret.getBytes(StandardCharsets.UTF_8);
    }
}
