package io.rollcall.demo.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rollcall.cluster.Trouble;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// `curl`, as far as sample code uses it: one request to the API of this very server, without redirections, files
/// and proxies. Thread-safe.
public final class CurlTool implements Tool, AutoCloseable {
    private static final int BAD_ADDRESS = 3;
    private static final int NO_CONNECTION = 7;
    private static final int NOT_RECEIVED = 56;

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final URI origin;
    private final Secrets secrets;
    private final HttpClient http;

    /// @param origin scheme, host and port of the only server that it calls
    /// @param tls what that server's certificate is checked with
    public CurlTool(URI origin, Secrets secrets, SSLContext tls) {
        this.origin = origin;
        this.secrets = secrets;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(TIMEOUT)
                .sslContext(tls)
                .build();
    }

    private record Header(String name, String value) {}

    /// What the command line says.
    private static final class Asked {
        private @Nullable String url;
        private @Nullable String method;
        private final List<Header> headers = new ArrayList<>();
        private final List<String> data = new ArrayList<>();
        private boolean withHeaders;
    }

    /// The command line is not one that is carried out here.
    private static final class WrongUse extends Exception {
        private static final long serialVersionUID = 1L;

        WrongUse(String message) {
            super(message);
        }
    }

    @Override
    public int run(Call call, OutputStream out, OutputStream err) throws IOException, InterruptedException {
        Asked asked;
        try {
            asked = read(call.arguments());
        } catch (WrongUse e) {
            return Tool.refuse(err, "curl: " + e.getMessage());
        }
        String written = Objects.requireNonNullElse(asked.url, "");
        URI url;
        try {
            url = new URI(written);
        } catch (URISyntaxException e) {
            Tool.refuse(err, "curl: '" + written + "' is no address");
            return BAD_ADDRESS;
        }
        if (!isHere(url)) {
            Tool.refuse(err, "curl: only the API at " + origin + " is called from here, not " + written);
            return NO_CONNECTION;
        }
        HttpRequest request;
        try {
            request = request(asked, url);
        } catch (IllegalArgumentException e) {
            return Tool.refuse(err, "curl: this cannot be sent from here: " + e.getMessage());
        }
        try {
            HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
            return show(answer, asked.withHeaders, out, err);
        } catch (Unsent e) {
            throw e.cause;
        } catch (IOException e) {
            Tool.refuse(err, "curl: " + Trouble.of(e));
            return NO_CONNECTION;
        }
    }

    /// The pages of the console are not the API, least of all the one that runs texts.
    private boolean isHere(URI url) {
        String path = Objects.requireNonNullElse(url.getRawPath(), "");
        return origin.getScheme().equals(url.getScheme())
                && origin.getRawAuthority().equals(url.getRawAuthority())
                && path.startsWith("/")
                && !path.startsWith("/console");
    }

    private static Asked read(List<String> arguments) throws WrongUse {
        Asked asked = new Asked();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            String option = argument;
            String value = null;
            if (argument.matches("(?s)-[sSi]*[XHd].*")) {
                int letter = 1;
                while ("sSi".indexOf(argument.charAt(letter)) >= 0) {
                    asked.withHeaders |= argument.charAt(letter) == 'i';
                    letter++;
                }
                option = "-" + argument.charAt(letter);
                value = argument.length() > letter + 1 ? argument.substring(letter + 1) : null;
            }
            if (takesValue(option)) {
                if (value == null) {
                    i++;
                    if (i == arguments.size()) {
                        throw new WrongUse(option + " needs a value");
                    }
                    value = arguments.get(i);
                }
                take(asked, option, value);
            } else if (argument.matches("-[sSi]+")
                    || List.of("--silent", "--show-error", "--include").contains(argument)) {
                asked.withHeaders |= argument.equals("--include") || argument.matches("-[sS]*i[sSi]*");
            } else if (argument.startsWith("-")) {
                throw new WrongUse("the option '" + argument + "' is not known here; -s, -S, -i, -X, -H, -d and"
                        + " --data-raw are");
            } else {
                take(asked, "--url", argument);
            }
        }
        if (asked.url == null) {
            throw new WrongUse("an address is missing");
        }
        return asked;
    }

    private static boolean takesValue(String option) {
        return List.of("-X", "-H", "-d", "--request", "--header", "--data", "--data-raw", "--url")
                .contains(option);
    }

    private static void take(Asked asked, String option, String value) throws WrongUse {
        switch (option) {
            case "-X", "--request" -> asked.method = value;
            case "-H", "--header" -> {
                int colon = value.indexOf(':');
                if (colon < 1
                        || value.startsWith("@")
                        || value.substring(colon + 1).isBlank()) {
                    throw new WrongUse("'" + value + "' is not sent from here: a header is NAME: VALUE");
                }
                asked.headers.add(new Header(
                        value.substring(0, colon), value.substring(colon + 1).strip()));
            }
            case "-d", "--data" -> {
                if (value.startsWith("@")) {
                    throw new WrongUse("no file is read here: write what is to be sent");
                }
                asked.data.add(value);
            }
            case "--data-raw" -> asked.data.add(value);
            default -> {
                if (asked.url != null) {
                    throw new WrongUse("'" + value + "' is one address too many");
                }
                asked.url = value;
            }
        }
    }

    private HttpRequest request(Asked asked, URI url) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(TIMEOUT);
        // An answer about a signature says back which headers were signed.
        boolean signed = asked.headers.stream().anyMatch(header -> header.name().equalsIgnoreCase("Authorization"));
        for (Header header : asked.headers) {
            boolean authenticates = !signed && header.name().equalsIgnoreCase("X-Auth-Token");
            request.header(header.name(), authenticates ? secrets.usedToken(header.value()) : header.value());
        }
        String method = Objects.requireNonNullElse(asked.method, asked.data.isEmpty() ? "GET" : "POST");
        if (asked.data.isEmpty()) {
            return request.method(method, BodyPublishers.noBody()).build();
        }
        if (asked.headers.stream().noneMatch(header -> header.name().equalsIgnoreCase("Content-Type"))) {
            request.header("Content-Type", "application/x-www-form-urlencoded");
        }
        return request.method(method, BodyPublishers.ofString(String.join("&", asked.data)))
                .build();
    }

    /// What arrived could not be shown, because the output is full.
    private static final class Unsent extends IOException {
        private static final long serialVersionUID = 1L;
        private final IOException cause;

        Unsent(IOException cause) {
            super(cause);
            this.cause = cause;
        }
    }

    private static int show(HttpResponse<InputStream> answer, boolean withHeaders, OutputStream out, OutputStream err)
            throws IOException, InterruptedException {
        try (InputStream body = answer.body()) {
            if (withHeaders) {
                StringBuilder head = new StringBuilder("HTTP/1.1 " + answer.statusCode() + "\n");
                for (Map.Entry<String, List<String>> header :
                        answer.headers().map().entrySet()) {
                    header.getValue().forEach(value -> head.append(header.getKey() + ": " + value + "\n"));
                }
                write(out, head.append('\n').toString().getBytes(UTF_8));
            }
            byte[] buffer = new byte[8 * 1024];
            while (true) {
                int read;
                try {
                    read = body.read(buffer);
                } catch (IOException e) {
                    if (Thread.interrupted()) {
                        throw new InterruptedException();
                    }
                    Tool.refuse(err, "curl: the answer ends too soon: " + Trouble.of(e));
                    return NOT_RECEIVED;
                }
                if (read < 0) {
                    return 0;
                }
                write(out, Arrays.copyOf(buffer, read));
            }
        }
    }

    private static void write(OutputStream out, byte[] bytes) throws Unsent {
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw new Unsent(e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
