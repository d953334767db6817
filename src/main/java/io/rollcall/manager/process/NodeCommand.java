package io.rollcall.manager.process;

import io.rollcall.cluster.Trouble;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A command that makes the nodes of a cluster read the directory again (`sss_cache -E`, for example). It is
/// started as it is, without a shell, with an empty standard input and a [ChildEnvironment].
///
/// @param command the program and its arguments
/// @param timeout after that it is killed, with all processes that it started
public record NodeCommand(List<String> command, Duration timeout) {
    private static final Logger log = LoggerFactory.getLogger(NodeCommand.class);
    private static final int MOST_BYTES = 4_096;
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    public NodeCommand {
        command = List.copyOf(command);
        if (command.isEmpty() || command.getFirst().isBlank()) {
            throw new IllegalArgumentException("names no program");
        }
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException(timeout + " is no timeout");
        }
    }

    /// Runs the command and waits for its end.
    ///
    /// @return its result in one line: the exit code. The first line of the command's output is only in the log,
    ///     because it may contain anything, and every caller who may read the operation reads this result
    public String run() {
        Process process;
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            ChildEnvironment.reduce(builder.environment());
            process = builder.start();
            process.getOutputStream().close();
        } catch (IOException e) {
            return said("could not be started: " + Trouble.plain(String.valueOf(e.getMessage())));
        }
        AtomicReference<String> output = new AtomicReference<>("");
        Thread reader = Thread.ofVirtual().start(() -> output.set(firstLine(process.getInputStream())));
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                kill(process);
                return said("was killed after " + timeout.toMillis() + " ms");
            }
            // A process that it left behind may hold the output open for ever.
            boolean told = reader.join(LAST_WORDS);
            log.atInfo()
                    .addKeyValue("command", command.getFirst())
                    .addKeyValue("exit", process.exitValue())
                    .addKeyValue("output", told ? output.get() : "")
                    .log("after_sync ended");
            return said("ended with " + process.exitValue());
        } catch (InterruptedException _) {
            kill(process);
            Thread.currentThread().interrupt();
            return said("was killed, because this server ends");
        }
    }

    private String said(String what) {
        return "after_sync: '" + Trouble.plain(command.getFirst()) + "' " + what;
    }

    private static void kill(Process process) {
        // Its children are listed first: once it is dead, they cannot be found any more.
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    /// Reads to the end, so that the command never waits for its output to be read.
    private static String firstLine(InputStream stream) {
        try (stream) {
            String start = new String(stream.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            stream.transferTo(OutputStream.nullOutputStream());
            return Trouble.plain(start.lines().findFirst().orElse(""));
        } catch (IOException _) {
            return "";
        }
    }
}
