package io.rollcall;

import io.rollcall.api.Reply;
import io.rollcall.iam.keystone.IamStub;
import io.rollcall.iam.keystone.KeystoneSettings.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// How long honest callers wait while other clients send made-up tokens from 150 connections, compared to their
/// wait without these, at an IAM that takes 100 ms for each answer. Run by `benchmarks/strangers`.
public final class StrangersBenchmark {
    private static final int ANSWER_MILLIS = 100;
    private static final int CONNECTIONS = 150;
    private static final int SAMPLES = 30;
    private static final Duration FORGOTTEN = Duration.ofSeconds(61);
    private static final String LATER = "2100-01-01T00:00:00Z";

    private StrangersBenchmark() {}

    /// @param args how many made-up tokens at least, and how many a second: a flood that uses up the
    ///     processors of this machine, on which it runs as well, would only show that
    public static void main(String... args) throws Exception {
        int least = Integer.parseInt(args[0]);
        Duration between = Duration.ofSeconds(CONNECTIONS).dividedBy(Integer.parseInt(args[1]));
        Path folder = Files.createTempDirectory("strangers");
        try (IamStub iam = IamStub.start(Kind.KEYSTONE);
                IamServer server = serve(iam, folder)) {
            List<String> known = tokens(iam, "known", 2 * SAMPLES);
            List<String> fresh = tokens(iam, "fresh", 2 * SAMPLES);
            known.forEach(token -> call(server, token));
            pause(FORGOTTEN);
            iam.slow(ANSWER_MILLIS);

            double[] calm = measure(server, known.subList(0, SAMPLES), fresh.subList(0, SAMPLES));
            iam.forgetReceived();
            AtomicInteger sent = new AtomicInteger();
            AtomicInteger checked = new AtomicInteger();
            AtomicBoolean over = new AtomicBoolean();
            double[] flooded;
            long begun = System.nanoTime();
            try (ExecutorService strangers = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < CONNECTIONS; i++) {
                    strangers.execute(() -> {
                        while (!over.get() || sent.get() < least) {
                            Reply reply = server.get("made-up-" + sent.incrementAndGet(), "/iam-sync");
                            checked.addAndGet(reply.status() == 401 ? 1 : 0);
                            pause(between);
                        }
                    });
                }
                flooded = measure(server, known.subList(SAMPLES, 2 * SAMPLES), fresh.subList(SAMPLES, 2 * SAMPLES));
                over.set(true);
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "%,d made-up tokens in %.1f s from %d connections: %d answered with 401, the others with 429%n",
                    sent.get(),
                    seconds,
                    CONNECTIONS,
                    checked.get());
            System.out.printf(
                    Locale.ROOT,
                    "the IAM was asked about %d tokens, honest ones included; allowed are %.0f%n",
                    iam.count("/v3/auth/tokens"),
                    20 * (5 + seconds) + 2 * SAMPLES);
            System.out.println("median of an honest caller       calm    flood");
            String[] kinds = {"remembered", "asked about anew", "never seen before"};
            for (int i = 0; i < kinds.length; i++) {
                System.out.printf(Locale.ROOT, "  %-22s %9.1f ms %6.1f ms%n", kinds[i], calm[i], flooded[i]);
            }
        }
    }

    private static IamServer serve(IamStub iam, Path folder) throws Exception {
        iam.user("alice")
                .group("people", "alice")
                .systemRole("r1", "MRS FullAccess")
                .assign("people", "r1");
        return IamServer.start(
                folder,
                IamStub.PROJECT,
                """
                  keystone:
                    url: %s
                    domain: %s
                    token: service-token-0
                """.formatted(iam.url(), IamStub.ACCOUNT),
                "{embedded: {bind_password: a-directory-password}}");
    }

    private static List<String> tokens(IamStub iam, String what, int count) {
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String token = what + "-" + i;
            iam.token(token, "alice", IamStub.PROJECT, LATER);
            tokens.add(token);
        }
        return tokens;
    }

    /// @return medians in milliseconds: of one who is remembered, of those whose minute is over, of new ones
    private static double[] measure(IamServer server, List<String> known, List<String> fresh) {
        double anew = median(server, known);
        double again = median(server, known);
        return new double[] {again, anew, median(server, fresh)};
    }

    private static double median(IamServer server, List<String> tokens) {
        double[] times = tokens.stream()
                .mapToDouble(token -> call(server, token))
                .sorted()
                .toArray();
        if (Arrays.stream(times).anyMatch(Double::isNaN)) {
            throw new IllegalStateException("an honest caller was refused");
        }
        return times[times.length / 2];
    }

    /// With as many tries as it takes, each when the answer says.
    private static double call(IamServer server, String token) {
        long begun = System.nanoTime();
        while (true) {
            Reply reply = server.get(token, "/iam-sync");
            if (reply.status() == 429) {
                pause(Duration.ofSeconds(Long.parseLong(reply.header("Retry-After"))));
            } else {
                // 403 where the stub's assignments name groups only: it was known all the same.
                return reply.status() == 200 || reply.status() == 403 ? (System.nanoTime() - begun) / 1e6 : Double.NaN;
            }
        }
    }

    private static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }
}
