package io.rollcall;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.rollcall.api.BodyFuzz;
import io.rollcall.api.HttpFuzz;
import io.rollcall.api.TargetFuzz;
import io.rollcall.document.DocumentFuzz;
import io.rollcall.iam.file.IamFileFuzz;
import io.rollcall.manager.DnFuzz;
import io.rollcall.signature.SignedRequestFuzz;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The edges at which texts of others come in, under Jazzer, which looks for inputs that reach new code.
/// `-Drollcall.fuzz=N` makes it a campaign of N times as many runs; `-Drollcall.seed=N` begins elsewhere. An input
/// that breaks something is printed, and is to become a test of its own.
class FuzzIT {
    private static final int TIMES = Integer.getInteger("rollcall.fuzz", 1);
    private static final long SEED = Long.getLong("rollcall.seed", 1);
    private static final String SIGNED = "GET\n/v2/p/clusters/c/iam-sync\nlimit=1\n";

    @TempDir
    Path folder;

    static Stream<Arguments> edges() throws Exception {
        return Stream.of(
                arguments(
                        IamFileFuzz.class,
                        5_000,
                        List.of(
                                Files.readString(Path.of("src/main/resources/demo/iam.yaml"))
                                        .substring(0, 2_000),
                                "domain: {id: d, name: n}\nprojects: []\nusers: []\ngroups: []\n",
                                "a: &x [*x, |\n  b]")),
                arguments(
                        DocumentFuzz.class,
                        10_000,
                        List.of(
                                "a: {b: [c, \"d\"], 'e': f}\ng:\n- h: i # j\n  k:\n    - l\n- - m\n  - ~\n",
                                "{\"a\": [{\"b\": \"c\\u00e9\"},\n 1e5, null], \"d\": {}}")),
                arguments(
                        BodyFuzz.class,
                        10_000,
                        List.of(
                                "\u0000{\"user_names\":[\"a\"],\"group_names\":[],\"is_all_sync\":false}",
                                "\u0002{\"action\":\"cancel\",\"dry_run\":true,\"group_names\":[\"g\"]}",
                                "\u0003{\"password\":\"Abc-1234\",\"reset\":true}")),
                arguments(
                        TargetFuzz.class,
                        10_000,
                        List.of(
                                "/v2/p/clusters/c/iam-sync/operations?limit=10&marker=1\nhost:1",
                                "http://[::1]:80/v2/p%41/clusters/c/iam-sync-user/",
                                "/v2/p/clusters/c/iam-sync/accounts/a%20b/password?since=2026-01-04T00:00:00Z")),
                arguments(
                        SignedRequestFuzz.class,
                        10_000,
                        List.of(
                                SIGNED + "SDK-HMAC-SHA256 Access=AK, SignedHeaders=host;x-sdk-date, Signature="
                                        + "ab".repeat(32) + "\nhost:h\n\nbody",
                                SIGNED
                                        + "V11-HMAC-SHA256 Credential=AK/20260104/r/s, SignedHeaders=x-sdk-date, Signature="
                                        + "ab".repeat(32))),
                arguments(DnFuzz.class, 10_000, List.of("a b", " #,+\"\\<>;=*()", "\u00e9\ud83d\ude00")),
                arguments(
                        HttpFuzz.class,
                        500,
                        List.of(
                                "GET /live HTTP/1.1\r\nHost: h\r\n\r\n",
                                "POST /v2/p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                                "GET http://h/ready HTTP/1.0\r\nConnection: close\r\nContent-Length: 2\r\n\r\nab")));
    }

    @ParameterizedTest
    @MethodSource("edges")
    void nothingThatOthersSendBreaksAnEdge(Class<?> target, int runs, List<String> seeds) throws Exception {
        Path corpus = Files.createDirectory(folder.resolve("corpus"));
        for (int i = 0; i < seeds.size(); i++) {
            boolean text = target == IamFileFuzz.class || target == DocumentFuzz.class || target == DnFuzz.class;
            Files.write(corpus.resolve("seed-" + i), seeds.get(i).getBytes(text ? UTF_8 : ISO_8859_1));
        }
        Path log = folder.resolve("log");
        Process fuzzer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+EnableDynamicAgentLoading",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + target.getName(),
                        "--instrumentation_includes=io.rollcall.**:org.yaml.**:com.fasterxml.jackson.**:io.helidon.http.**",
                        "--custom_hook_includes=io.rollcall.**",
                        // A connection of the target to the server of its own is what is to be tried.
                        "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.ServerSideRequestForgery",
                        "--reproducer_path=" + folder,
                        "-artifact_prefix=" + folder + "/",
                        "-seed=" + SEED,
                        "-runs=" + (long) runs * TIMES,
                        "-max_len=4096",
                        "-timeout=60",
                        corpus.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = fuzzer.waitFor(15L * TIMES, TimeUnit.MINUTES);
        fuzzer.destroyForcibly();
        String said = Files.readString(log, ISO_8859_1)
                .lines()
                .filter(line -> !line.startsWith("INFO: "))
                .collect(Collectors.joining("\n"));
        assertThat(ended).as(said).isTrue();
        assertThat(fuzzer.waitFor()).as(said).isZero();
        assertThat(said).contains("Done " + (long) runs * TIMES + " runs").contains(" cov: ");
    }
}
