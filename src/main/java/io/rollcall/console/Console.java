package io.rollcall.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Answers a browser that asks for the console. Thread-safe.
///
/// | path | is |
/// |---|---|
/// | `/console/assets-BUILD/...` | a file, to be kept for good: another build has another path |
/// | `/console/sign-in/CODE` | what a sign-in link leads to, once |
/// | `/console/...` | the one page, whose script shows the screen of the path |
public final class Console {
    /// Where the console begins.
    public static final String HOME = "/console/";

    /// Nothing from elsewhere, no script in a page, no page within another.
    private static final String POLICY =
            "default-src 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'";

    private static final String ASSETS = HOME + "assets-";
    private static final String SIGN_IN = HOME + "sign-in/";

    private @Nullable Loaded loaded;
    private final SignInLinks links = new SignInLinks();

    /// A page, ready to be sent.
    ///
    /// @param headers all but `Content-Length`
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    public record Page(String contentType, byte[] body, Map<String, String> headers) {}

    private record Loaded(ConsoleFiles files, ConsoleFiles.File index) {
        static Loaded load() {
            ConsoleFiles files = ConsoleFiles.load();
            ConsoleFiles.File template = files.files().get("index.html");
            if (template == null) {
                throw new IllegalStateException("the console has no page");
            }
            String assets = ASSETS + files.build() + "/";
            // Told of all modules at once, a browser need not find them one by one.
            String preload = files.files().keySet().stream()
                    .filter(path -> path.endsWith(".js"))
                    .map(path -> "<link rel=\"modulepreload\" href=\"" + assets + path + "\">")
                    .collect(Collectors.joining("\n"));
            String html = new String(template.plain(), UTF_8)
                    .replace("{assets}", assets)
                    .replace("{preload}", preload);
            return new Loaded(files, ConsoleFiles.File.of("index.html", html.getBytes(UTF_8)));
        }
    }

    /// The page at a path; empty where the console has none.
    ///
    /// @param gzip whether the browser takes a compressed answer
    public Optional<Page> page(String rawPath, boolean gzip) {
        if (!rawPath.startsWith(HOME)) {
            return Optional.empty();
        }
        if (rawPath.startsWith(SIGN_IN)) {
            return links.redeem(rawPath.substring(SIGN_IN.length()))
                    .map(told -> new Page("application/json", told, headers(false)));
        }
        if (!rawPath.startsWith(ASSETS)) {
            return Optional.of(page(loaded().index(), gzip, false));
        }
        ConsoleFiles files = loaded().files();
        String prefix = ASSETS + files.build() + "/";
        return rawPath.startsWith(prefix)
                ? Optional.ofNullable(files.files().get(rawPath.substring(prefix.length())))
                        .map(file -> page(file, gzip, true))
                : Optional.empty();
    }

    /// Read when the first browser comes: most servers start more often than that.
    private synchronized Loaded loaded() {
        if (loaded == null) {
            loaded = Loaded.load();
        }
        return loaded;
    }

    /// Makes a path, with its fragment, that signs a browser in, and does so once.
    ///
    /// @param credentials what the page is told, as JSON
    public String signInLink(String credentials) {
        return HOME + "#sign-in=" + links.offer(credentials.getBytes(UTF_8));
    }

    private static Page page(ConsoleFiles.File file, boolean gzip, boolean forGood) {
        Map<String, String> headers = headers(forGood);
        headers.put("Vary", "Accept-Encoding");
        if (gzip) {
            headers.put("Content-Encoding", "gzip");
        }
        return new Page(file.type(), gzip ? file.gzip() : file.plain(), headers);
    }

    private static Map<String, String> headers(boolean forGood) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Cache-Control", forGood ? "public, max-age=31536000, immutable" : "no-store");
        headers.put("Content-Security-Policy", POLICY);
        headers.put("Referrer-Policy", "no-referrer");
        return headers;
    }
}
