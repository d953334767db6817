package io.rollcall.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Damaged requests: no step throws, and none is verified that means something else than what was signed.
class SignatureFuzzTest {
    private static final String ALPHABET = "aZ09 ,;=/%+&?.-_~\t\n\u0000\u00e9\u5f20\ud83d\"SDKV1:*AFf";
    private static final List<RequestSigner> SIGNERS = List.of(Sample.SIGNER, Sample.V11_SIGNER);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aDamagedRequestIsNeverVerified(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 5_000; round++) {
            Sample.Draft intact = draft(SIGNERS.get(random.nextInt(2)));
            Sample.Draft damaged = draft(SIGNERS.get(intact.get("Authorization").startsWith("SDK") ? 0 : 1));
            for (int times = random.nextInt(3); times >= 0; times--) {
                damage(damaged, random);
            }
            if (Sample.outcome(damaged) instanceof String) {
                assertThat(meaning(damaged))
                        .as("seed %s, round %s", seed, round)
                        .isEqualTo(meaning(intact));
            }
        }
    }

    @Test
    void anAuthorizationOfNoiseIsRejected() {
        Random random = new Random(5);
        for (int round = 0; round < 5_000; round++) {
            String start = List.of(
                            "", "SDK-HMAC-SHA256 ", "V11-HMAC-SHA256 ", "SDK-HMAC-SHA256 Access=AK, SignedHeaders=")
                    .get(random.nextInt(4));
            StringBuilder value = new StringBuilder(start);
            for (int length = random.nextInt(300); length > 0; length--) {
                value.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            assertThat(Sample.outcome(draft(Sample.SIGNER).set("Authorization", value.toString())))
                    .isInstanceOf(RejectionReason.class);
        }
    }

    private static Sample.Draft draft(RequestSigner signer) {
        return Sample.signed(
                signer,
                "POST",
                "https://mrs.example.com/v2/p%20q/clusters/c?limit=10&marker=a%2Fb",
                Sample.HEADERS,
                Sample.POST_BODY);
    }

    private static void damage(Sample.Draft draft, Random random) {
        switch (random.nextInt(6)) {
            case 0 -> draft.path = mutated(draft.path, random);
            case 1 -> draft.query = mutated(draft.query, random);
            case 2 -> draft.body = mutated(draft.body, random);
            case 3 -> draft.method = mutated(draft.method, random);
            case 4 -> draft.set("Authorization", mutated(draft.get("Authorization"), random));
            default -> {
                String name = List.copyOf(draft.headers.keySet()).get(random.nextInt(draft.headers.size()));
                draft.set(name, mutated(draft.get(name), random));
            }
        }
    }

    private static String mutated(String text, Random random) {
        int at = random.nextInt(text.length() + 1);
        int next = Math.min(text.length(), at + 1);
        String head = text.substring(0, at);
        String noise = String.valueOf(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        return switch (random.nextInt(5)) {
            case 0 -> head;
            case 1 -> head + noise + text.substring(at);
            case 2 -> head + noise + text.substring(next);
            case 3 -> head + text.substring(next);
            default -> head + text.substring(at, next) + text.substring(at);
        };
    }

    /// What a request says, without the freedom that the algorithm leaves: blanks around header values, a
    /// slash at the end of the path, the case of percent-encoded digits, empty query parameters.
    private static Object meaning(Sample.Draft draft) {
        List<String> signedHeaders = draft.headers.entrySet().stream()
                .filter(header -> !header.getKey().equals("Authorization"))
                .map(header ->
                        header.getKey() + ":" + header.getValue().getFirst().strip())
                .sorted()
                .toList();
        String path = draft.path.endsWith("/") ? draft.path : draft.path + "/";
        String query = draft.query.replaceAll("&+", "&").replaceAll("^&|&$", "");
        return List.of(
                draft.method,
                path,
                query.replaceAll("%2f", "%2F"),
                draft.body,
                signedHeaders,
                Authorization.parse(draft.get("Authorization").strip())
                        .orElseThrow()
                        .accessKey());
    }
}
