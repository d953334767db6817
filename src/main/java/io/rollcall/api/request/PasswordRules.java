package io.rollcall.api.request;

import io.rollcall.api.error.Problems;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UserName;
import java.security.SecureRandom;

/// The documented rules for the passwords of a Manager (contract, 5.2), and passwords made by them.
public final class PasswordRules {
    private static final int SHORTEST = 8;
    private static final int LONGEST = 32;
    private static final int CLASSES = 4;

    /// 20 of 60 characters are more than 110 bits.
    private static final int GENERATED = 20;

    /// Nothing that looks like something else, and nothing that a shell or an LDIF file would take for its own.
    private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789_.+-";

    private static final SecureRandom RANDOM = new SecureRandom();

    private PasswordRules() {}

    /// Notes every rule that a password breaks, without a word of it.
    public static void check(String password, UserName name, Problems problems) {
        if (password.length() < SHORTEST || password.length() > LONGEST) {
            problems.add("password", "must have 8 to 32 characters", "长度必须为8到32个字符");
        }
        if (password.chars().anyMatch(c -> c < ' ' || c > '~')) {
            problems.add(
                    "password",
                    "must hold only letters, digits, spaces and punctuation of ASCII",
                    "只能包含ASCII字母、数字、空格和特殊字符");
        }
        if (classes(password) < CLASSES) {
            problems.add(
                    "password",
                    "must hold at least 4 of: lower case, upper case, digits, spaces, other characters",
                    "必须至少包含小写字母、大写字母、数字、空格、特殊字符中的4种");
        }
        String reverse = new StringBuilder(name.value()).reverse().toString();
        if (password.equalsIgnoreCase(name.value()) || password.equalsIgnoreCase(reverse)) {
            problems.add("password", "must not be the user name or its reverse", "不能与用户名或倒序的用户名相同");
        }
    }

    /// A new one that keeps all rules for everybody.
    public static Secret generate() {
        while (true) {
            StringBuilder text = new StringBuilder(GENERATED);
            for (int i = 0; i < GENERATED; i++) {
                text.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
            }
            // At its ends it could be lost in a sentence, or be taken for an option.
            boolean plainEnds =
                    Character.isLetterOrDigit(text.charAt(0)) && Character.isLetterOrDigit(text.charAt(GENERATED - 1));
            if (plainEnds && classes(text.toString()) >= CLASSES) {
                return Secret.of(text.toString());
            }
        }
    }

    private static long classes(String password) {
        return password.chars().map(PasswordRules::kind).distinct().count();
    }

    private static int kind(int c) {
        if (c == ' ') {
            return 0;
        }
        if (c >= 'a' && c <= 'z') {
            return 1;
        }
        if (c >= 'A' && c <= 'Z') {
            return 2;
        }
        return c >= '0' && c <= '9' ? 3 : 4;
    }
}
