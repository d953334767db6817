package io.rollcall.console;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What links that sign in once lead to, by their codes. Thread-safe.
final class SignInLinks {
    private static final int CODE_BYTES = 16;

    private final Map<String, byte[]> offered = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();

    /// @return the code
    String offer(byte[] credentials) {
        byte[] code = new byte[CODE_BYTES];
        random.nextBytes(code);
        String name = HexFormat.of().formatHex(code);
        offered.put(name, credentials);
        return name;
    }

    /// Each code counts once.
    Optional<byte[]> redeem(String code) {
        return Optional.ofNullable(offered.remove(code));
    }
}
