package io.rollcall.manager.write;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.unboundid.ldap.listener.Base64PasswordEncoderOutputFormatter;
import com.unboundid.ldap.listener.InMemoryPasswordEncoder;
import com.unboundid.ldap.listener.SaltedMessageDigestInMemoryPasswordEncoder;
import io.rollcall.cluster.Secret;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/// A password in the form for a directory that does not hash by itself: salted SHA-512, the strongest form that
/// such directories have in common.
public final class HashedPassword {
    private static final String SCHEME = "{SSHA512}";
    private static final int SALT_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private HashedPassword() {}

    /// The value for `userPassword`, with a salt of its own.
    static String of(Secret password) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        MessageDigest digest = digest();
        digest.update(password.reveal().getBytes(UTF_8));
        byte[] hash = digest.digest(salt);
        byte[] all = Arrays.copyOf(hash, hash.length + SALT_BYTES);
        System.arraycopy(salt, 0, all, hash.length, SALT_BYTES);
        return SCHEME + Base64.getEncoder().encodeToString(all);
    }

    /// Makes the embedded directory understand such values.
    public static InMemoryPasswordEncoder encoder() {
        return new SaltedMessageDigestInMemoryPasswordEncoder(
                SCHEME, Base64PasswordEncoderOutputFormatter.getInstance(), digest(), SALT_BYTES, true, true);
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-512", e);
        }
    }
}
