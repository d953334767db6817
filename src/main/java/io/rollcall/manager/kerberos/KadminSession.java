package io.rollcall.manager.kerberos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// One `kadmin` child process with an authenticated connection, fed on its standard input. Not for several
/// threads at once.
///
/// `kadmin` was written for people: it answers on two streams, sometimes with nothing, and only its prompt
/// makes it write out what it has to say. So both streams are one here, and each command is followed by one
/// that `kadmin` does not know, with a word of our own in it. The complaint about that word ends the answer:
/// it is written at once, and after the prompt that wrote out everything before it.
///
/// The child ends when its standard input does, so it cannot outlive this process, however that ends.
final class KadminSession implements AutoCloseable {
    private static final String PROMPT = "kadmin:  ";
    private static final Duration TIME_TO_LEAVE = Duration.ofSeconds(2);

    private final Process process;
    private final Writer commands;
    private final BufferedReader answers;
    private final long startedAt = System.nanoTime();
    private final String word =
            "end-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()) + "-";
    private int asked;

    private KadminSession(Process process) {
        this.process = process;
        this.commands = new OutputStreamWriter(process.getOutputStream(), UTF_8);
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    }

    /// Starts a child and waits until it has authenticated itself.
    ///
    /// @throws IOException when it did not, in `kadmin`'s words
    static KadminSession open(RealmSettings settings) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        settings.kadmin().toString(),
                        "-r",
                        settings.realm(),
                        "-p",
                        settings.administrator() + "@" + settings.realm(),
                        "-k",
                        "-t",
                        settings.keytab().toString())
                .redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.put("KRB5_CONFIG", settings.krb5Config().toString());
        environment.put("LC_ALL", "C");
        environment.remove("LANGUAGE");
        // An editing library would echo every command, passwords among them, and give keys a meaning.
        environment.put("SS_READLINE_PATH", "none");
        KadminSession session = new KadminSession(builder.start());
        try {
            session.ask(List.of("getprivs"), settings.requestTimeout());
        } catch (IOException e) {
            session.destroy();
            throw e;
        }
        return session;
    }

    /// Sends all commands, then reads one answer for each, in order. They must be few enough that all of them
    /// and all answers but the last fit into a pipe (64 KiB).
    ///
    /// @throws IOException when the child ended or did not answer in time; each command may or may not have
    ///     been carried out, and the session is of no use any more
    List<KadminAnswer> ask(List<String> lines, Duration timeout) throws IOException {
        AtomicBoolean late = new AtomicBoolean();
        Runnable giveUp = () -> {
            late.set(true);
            destroy();
        };
        CompletableFuture<Void> alarm = CompletableFuture.runAsync(
                giveUp, CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS));
        List<String> unfinished = new ArrayList<>();
        try {
            int first = asked;
            asked += lines.size();
            send(lines, first);
            List<KadminAnswer> all = new ArrayList<>(lines.size());
            for (int i = first; i < asked; i++) {
                all.add(answer(word + i, unfinished));
            }
            return all;
        } catch (IOException e) {
            String why = late.get() ? "no answer within " + timeout : KadminAnswer.words(unfinished);
            throw new IOException("kadmin: " + (why.isEmpty() ? "ended unexpectedly" : why), e);
        } finally {
            alarm.cancel(false);
        }
    }

    private void send(List<String> lines, int first) {
        try {
            for (int i = 0; i < lines.size(); i++) {
                commands.write(lines.get(i) + "\n" + word + (first + i) + "\n");
            }
            commands.flush();
        } catch (IOException brokenPipe) {
            // The child is gone. Why, is in what it said before: reading finds that, and then the end.
        }
    }

    private KadminAnswer answer(String end, List<String> lines) throws IOException {
        lines.clear();
        String complaint = "kadmin: Unknown request \"" + end + "\"";
        while (true) {
            String line = readLine();
            int at = line.indexOf(complaint);
            if (at < 0) {
                lines.add(line);
                continue;
            }
            String rest = line.substring(0, at).strip();
            if (!rest.isEmpty() && !rest.equals(PROMPT.strip())) {
                lines.add(rest);
            }
            return new KadminAnswer(List.copyOf(lines));
        }
    }

    private String readLine() throws IOException {
        @Nullable String line = answers.readLine();
        if (line == null) {
            throw new IOException("the child's output ended");
        }
        while (line.startsWith(PROMPT)) {
            line = line.substring(PROMPT.length());
        }
        return line;
    }

    boolean alive() {
        return process.isAlive();
    }

    boolean olderThan(Duration age) {
        return System.nanoTime() - startedAt > age.toNanos();
    }

    long pid() {
        return process.pid();
    }

    /// Ends the child at once, and whatever it started in case it is only a wrapper: as long as one of them
    /// holds the pipe, a reader waits.
    void destroy() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /// Lets the child end by itself, and ends it if it does not.
    @Override
    public void close() {
        try {
            commands.close();
            if (process.waitFor(TIME_TO_LEAVE)) {
                return;
            }
        } catch (IOException e) {
            // It is gone already, or about to be.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        destroy();
    }
}
