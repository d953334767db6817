package io.rollcall.tls;

import io.rollcall.cluster.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server's side of TLS 1.3 and 1.2. A renewed certificate is presented on all connections after it was
/// written, without a restart; unusable files cause one warning, and the last good ones stay in use. Thread-safe.
public final class ServerTls {
    private static final Logger log = LoggerFactory.getLogger(ServerTls.class);

    /// The shortest interval between checks of the files: the first connection after that time checks them.
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final ServerFiles files;
    private final Duration pause;
    private final ReentrantLock look = new ReentrantLock();
    private List<String> seen;
    private long lookedAt = System.nanoTime();
    private volatile SSLContext current;

    private ServerTls(ServerFiles files, Duration pause) throws TlsException {
        this.files = files;
        this.pause = pause;
        this.seen = stamps();
        this.current = load();
    }

    /// @throws TlsException when the files cannot be used as they are now
    public static ServerTls open(ServerFiles files) throws TlsException {
        return open(files, PAUSE);
    }

    /// @param pause the shortest interval between two checks of the files
    public static ServerTls open(ServerFiles files, Duration pause) throws TlsException {
        return new ServerTls(files, pause);
    }

    /// For one connection, whose handshake has not begun.
    public SSLEngine engine() {
        lookAgain();
        SSLEngine engine = current.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        parameters.setCipherSuites(strong(parameters.getCipherSuites()));
        parameters.setUseCipherSuitesOrder(true);
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        if (files.clientAuthority() != null) {
            // Setting one of them resets the other.
            if (files.clientRequired()) {
                parameters.setNeedClientAuth(true);
            } else {
                parameters.setWantClientAuth(true);
            }
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    /// Those with authenticated encryption and forward secrecy; all of TLS 1.3 are.
    private static String[] strong(String[] suites) {
        return Arrays.stream(suites)
                .filter(suite -> suite.contains("_GCM_") || suite.contains("_CHACHA20_"))
                .filter(suite -> !suite.startsWith("TLS_RSA_"))
                .toArray(String[]::new);
    }

    private void lookAgain() {
        if (!look.tryLock()) {
            return;
        }
        try {
            if (System.nanoTime() - lookedAt < pause.toNanos()) {
                return;
            }
            lookedAt = System.nanoTime();
            List<String> now = stamps();
            if (!now.equals(seen)) {
                seen = now;
                current = load();
            }
        } catch (TlsException e) {
            log.atWarn().addKeyValue("reason", e.getMessage()).log("certificate not reread, the last one stays in use");
        } finally {
            look.unlock();
        }
    }

    private SSLContext load() throws TlsException {
        List<X509Certificate> chain = Pem.certificates(files.certificate());
        KeyManager[] identity = Pem.identity(chain, files.certificate(), files.key(), files.password());
        TrustManager[] trust =
                files.clientAuthority() == null ? new TrustManager[0] : Pem.trust(files.clientAuthority());
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(identity, trust, null);
            log.atInfo()
                    .addKeyValue("file", files.certificate())
                    .addKeyValue("valid_until", chain.getFirst().getNotAfter().toInstant())
                    .log("certificate read");
            return context;
        } catch (GeneralSecurityException e) {
            throw new TlsException("TLS cannot be set up: " + Trouble.of(e), e);
        }
    }

    /// Values that change when a file is written, or a folder of files is exchanged.
    private List<String> stamps() {
        return Stream.of(files.certificate(), files.key(), files.clientAuthority())
                .filter(Objects::nonNull)
                .map(ServerTls::stamp)
                .toList();
    }

    private static String stamp(Path file) {
        try {
            Path real = file.toRealPath();
            return real + " " + Files.getLastModifiedTime(real) + " " + Files.size(real);
        } catch (IOException e) {
            return "cannot be read";
        }
    }
}
