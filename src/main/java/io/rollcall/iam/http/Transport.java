package io.rollcall.iam.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// One request and its answer, once: no redirects, a deadline for the whole answer, no more bytes than an account
/// may have. Thread-safe.
public final class Transport implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final long LARGEST_ANSWER = 256L << 20;

    private final @Nullable Path caFile;
    private volatile Client client;

    /// @param stamp the stamp of the file of certificates that it trusts
    private record Client(HttpClient http, String stamp) {}

    /// Makes a value from an answer while it arrives.
    @FunctionalInterface
    interface Reader<T> {
        T read(int status, HttpHeaders headers, InputStream body) throws IOException;
    }

    /// @param caFile certificates of trusted authorities; null for those that the runtime trusts
    /// @throws IOException if the file cannot be read or holds no certificates
    public Transport(@Nullable Path caFile) throws IOException {
        this.caFile = caFile;
        this.client = client(stamp());
    }

    private Client client(String stamp) throws IOException {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT);
        return new Client((caFile == null ? builder : builder.sslContext(trusting(caFile))).build(), stamp);
    }

    private String stamp() {
        try {
            return caFile == null ? "" : Files.getLastModifiedTime(caFile) + " " + Files.size(caFile);
        } catch (IOException e) {
            return "";
        }
    }

    /// The client with the certificates of the file as it is now. While the file has none, as during a write, the
    /// last good ones are used.
    private HttpClient http() {
        Client now = client;
        String stamp = stamp();
        if (!stamp.isEmpty() && !stamp.equals(now.stamp())) {
            try {
                Client renewed = client(stamp);
                client = renewed;
                // Exchanges in progress on the other client are completed.
                now.http().shutdown();
                return renewed.http();
            } catch (IOException e) {
                return now.http();
            }
        }
        return now.http();
    }

    /// @param body null for a request without one
    /// @throws IOException also when the deadline passes, the answer is too large, or the reader finds it
    ///     malformed
    <T> T exchange(
            String method,
            URI uri,
            Map<String, String> headers,
            byte @Nullable [] body,
            Duration deadline,
            Reader<T> reader)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::setHeader);
        // On a thread of its own, because the client's own timeout ends with the headers of the answer.
        HttpClient http = http();
        FutureTask<T> task = new FutureTask<>(() -> {
            HttpResponse<InputStream> response =
                    http.send(request.build(), BodyHandlers.limiting(BodyHandlers.ofInputStream(), LARGEST_ANSWER));
            try (InputStream stream = response.body()) {
                return reader.read(response.statusCode(), response.headers(), stream);
            }
        });
        Thread.ofVirtual().name("iam-request").start(task);
        try {
            return task.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("no whole answer within " + deadline.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException broken -> throw broken;
                case RuntimeException defect -> throw defect;
                case null, default -> throw new IOException(e.getCause());
            }
        } finally {
            task.cancel(true);
        }
    }

    private static SSLContext trusting(Path caFile) throws IOException {
        try (InputStream in = Files.newInputStream(caFile)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int count = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("ca-" + count++, certificate);
            }
            if (count == 0) {
                throw new IOException("the file " + caFile + " holds no certificate");
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("the file " + caFile + " holds no usable certificates", e);
        }
    }

    @Override
    public void close() {
        client.http().shutdownNow();
    }
}
