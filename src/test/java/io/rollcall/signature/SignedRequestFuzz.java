package io.rollcall.signature;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.rollcall.cluster.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Signed requests of whatever text: rejected with a reason, and never verified by a secret that nobody knows.
public final class SignedRequestFuzz {
    private static final Instant NOW = Instant.parse("2026-01-04T00:00:00Z");
    private static final SignatureVerifier VERIFIER = new SignatureVerifier(() -> NOW, Duration.ofMinutes(15));
    private static final Secret SECRET = Secret.of("a-secret-that-the-fuzzer-does-not-know");

    private SignedRequestFuzz() {}

    /// Called by the fuzzer: lines of method, path, query, Authorization, further headers, and the body behind an empty
    /// line.
    public static void fuzzerTestOneInput(byte[] data) {
        String[] parts = new String(data, ISO_8859_1).split("\n\n", 2);
        String[] lines = parts[0].split("\n", -1);
        Map<String, List<String>> headers = new HashMap<>();
        headers.put("Authorization", new ArrayList<>(List.of(line(lines, 3))));
        headers.put("X-Sdk-Date", new ArrayList<>(List.of("20260104T000000Z")));
        for (int i = 4; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.computeIfAbsent(lines[i].substring(0, colon), _ -> new ArrayList<>())
                        .add(lines[i].substring(colon + 1));
            }
        }
        byte[] body = parts.length > 1 ? parts[1].getBytes(ISO_8859_1) : new byte[0];
        SignedRequest request = new SignedRequest(line(lines, 0), line(lines, 1), line(lines, 2), headers, body);
        switch (VERIFIER.parse(request)) {
            case SignatureVerifier.Rejected _ -> {}
            case SignatureVerifier.Presented presented -> {
                VERIFIER.refuseUnknownKey(presented);
                if (VERIFIER.verify(presented, SECRET) instanceof SignatureVerifier.Verified) {
                    throw new IllegalStateException("verified without the secret");
                }
            }
        }
    }

    private static String line(String[] lines, int index) {
        return index < lines.length ? lines[index] : "";
    }
}
