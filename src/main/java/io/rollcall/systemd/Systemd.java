package io.rollcall.systemd;

import io.rollcall.background.LoopObserver;
import io.rollcall.background.Periodic;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells systemd, or another service manager with its protocol, how the process stands: ready, reloading,
/// stopping, and alive. Without a service manager that asks (`NOTIFY_SOCKET`), it does nothing. A message that
/// cannot be sent is logged: it is no reason to end. Thread-safe.
public final class Systemd implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Systemd.class);

    private final @Nullable String socket;
    private final @Nullable UnixDatagrams datagrams;

    /// Zero: nobody watches.
    private final Duration limit;

    private @Nullable Periodic signs;

    private Systemd(@Nullable String socket, Duration limit) {
        this.socket = socket;
        this.datagrams = socket == null ? null : new UnixDatagrams();
        this.limit = limit;
    }

    /// The service manager that an environment names.
    ///
    /// @param environment usually [System#getenv()]: `NOTIFY_SOCKET`, and `WATCHDOG_USEC` with `WATCHDOG_PID`
    public static Systemd of(Map<String, String> environment) {
        String socket = environment.get("NOTIFY_SOCKET");
        if (socket == null || socket.isEmpty() || !(socket.startsWith("/") || socket.startsWith("@"))) {
            return new Systemd(null, Duration.ZERO);
        }
        return new Systemd(socket, limit(environment));
    }

    private static Duration limit(Map<String, String> environment) {
        String process = environment.getOrDefault("WATCHDOG_PID", "");
        String micros = environment.getOrDefault("WATCHDOG_USEC", "");
        boolean meant = process.isEmpty()
                || process.equals(Long.toString(ProcessHandle.current().pid()));
        return meant && micros.matches("[1-9][0-9]{0,15}")
                ? Duration.ofNanos(Math.multiplyExact(Long.parseLong(micros), 1_000L))
                : Duration.ZERO;
    }

    /// The start, or a reload, has succeeded.
    ///
    /// @param status one line for people
    public void ready(String status) {
        send("READY=1\nSTATUS=" + status.lines().findFirst().orElse(""));
    }

    /// A reload begins; [#ready] ends it, also when nothing was taken.
    public void reloading() {
        // The clock that systemd compares with; on Linux the JDK reads the same one.
        send("RELOADING=1\nMONOTONIC_USEC=" + System.nanoTime() / 1_000);
    }

    /// The end has begun.
    public void stopping() {
        send("STOPPING=1\nSTATUS=stopping");
    }

    /// Gives a sign of life three times in the time after which the service manager kills a silent process; without
    /// such a time it does nothing. Call it once.
    ///
    /// @param alive whether the process does its work; when it does not, the sign is left out. It may take its
    ///     time,
    ///     as that is a sign, too
    public synchronized void watch(BooleanSupplier alive, LoopObserver observer) {
        if (limit.isZero()) {
            return;
        }
        Periodic loop = new Periodic("watchdog", limit.dividedBy(3), observer, () -> {
            if (alive.getAsBoolean()) {
                send("WATCHDOG=1");
            } else {
                log.warn("no sign of life to the service manager: the process does not answer itself");
            }
        });
        loop.start();
        signs = loop;
    }

    private void send(String message) {
        if (socket == null || datagrams == null) {
            return;
        }
        try {
            datagrams.send(socket, message);
        } catch (IOException e) {
            log.atWarn().addKeyValue("reason", e.getMessage()).log("the service manager was not told");
        }
    }

    /// Gives no more signs of life.
    @Override
    public synchronized void close() {
        if (signs != null) {
            signs.close();
        }
    }
}
