package io.rollcall.cluster;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Says in words what an exception means. Messages of Java and of libraries are for programmers: names of classes,
/// messages inside of messages. Operators never see them.
public final class Trouble {
    private static final String CLOSED = "the connection was closed";
    private static final int LONGEST = 300;
    private static final int DEEPEST = 20;
    private static final Pattern CLASS_NAME =
            Pattern.compile("\\b(?:[a-z][a-z0-9]*\\.){2,}[A-Z]\\w*|\\b[A-Z]\\w*(?:Exception|Error)\\b|ldapSDKVersion");

    private Trouble() {}

    /// What happened, without a capital and a full stop.
    public static String of(Throwable thrown) {
        String own = thrown.getMessage() == null ? "" : plain(thrown.getMessage());
        return words(thrown).isEmpty() && !own.isEmpty()
                ? own
                : known(thrown).orElseGet(() -> said(thrown).orElse("for a reason that only the log can tell"));
    }

    /// The same where one of the causes is a trouble that has words here; empty otherwise.
    public static Optional<String> known(Throwable thrown) {
        @Nullable Throwable cause = thrown;
        Optional<String> found = Optional.empty();
        // The innermost cause says the most; only "closed" comes last, since it follows from all the others.
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            Optional<String> words = words(cause);
            boolean better =
                    words.isPresent() && (found.isEmpty() || !words.get().equals(CLOSED));
            found = better ? words : found;
            cause = cause.getCause();
        }
        return found;
    }

    /// A text of another program made readable: on one line, without names of Java classes, not cut inside a word;
    /// empty if nothing is left.
    public static String plain(String text) {
        StringBuilder plain = new StringBuilder();
        text.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c)
                .forEach(plain::appendCodePoint);
        String line = plain.toString().strip();
        return CLASS_NAME.matcher(line).find() ? "" : shortened(line);
    }

    private static String shortened(String line) {
        if (Text.length(line) <= LONGEST) {
            return line;
        }
        String start = line.substring(0, line.offsetByCodePoints(0, LONGEST));
        int blank = start.lastIndexOf(' ');
        return (blank > LONGEST / 2 ? start.substring(0, blank) : start).stripTrailing() + "…";
    }

    private static Optional<String> said(Throwable thrown) {
        @Nullable Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            String message = cause.getMessage() == null ? "" : plain(cause.getMessage());
            if (!message.isEmpty()) {
                return Optional.of(message);
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }

    private static Optional<String> words(Throwable cause) {
        String message = cause.getMessage() == null ? "" : cause.getMessage();
        return switch (cause) {
            case UnknownHostException _ -> Optional.of("the name of the host is not known");
            case NoRouteToHostException _ -> Optional.of("there is no way to the host");
            case SocketTimeoutException _ -> Optional.of("there was no answer in time");
            case HttpTimeoutException _ -> Optional.of("there was no answer in time");
            case TimeoutException _ -> Optional.of("there was no answer in time");
            case ConnectException _ ->
                Optional.of(
                        message.toLowerCase(Locale.ROOT).contains("timed out")
                                ? "there was no answer in time"
                                : "the connection was refused");
            case UnresolvedAddressException _ -> Optional.of("the name of the host is not known");
            case ClosedChannelException _ -> Optional.of(CLOSED);
            case EOFException _ -> Optional.of(CLOSED);
            case CertificateExpiredException _ -> Optional.of("the certificate has expired");
            case CertificateNotYetValidException _ -> Optional.of("the certificate is not valid yet");
            case CertPathBuilderException _ ->
                Optional.of("no trusted authority has signed the certificate; is ca_file right?");
            case SSLException _ -> Optional.of(tls(message));
            case NoSuchFileException file -> Optional.of("the file " + file.getFile() + " does not exist");
            case AccessDeniedException file -> Optional.of("the file " + file.getFile() + " may not be read");
            case FileSystemException file ->
                Optional.of("the file " + file.getFile() + " cannot be used"
                        + (file.getReason() == null ? "" : ": " + plain(file.getReason())));
            case CharacterCodingException _ -> Optional.of("it is not UTF-8");
            default ->
                message.startsWith("Connection reset") || message.startsWith("Broken pipe")
                        ? Optional.of(CLOSED)
                        : Optional.empty();
        };
    }

    private static String tls(String message) {
        if (message.contains("PKIX") || message.contains("certification path") || message.contains("not trusted")) {
            return "no trusted authority has signed the certificate; is ca_file right?";
        }
        if (message.contains("subject alternative") || message.contains("No name matching")) {
            return "the certificate is that of another host";
        }
        if (message.contains("nrecognized SSL message")) {
            return "the server does not speak TLS";
        }
        String plain = plain(message);
        return "TLS could not be agreed on" + (plain.isEmpty() ? "" : ": " + plain);
    }
}
