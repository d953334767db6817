package io.rollcall.manager.kerberos;

import io.rollcall.cluster.Secret;
import io.rollcall.cluster.Text;
import io.rollcall.cluster.UserName;
import java.util.Optional;
import java.util.stream.Stream;

/// The command lines of `kadmin`, and what they may contain. A word is quoted with `"`, a quote in it is doubled,
/// and nothing else is special to the shell of `kadmin`; a backslash, a slash and an at sign are to the parser of
/// principals, so none of them may be in a name.
final class Kadmin {
    /// `kadmin` reads lines of up to 8 KiB.
    private static final int LONGEST_PASSWORD = 1024;

    /// `KRB5_KDB_REQUIRES_PWCHANGE` among the attributes of a principal.
    private static final long NEEDS_CHANGE = 0x200;

    /// `KRB5_KDB_DISALLOW_ALL_TIX` among them.
    private static final long NO_TICKETS = 0x40;

    private static final int ATTRIBUTES = 7;
    private static final int POLICY = 10;

    private final String realm;
    private final String mark;

    Kadmin(RealmSettings settings) {
        this.realm = settings.realm();
        this.mark = settings.mark();
    }

    /// Why a name must not be sent to a realm; empty if it may be. The rules are those of a Manager (contract,
    /// 5.1): a valid name cannot be an instance like `x/admin`, another realm's principal, an option or a second
    /// command.
    static Optional<String> brokenBy(UserName name) {
        String value = name.value();
        if (!value.chars().allMatch(Kadmin::plain)) {
            return Optional.of("a principal's name holds only letters, digits, '_', '-' and spaces");
        }
        if (value.startsWith(" ") || value.endsWith(" ")) {
            return Optional.of("a principal's name cannot begin or end with a space");
        }
        return Optional.empty();
    }

    /// Why a password cannot be sent; empty if it can.
    static Optional<String> brokenBy(Secret password) {
        String text = password.reveal();
        if (!Text.isPlain(text)) {
            return Optional.of("a password cannot hold control characters");
        }
        if (Text.length(text) > LONGEST_PASSWORD) {
            return Optional.of("a password has at most " + LONGEST_PASSWORD + " characters");
        }
        return Optional.empty();
    }

    /// The Manager's own rules for passwords, as its documents give them (contract, 5.2), for people with a
    /// password. An administrator may change them later: the mark is the policy's name.
    String addMark() {
        return "addpol -minlength 8 -minclasses 4 " + quoted(mark);
    }

    /// Without a key, authentication is impossible (R21).
    String add(UserName name) {
        return "addprinc -nokey -policy " + quoted(mark) + " " + principal(name);
    }

    String delete(UserName name) {
        return "delprinc -force " + principal(name);
    }

    String rename(UserName from, UserName to) {
        return "renprinc -force " + principal(from) + " " + principal(to);
    }

    String get(UserName name) {
        return "getprinc -terse " + principal(name);
    }

    String list() {
        return "listprincs";
    }

    String setPassword(UserName name, Secret password) {
        return "cpw -pw " + quoted(password.reveal()) + " " + principal(name);
    }

    String demandChange(UserName name) {
        return "modprinc +needchange " + principal(name);
    }

    /// Allows or forbids tickets to the principal and for it; its keys stay as they are.
    String allowTickets(UserName name, boolean allowed) {
        return "modprinc " + (allowed ? "+" : "-") + "allow_tix " + principal(name);
    }

    /// Gives a principal this cluster's mark instead of the one that it has.
    String mark(UserName name) {
        return "modprinc -policy " + quoted(mark) + " " + principal(name);
    }

    /// Whether the answer to [#get] is about a principal that carries this cluster's mark.
    boolean isMarked(KadminAnswer answer) {
        return policy(answer).equals(mark);
    }

    /// The policy of the principal that the answer to [#get] is about; empty if it has none.
    String policy(KadminAnswer answer) {
        return fields(answer)
                .map(fields -> fields[POLICY].replaceAll("^\"|\"$", ""))
                .filter(policy -> !policy.equals("[none]"))
                .findFirst()
                .orElse("");
    }

    /// Whether the answer to [#get] is about a principal that may have tickets.
    boolean allowsTickets(KadminAnswer answer) {
        return fields(answer).anyMatch(fields -> (attributes(fields) & NO_TICKETS) == 0);
    }

    /// Whether the answer to [#get] is about a principal whose password must be changed.
    boolean needsChange(KadminAnswer answer) {
        return fields(answer).anyMatch(fields -> (attributes(fields) & NEEDS_CHANGE) != 0);
    }

    private static long attributes(String[] fields) {
        return Long.parseLong(fields[ATTRIBUTES]);
    }

    /// Whether the answer to [#get] is about a principal with a key that need not be changed.
    boolean hasSettledKey(KadminAnswer answer) {
        return fields(answer)
                .filter(fields -> fields.length > 15)
                .anyMatch(fields -> !fields[15].equals("0") && (attributes(fields) & NEEDS_CHANGE) == 0);
    }

    /// The lines about a principal, in the columns of `getprinc -terse`.
    private static Stream<String[]> fields(KadminAnswer answer) {
        return answer.lines().stream().map(line -> line.split("\t", -1)).filter(fields -> fields.length > POLICY);
    }

    /// The name in a line of [#list], if it is of this realm and has no instance.
    Optional<UserName> listed(String line) {
        String end = "@" + realm;
        if (!line.endsWith(end)) {
            return Optional.empty();
        }
        String name = line.substring(0, line.length() - end.length());
        boolean bare = !name.isEmpty()
                && Text.length(name) <= 255
                && Text.isPlain(name)
                && name.chars().noneMatch(c -> c == '/' || c == '@' || c == '\\');
        return bare ? Optional.of(new UserName(name)) : Optional.empty();
    }

    private String principal(UserName name) {
        if (brokenBy(name).isPresent()) {
            throw new IllegalArgumentException("not a name for a principal: " + name);
        }
        // A backslash keeps a leading '-' from being taken for an option.
        return quoted((name.value().startsWith("-") ? "\\" : "") + name.value() + "@" + realm);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }

    private static boolean plain(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '-'
                || c == ' ';
    }
}
