package io.rollcall.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// No name of a class gets to a person.
class TroubleTest {
    private static List<Throwable> causes() {
        return List.of(
                new UnknownHostException("ldap.example: Name or service not known"),
                new ConnectException(),
                new ConnectException("Connection refused"),
                new ConnectException("Connection timed out"),
                new SocketTimeoutException(),
                new HttpConnectTimeoutException("HTTP connect timed out"),
                new TimeoutException(),
                new ClosedChannelException(),
                new UnresolvedAddressException(),
                new EOFException("EOF reached while reading"),
                new SocketException("Connection reset"),
                new SocketException("Broken pipe"),
                new MalformedInputException(1),
                new NoSuchFileException("/a/file"),
                new AccessDeniedException("/a/file"),
                new FileSystemException("/a/file", null, "Is a directory"),
                new CertPathBuilderException("unable to find valid certification path to requested target"),
                new CertificateExpiredException("NotAfter: Thu"),
                new SSLHandshakeException("PKIX path building failed: sun.security.provider.certpath."
                        + "SunCertPathBuilderException: unable to find valid certification path"),
                new SSLHandshakeException("No subject alternative DNS name matching x found."),
                new IllegalStateException(),
                new IOException("IOException(LDAPException(resultCode=91 (connect error), errorMessage='An error"),
                new NullPointerException("Cannot invoke \"java.lang.String.length()\" because \"x\" is null"));
    }

    /// As it is, within another one without words, and within one that repeats it.
    static Stream<Throwable> wrapped() {
        return causes().stream()
                .flatMap(cause -> Stream.of(
                        cause,
                        new IOException(cause),
                        new RuntimeException(cause.toString(), cause),
                        new IOException(null, new RuntimeException(new IOException(cause)))));
    }

    @ParameterizedTest
    @MethodSource("wrapped")
    void everyCauseIsSaidInWords(Throwable thrown) {
        assertThat(Trouble.of(thrown))
                .isNotBlank()
                .doesNotContainPattern("[A-Z]\\w*(Exception|Error)|java\\.|sun\\.|\\(resultCode|null");
    }

    @Test
    void whatIsKnownHasAWordOfItsOwn() {
        assertThat(Trouble.of(new IOException(new ConnectException()))).isEqualTo("the connection was refused");
        Throwable refused = new ConnectException().initCause(new ClosedChannelException());
        assertThat(Trouble.of(refused)).isEqualTo("the connection was refused");
        assertThat(Trouble.of(new NoSuchFileException("/a/file"))).isEqualTo("the file /a/file does not exist");
        assertThat(Trouble.of(new IOException("no whole answer within 2000 ms", new TimeoutException())))
                .isEqualTo("no whole answer within 2000 ms");
    }

    @Test
    void aLongTextIsNotCutInsideAWord() {
        String plain = Trouble.plain("word ".repeat(100));
        assertThat(plain).endsWith(" word…").hasSizeLessThanOrEqualTo(301);
        assertThat(Trouble.plain("two\nlines\u200b here")).isEqualTo("two lines  here");
    }

    @Test
    void aServerThatDoesNotSpeakTlsIsSaidNotTo() {
        assertThat(Trouble.of(new SSLException("Unrecognized SSL message, plaintext connection?")))
                .isEqualTo("the server does not speak TLS");
        assertThat(Trouble.of(new SSLException("Unsupported or unrecognized SSL message")))
                .isEqualTo("the server does not speak TLS");
    }
}
