package io.rollcall.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rollcall.api.SampleRunner;
import io.rollcall.cli.shell.Shell;
import io.rollcall.cluster.Secret;
import io.rollcall.demo.script.CurlTool;
import io.rollcall.demo.script.Output;
import io.rollcall.demo.script.RollcallTool;
import io.rollcall.demo.script.ScriptRun;
import io.rollcall.demo.script.Secrets;
import io.rollcall.demo.script.TextTools;
import io.rollcall.demo.script.Tool;
import io.rollcall.tls.ClientTls;
import io.rollcall.tls.TlsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/// Runs the texts of the console's sample code against the demo, as the caller whom the sign-in link signs in
/// (`docs/decisions/0115-sample-code-runs-in-the-demo.md`). Thread-safe; runs one text at a time.
final class SampleCode implements SampleRunner, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SampleCode.class);

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MOST_OUTPUT = 256 * 1024;

    /// How `timeout` ends for a program that it stopped.
    private static final int STOPPED = 124;

    private static final int KEY_BYTES = 24;

    private final Secret key = DemoWorld.random(KEY_BYTES);
    private final AtomicBoolean busy = new AtomicBoolean();
    private final Duration limit;
    private final CurlTool curl;
    private final Map<String, Tool> tools;
    private final Map<String, String> variables;

    /// @param as the caller whose access key the texts find
    /// @param url where the demo's API is
    /// @param tls whether it is served over HTTPS
    /// @param program the program as far as some arguments need it
    SampleCode(
            DemoWorld world,
            DemoWorld.Person as,
            URI url,
            boolean tls,
            BiFunction<Shell, String[], CommandLine> program)
            throws IOException {
        this(world, as, url, tls, program, LIMIT);
    }

    SampleCode(
            DemoWorld world,
            DemoWorld.Person as,
            URI url,
            boolean tls,
            BiFunction<Shell, String[], CommandLine> program,
            Duration limit)
            throws IOException {
        this.limit = limit;
        Secrets secrets = new Secrets(as.secretKey(), world.token());
        Optional<Path> authority = tls ? Optional.of(world.certificate()) : Optional.empty();
        try {
            this.curl = new CurlTool(url, secrets, new ClientTls(authority.orElse(null), null, null).context());
        } catch (TlsException e) {
            throw new IOException(e.getMessage(), e);
        }
        this.tools = new HashMap<>(TextTools.all(secrets, InstantSource.system()));
        tools.put("curl", curl);
        // There is no such folder, and so no profiles.
        Path home = world.folder().resolve("no-home");
        tools.put("rollcall", new RollcallTool(url, secrets, authority, home, program));
        this.variables = Map.of(
                "CLOUD_SDK_AK", as.accessKey(),
                "CLOUD_SDK_SK", Secrets.KEY_STAND_IN,
                "CLOUD_TOKEN", Secrets.TOKEN_STAND_IN);
    }

    /// What a browser has to show, for as long as this demo runs.
    Secret key() {
        return key;
    }

    @Override
    public boolean knows(String shown) {
        return MessageDigest.isEqual(shown.getBytes(US_ASCII), key.reveal().getBytes(US_ASCII));
    }

    @Override
    public Optional<byte[]> run(String text) {
        if (!busy.compareAndSet(false, true)) {
            return Optional.empty();
        }
        Output out = new Output(MOST_OUTPUT);
        Output err = new Output(MOST_OUTPUT);
        AtomicInteger code = new AtomicInteger(1);
        long start = System.nanoTime();
        Thread worker = Thread.ofVirtual().name("sample-code").start(() -> {
            try {
                code.set(new ScriptRun(tools, variables).run(text, out, err));
            } catch (InterruptedException e) {
                // What stopped it says so.
            } finally {
                busy.set(false);
            }
        });
        boolean stopped = false;
        try {
            if (!worker.join(limit)) {
                stopped = true;
                worker.interrupt();
                // What it waits for gives up at once; if it does not, the next text is refused until it does.
                if (!worker.join(limit)) {
                    log.atWarn().log("a text of sample code does not end");
                }
            }
        } catch (InterruptedException e) {
            worker.interrupt();
            Thread.currentThread().interrupt();
            stopped = true;
        }
        long took = System.nanoTime() - start;
        Map<String, Object> outcome = new LinkedHashMap<>();
        outcome.put("exit_code", stopped ? STOPPED : code.get());
        outcome.put("stdout", out.text());
        outcome.put("stderr", err.text());
        outcome.put("is_stopped", stopped);
        outcome.put("is_cut", out.isFull() || err.isFull());
        outcome.put("ms", TimeUnit.NANOSECONDS.toMillis(took));
        try {
            return Optional.of(new ObjectMapper().writeValueAsBytes(outcome));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        curl.close();
    }
}
