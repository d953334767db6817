package io.rollcall.manager.kerberos;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `kadmin` answered to one command, without prompts.
///
/// @param lines of both of its streams, in the order written
record KadminAnswer(List<String> lines) {
    /// `add_principal: Operation requires ``add'' privilege while creating "x@REALM".`
    private static final Pattern COMPLAINT = Pattern.compile("^(?:[a-z]+(?:_[a-z]+)+|kadmin): (.*)$");

    private static final Pattern CONTEXT = Pattern.compile("(?: while [a-z ]+(?:\"[^\"]*\".*)?)?\\.?$");

    /// Words of failures that have nothing to do with the principal: the realm does not answer, or the connection
    /// is broken. All of them are from MIT's error tables, in the C locale.
    private static final List<String> AWAY = List.of(
            "Communication failure with server",
            "GSS-API (or Kerberos) error",
            "Cannot contact any KDC",
            "Cannot resolve",
            "Connection refused",
            "Connection timed out",
            "Connection reset",
            "Connection to server broken",
            "Can't contact LDAP server",
            "Server is unavailable",
            "LDAP handle unavailable",
            "Unable to access Kerberos database",
            "Kerberos database internal error",
            "Database is locked",
            "Database locked or in use",
            "Cannot lock database",
            "Cannot allocate memory");

    /// Whether the realm does not answer, so that the same command may succeed on a new connection.
    boolean away() {
        return complaint().filter(KadminAnswer::isAway).isPresent();
    }

    static boolean isAway(String words) {
        return AWAY.stream().anyMatch(words::contains);
    }

    boolean says(String part) {
        return lines.stream().anyMatch(line -> line.contains(part));
    }

    /// The first complaint, without the name of the call and without what it was about.
    Optional<String> complaint() {
        return lines.stream()
                .map(COMPLAINT::matcher)
                .filter(Matcher::matches)
                .map(found -> CONTEXT.matcher(found.group(1)).replaceFirst(""))
                .findFirst();
    }

    /// Why the command failed, for people. Only complaints are ever quoted: another line could contain what was
    /// sent.
    String reason() {
        return complaint().orElse("kadmin gave no reason");
    }

    /// The complaint in lines that are no complete answer; empty if there is none.
    static String words(List<String> lines) {
        return new KadminAnswer(List.copyOf(lines)).complaint().orElse("");
    }
}
