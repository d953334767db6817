package io.rollcall.benchmarks.micro;

import io.rollcall.cluster.Secret;
import io.rollcall.signature.RequestSigner;
import io.rollcall.signature.SignatureVerifier;
import io.rollcall.signature.SignedRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// The check of a signature, from the headers to the verdict.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SignatureBenchmark {
    private static final Secret SECRET = Secret.of("a secret key of forty characters, or so.");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    /// Bytes of the body.
    @Param({"0", "20000"})
    public int body;

    private SignedRequest request;
    private SignatureVerifier verifier;

    @Setup
    public void sign() {
        byte[] bytes = "x".repeat(body).getBytes(StandardCharsets.UTF_8);
        URI uri = URI.create("http://127.0.0.1:8470/v2/p1/clusters/c1/iam-sync-user");
        Map<String, String> signed = RequestSigner.sdkHmac("AK", SECRET)
                .sign("POST", uri, Map.of("Content-Type", "application/json"), bytes, NOW);
        Map<String, List<String>> headers = new HashMap<>();
        headers.put("Host", List.of("127.0.0.1:8470"));
        headers.put("Content-Type", List.of("application/json"));
        signed.forEach((name, value) -> headers.put(name, List.of(value)));
        request = new SignedRequest("POST", uri.getRawPath(), "", headers, bytes);
        verifier = new SignatureVerifier(() -> NOW, Duration.ofMinutes(15));
        if (!(check() instanceof SignatureVerifier.Verified)) {
            throw new IllegalStateException("not verified: " + check());
        }
    }

    @Benchmark
    public SignatureVerifier.Verdict check() {
        return verifier.parse(request) instanceof SignatureVerifier.Presented presented
                ? verifier.verify(presented, SECRET)
                : (SignatureVerifier.Rejected) verifier.parse(request);
    }
}
