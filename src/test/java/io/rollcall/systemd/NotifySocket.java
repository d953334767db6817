package io.rollcall.systemd;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The service manager's end: a real datagram socket, bound to a path or to an abstract name. For one thread.
public final class NotifySocket implements AutoCloseable {
    private static final int FAMILY = 1;
    private static final int DATAGRAM = 2;
    private static final int POLL_IN = 1;

    private final int descriptor;

    /// @param name a path, or an abstract name that begins with `@`
    public NotifySocket(String name) throws IOException {
        byte[] path = name.getBytes(StandardCharsets.UTF_8);
        if (path[0] == '@') {
            path[0] = 0;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(2L + path.length);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) FAMILY);
            MemorySegment.copy(path, 0, address, ValueLayout.JAVA_BYTE, 2, path.length);
            descriptor = call("socket", FAMILY, DATAGRAM, 0);
            int bound = (int) handle(
                            "bind",
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.ADDRESS,
                            ValueLayout.JAVA_INT)
                    .invoke(descriptor, address, 2 + path.length);
            if (descriptor < 0 || bound != 0) {
                throw new IOException("cannot bind " + name);
            }
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle handle(String name, ValueLayout result, ValueLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments));
    }

    private static int call(String name, int a, int b, int c) throws Throwable {
        return (int)
                handle(name, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)
                        .invoke(a, b, c);
    }

    /// The next datagram.
    ///
    /// @return null when none comes in time
    public @Nullable String next(Duration patience) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment poll = arena.allocate(8);
            poll.set(ValueLayout.JAVA_INT, 0, descriptor);
            poll.set(ValueLayout.JAVA_SHORT, 4, (short) POLL_IN);
            int there = (int) handle(
                            "poll",
                            ValueLayout.JAVA_INT,
                            ValueLayout.ADDRESS,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_INT)
                    .invoke(poll, 1L, (int) patience.toMillis());
            if (there == 0) {
                return null;
            }
            MemorySegment buffer = arena.allocate(4_096);
            long length = (long) handle(
                            "recv",
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_INT,
                            ValueLayout.ADDRESS,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_INT)
                    .invoke(descriptor, buffer, 4_096L, 0);
            return new String(buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// All datagrams up to the first one that is looked for.
    public List<String> until(Predicate<String> last, Duration patience) {
        List<String> all = new ArrayList<>();
        while (true) {
            String message = next(patience);
            if (message == null) {
                throw new AssertionError("not told in time; so far: " + all);
            }
            all.add(message);
            if (last.test(message)) {
                return all;
            }
        }
    }

    @Override
    public void close() {
        try {
            int ignored = (int)
                    handle("close", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT).invoke(descriptor);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
