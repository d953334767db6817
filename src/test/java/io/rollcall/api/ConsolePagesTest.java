package io.rollcall.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a browser gets before any script runs.
class ConsolePagesTest {
    private static final Pattern ASSET = Pattern.compile("(?:src|href)=\"(/console/assets-[^\"]+)\"");

    private ApiFixture api;
    private HttpClient http;

    @BeforeEach
    void start() {
        api = ApiFixture.start(ApiFixture.people());
        http = HttpClient.newHttpClient();
    }

    @AfterEach
    void stop() {
        http.close();
        api.close();
    }

    private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static String header(HttpResponse<byte[]> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private List<String> assets() throws Exception {
        return ASSET.matcher(text(get("/console/")))
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();
    }

    @Test
    void aBrowserIsLedToTheConsoleAndAProgramIsNot() throws Exception {
        HttpResponse<byte[]> browser = get("/", "Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8");
        assertThat(browser.statusCode()).isEqualTo(302);
        assertThat(header(browser, "Location")).isEqualTo("/console/");
        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThat(get("/", "Accept", "*/*").statusCode()).isEqualTo(404);
    }

    @Test
    void everyAddressOfTheConsoleIsTheSamePageUnderAStrictPolicy() throws Exception {
        HttpResponse<byte[]> home = get("/console/");
        assertThat(home.statusCode()).isEqualTo(200);
        assertThat(header(home, "Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(header(home, "Content-Security-Policy"))
                .isEqualTo("default-src 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'");
        assertThat(header(home, "Cache-Control")).isEqualTo("no-store");
        assertThat(header(home, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(get("/console/clusters/some-cluster").body()).isEqualTo(home.body());
    }

    @Test
    void thePageHasNoScriptAndNoStyleOfItsOwnAndNamesNoOtherServer() throws Exception {
        String page = text(get("/console/"));
        assertThat(page).doesNotContain("://", "style=", "<style", "{assets}", "{preload}");
        Matcher scripts = Pattern.compile("<script([^>]*)>(.*?)</script>").matcher(page);
        assertThat(scripts.results().toList())
                .isNotEmpty()
                .allSatisfy(script -> assertThat(script.group(2)).isEmpty());
    }

    @Test
    void everyFileOfThePageIsThereCompressedAndToBeKeptForGood() throws Exception {
        List<String> assets = assets();
        assertThat(assets).hasSizeGreaterThan(10);
        long sum = 0;
        for (String asset : assets) {
            HttpResponse<byte[]> plain = get(asset);
            assertThat(plain.statusCode()).as(asset).isEqualTo(200);
            assertThat(header(plain, "Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
            HttpResponse<byte[]> gzip = get(asset, "Accept-Encoding", "br;q=1, gzip;q=0.8");
            assertThat(header(gzip, "Content-Encoding")).isEqualTo("gzip");
            assertThat(header(gzip, "Vary")).isEqualTo("Accept-Encoding");
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip.body()))) {
                assertThat(in.readAllBytes()).isEqualTo(plain.body());
            }
            sum += gzip.body().length;
        }
        assertThat(sum).as("bytes that the console takes").isLessThan(300_000);
    }

    @Test
    void noModuleNamesAnotherServerOrOneThatIsMissing() throws Exception {
        List<String> assets = assets();
        Pattern imports = Pattern.compile("(?m)(?:[\\s}]from|^import)\\s*\"([^\"]+)\";");
        for (String asset : assets.stream().filter(path -> path.endsWith(".js")).toList()) {
            imports.matcher(text(get(asset)))
                    .results()
                    .forEach(found -> assertThat(
                                    URI.create(asset).resolve(found.group(1)).getPath())
                            .as("%s of %s", found.group(1), asset)
                            .isIn(assets));
        }
    }

    @Test
    void anotherBuildsFilesAndUnknownOnesAreNotThere() throws Exception {
        assertThat(get("/console/assets-0000000000000000/app/main.js").statusCode())
                .isEqualTo(404);
        String main = assets().stream()
                .filter(path -> path.endsWith("/app/main.js"))
                .findFirst()
                .orElseThrow();
        assertThat(get(main.replace("main.js", "no-such.js")).statusCode()).isEqualTo(404);
        assertThat(get(main.replace("app/main.js", "../Console.class")).statusCode())
                .isIn(400, 404);
    }

    @Test
    void theManagementListenerHasNoConsole() {
        assertThat(api.management().get("/console/").status()).isEqualTo(404);
    }

    @Test
    void aSignInLinkCountsOnce() throws Exception {
        String link = api.signInLink("{\"token\":\"t\"}");
        assertThat(link).matches("/console/#sign-in=[0-9a-f]{32}");
        String path = link.replace("#sign-in=", "sign-in/");
        HttpResponse<byte[]> first = get(path);
        assertThat(text(first)).isEqualTo("{\"token\":\"t\"}");
        assertThat(header(first, "Cache-Control")).isEqualTo("no-store");
        assertThat(get(path).statusCode()).isEqualTo(404);
        assertThat(get("/console/sign-in/").statusCode()).isEqualTo(404);
    }
}
