package io.rollcall.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256, which every JDK has.
public final class Sha256 {
    /// Never used itself: a copy spares the search among the providers of the JDK.
    private static final MessageDigest UNUSED = find();

    private Sha256() {}

    private static MessageDigest find() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// A digest that nothing was put into yet.
    public static MessageDigest digest() {
        try {
            return (MessageDigest) UNUSED.clone();
        } catch (CloneNotSupportedException _) {
            return find();
        }
    }

    /// The digest of a text in UTF-8, in hexadecimal: 64 lower-case digits.
    public static String hex(String text) {
        return hex(text.getBytes(UTF_8));
    }

    /// The digest of these bytes, in hexadecimal: 64 lower-case digits.
    public static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }
}
