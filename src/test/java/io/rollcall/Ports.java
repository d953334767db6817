package io.rollcall;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.random.RandomGenerator;

/// Ports of loopback for programs that have to be told one before they start, or whose port has to be the same after
/// a restart, or where nobody is to listen. They lie below those that the system gives to whoever asks for any, so
/// that no other socket gets one in between; and a lock on one byte of a file, which ends with this process, keeps
/// the tests of other processes from choosing the same.
final class Ports {
    private static final int FIRST = 20_000;
    /// Linux gives away those from 32,768 on, other systems higher ones.
    private static final int END = 32_000;

    private static final FileChannel TAKEN = open();

    private Ports() {}

    private static FileChannel open() {
        try {
            return FileChannel.open(
                    Path.of(System.getProperty("java.io.tmpdir"), "rollcall-ports-" + System.getProperty("user.name")),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One that nobody uses, for this process alone until it ends.
    static int reserve() {
        while (true) {
            int port = RandomGenerator.getDefault().nextInt(FIRST, END);
            if (reserved(port) && free(port)) {
                return port;
            }
        }
    }

    private static boolean reserved(int port) {
        try {
            return TAKEN.tryLock(port, 1, false) != null;
        } catch (OverlappingFileLockException e) {
            // This process has it.
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean free(int port) {
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
