package io.rollcall.systemd;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;

/// Sends datagrams to UNIX sockets of Linux. The JDK has streams for them, but no datagrams, so this class calls
/// the C library ([docs/decisions/0111-systemd.md]). Each datagram has a socket of its own: they are few.
/// Thread-safe.
final class UnixDatagrams {
    private static final int FAMILY = 1;
    private static final int DATAGRAM_CLOSED_ON_EXEC = 2 | 0x80000;

    /// Never wait, and never get a signal.
    private static final int FLAGS = 0x40 | 0x4000;

    /// The bytes of a path in an address.
    private static final int LONGEST_PATH = 108;

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERROR = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final MethodHandle socket;
    private final MethodHandle send;
    private final MethodHandle close;

    @SuppressWarnings("restricted") // The program is started with access to native code.
    UnixDatagrams() {
        Linker linker = Linker.nativeLinker();
        Linker.Option state = Linker.Option.captureCallState("errno");
        socket = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("socket"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
                state);
        send = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("sendto"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_INT),
                state);
        close = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("close"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    }

    /// Sends one datagram, without waiting.
    ///
    /// @param path of the socket; one that begins with `@` is in the abstract namespace
    /// @throws IOException when it was not delivered to the socket; the message has the number of the error
    void send(String path, String text) throws IOException {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        if (name.length == 0 || name.length >= LONGEST_PATH) {
            throw new IOException("no path of a socket: " + path);
        }
        if (name[0] == '@') {
            name[0] = 0;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment address = arena.allocate(Short.BYTES + name.length + 1L);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) FAMILY);
            MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, Short.BYTES, name.length);
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            MemorySegment message = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            // The length of an abstract name says where it ends.
            int length = Short.BYTES + name.length + (name[0] == 0 ? 0 : 1);
            int descriptor = (int) socket.invokeExact(state, FAMILY, DATAGRAM_CLOSED_ON_EXEC, 0);
            if (descriptor < 0) {
                throw new IOException("no socket: error " + (int) ERROR.get(state, 0L));
            }
            try {
                long sent = (long)
                        send.invokeExact(state, descriptor, message, (long) bytes.length, FLAGS, address, length);
                if (sent != bytes.length) {
                    throw new IOException("not sent to " + path + ": error " + (int) ERROR.get(state, 0L));
                }
            } finally {
                int ignored = (int) close.invokeExact(descriptor);
            }
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
