package io.rollcall.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Both documented status calls beside an endpoint of the same HTTP engine that looks at nothing.
record Status(String call) implements Case {
    static Stream<Case> cases() {
        return Stream.of(new Status("iam-sync"), new Status("iam-sync/is-synchronous"));
    }

    @Override
    public String name() {
        return call.equals("iam-sync") ? "status-synchronizing" : "status-synchronous";
    }

    @Override
    public void run(World world) throws Exception {
        Directory directory = world.filled(false);
        Rollcall rollcall = world.warm();
        URI url = rollcall.url(directory, call);
        Path libraries = world.options.launcher().resolveSibling("target/lib");
        Process bare = new ProcessBuilder(List.of(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xmx" + world.options.heap(),
                        "-cp",
                        System.getProperty("benchmarks.bare", "") + ":" + libraries + "/*",
                        "io.rollcall.benchmarks.bare.Bare"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(bare.getInputStream(), StandardCharsets.UTF_8))) {
            URI floor = URI.create("http://127.0.0.1:" + port(output) + url.getPath());
            Proc floorProc = new Proc(bare.pid());
            for (int round = world.firstRound(); round <= world.options.rounds(); round++) {
                world.measure(name(), round, "rollcall", rollcall.proc(), 0, () -> Callers.millis(url));
                world.measure(name(), round, "floor", floorProc, 0, () -> Callers.millis(floor));
            }
        } finally {
            bare.destroyForcibly();
            bare.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private static int port(BufferedReader output) throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new IOException("the bare endpoint does not start");
        }
        return Integer.parseInt(line);
    }
}
