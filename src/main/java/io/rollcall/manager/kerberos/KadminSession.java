package io.rollcall.manager.kerberos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rollcall.manager.process.ChildEnvironment;
import io.rollcall.sync.provisioning.Checkpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One `kadmin` child process with an authenticated connection, fed on its standard input. Not thread-safe;
/// [KadminChild] gives it one slice at a time.
///
/// `kadmin` was written for people: it answers on two streams, sometimes with nothing, and only its prompt makes
/// it write out what it has to say. So both streams are one here, and each command is followed by one that
/// `kadmin` does not know, with a word of this session in it. The complaint about that word ends the answer: it is
/// written at once, and after the prompt that wrote out everything before it.
///
/// What it says is read by a thread of its own, since a read from a pipe can neither be limited nor interrupted.
/// The child ends when its standard input does, so it cannot outlive this process, no matter how that ends.
final class KadminSession implements AutoCloseable {
    private static final String PROMPT = "kadmin:  ";
    private static final Duration TIME_TO_LEAVE = Duration.ofSeconds(2);

    /// How many commands are sent before the first of them is answered: one to carry out and one to go on with. A
    /// child carries out what it was sent, even when its parent has lost its lease meanwhile.
    private static final int AHEAD = 2;

    /// What the child wrote.
    private sealed interface Said {
        record Line(String text) implements Said {}

        /// Its output ended.
        record Nothing() implements Said {}
    }

    private final Process process;
    private final Writer commands;
    private final BlockingQueue<Said> said = new LinkedBlockingQueue<>();
    private final long startedAt = System.nanoTime();
    private final String word =
            "end-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()) + "-";
    private int asked;
    private int answered;

    private KadminSession(Process process) {
        this.process = process;
        this.commands = new OutputStreamWriter(process.getOutputStream(), UTF_8);
        // A platform thread: a virtual one would block its carrier thread.
        Thread.ofPlatform().daemon().name("kadmin-" + process.pid()).start(this::listen);
    }

    /// Starts a child and waits until it has authenticated itself.
    ///
    /// @param limit for all of that
    /// @throws IOException when it did not, in `kadmin`'s words
    static KadminSession open(RealmSettings settings, Duration limit) throws IOException, InterruptedException {
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
        ChildEnvironment.reduce(environment);
        environment.put("KRB5_CONFIG", settings.krb5Config().toString());
        environment.put("LC_ALL", "C");
        environment.remove("LANGUAGE");
        // An editing library would echo every command, passwords among them, and give keys a meaning.
        environment.put("SS_READLINE_PATH", "none");
        KadminSession session = new KadminSession(builder.start());
        boolean open = false;
        try {
            session.ask(List.of("getprivs"), limit, Checkpoint.OPEN);
            open = true;
            return session;
        } finally {
            if (!open) {
                session.destroy();
            }
        }
    }

    /// Has all commands carried out, one after the other, and returns the answers.
    ///
    /// @param limit for all of them
    /// @param checkpoint is passed before each command is sent; what it throws is thrown once the commands already
    ///     sent are answered
    /// @throws IOException when the child ended or did not answer in time; each command may or may not have been
    ///     carried out, and the session cannot be used any more
    /// @throws InterruptedException likewise
    List<KadminAnswer> ask(List<String> lines, Duration limit, Checkpoint checkpoint)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        List<KadminAnswer> all = new ArrayList<>(lines.size());
        List<String> unfinished = new ArrayList<>();
        int sent = 0;
        try {
            while (all.size() < lines.size()) {
                while (sent < Math.min(lines.size(), all.size() + AHEAD)) {
                    checkpoint.pass();
                    send(lines.get(sent++));
                }
                all.add(answer(unfinished, end));
                checkpoint.made();
            }
            return all;
        } catch (LateException e) {
            throw new IOException("kadmin: no answer within " + limit, e);
        } catch (IOException e) {
            String why = KadminAnswer.words(unfinished);
            throw new IOException("kadmin: " + (why.isEmpty() ? "ended unexpectedly" : why), e);
        } catch (RuntimeException e) {
            settle(end);
            throw e;
        }
    }

    /// Waits for the answers to the commands already sent; the next caller must not get them.
    private void settle(long end) {
        try {
            while (answered < asked) {
                answer(new ArrayList<>(), end);
            }
        } catch (IOException e) {
            destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            destroy();
        }
    }

    private void send(String line) {
        try {
            commands.write(line + "\n" + word + asked++ + "\n");
            commands.flush();
        } catch (IOException brokenPipe) {
            // The child has ended. It wrote the reason before: reading finds that, and then the end.
        }
    }

    private KadminAnswer answer(List<String> lines, long end) throws IOException, InterruptedException {
        lines.clear();
        String complaint = "kadmin: Unknown request \"" + word + answered + "\"";
        while (true) {
            String line = nextLine(end);
            int at = line.indexOf(complaint);
            if (at < 0) {
                lines.add(line);
                continue;
            }
            answered++;
            String rest = line.substring(0, at).strip();
            if (!rest.isEmpty() && !rest.equals(PROMPT.strip())) {
                lines.add(rest);
            }
            return new KadminAnswer(List.copyOf(lines));
        }
    }

    private String nextLine(long end) throws IOException, InterruptedException {
        @Nullable Said next = said.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        return switch (next) {
            case null -> throw new LateException();
            case Said.Nothing _ -> throw new IOException("the child's output ended");
            case Said.Line(String text) -> {
                String line = text;
                while (line.startsWith(PROMPT)) {
                    line = line.substring(PROMPT.length());
                }
                yield line;
            }
        };
    }

    private void listen() {
        try (BufferedReader answers = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            answers.lines().map(Said.Line::new).forEach(said::add);
        } catch (IOException | UncheckedIOException e) {
            // The child was killed while it wrote.
        } finally {
            said.add(new Said.Nothing());
        }
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

    /// Kills the child at once, and all processes that it started in case it is only a wrapper.
    void destroy() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /// Lets the child end by itself, and kills it if it does not.
    @Override
    public void close() {
        try {
            commands.close();
            if (process.waitFor(TIME_TO_LEAVE)) {
                return;
            }
        } catch (IOException e) {
            // The child has ended already, or is about to.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        destroy();
    }

    /// No answer in time. Never leaves this class.
    private static final class LateException extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
