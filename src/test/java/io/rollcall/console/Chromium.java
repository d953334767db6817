package io.rollcall.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/// The browser of this machine, without a window. Not thread-safe, as the library that drives it.
public final class Chromium implements AutoCloseable {
    /// Until a page shows what is expected, or an element can be clicked. The library's five seconds are not enough
    /// on a machine whose processors have other work.
    private static final double PATIENCE_MILLIS = 60_000;

    private static final List<String> PLACES = List.of("/usr/bin/chromium", "/usr/bin/chromium-browser");

    private final Playwright playwright;
    private final Browser browser;
    private final List<BrowserContext> windows = new ArrayList<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    public static Chromium start() {
        Path program = PLACES.stream()
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("chromium is missing; as root, ./test installs it"));
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(program)
                        .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-background-networking")));
        return new Chromium(playwright, browser);
    }

    /// A window of its own, without anything that another one keeps. What its pages send elsewhere, what their
    /// policy blocks and what their scripts throw is kept for [#complaints].
    ///
    /// @param origin the only server that it may talk to
    public BrowserContext window(String origin, Browser.NewContextOptions options) {
        BrowserContext window = browser.newContext(options.setLocale("en-GB").setTimezoneId("Europe/Berlin"));
        window.setDefaultTimeout(PATIENCE_MILLIS);
        window.onRequest(request -> {
            String url = request.url();
            if (!url.startsWith(origin + "/") && Stream.of("data:", "blob:").noneMatch(url::startsWith)) {
                complaints.add("a request leaves for " + url);
            }
        });
        window.onPage(page -> page.onPageError(error -> complaints.add("a script fails: " + error)));
        window.onConsoleMessage(message -> {
            // A refusal by the server is an error to the browser, and expected by the tests that provoke it.
            if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
                complaints.add(message.text());
            }
        });
        windows.add(window);
        return window;
    }

    /// Closes all windows, before the server of their test goes.
    public void closeWindows() {
        windows.forEach(BrowserContext::close);
        windows.clear();
    }

    /// What went wrong in the windows without a test looking for it.
    public List<String> complaints() {
        return List.copyOf(complaints);
    }

    /// What a person with a keyboard or a screen reader could not use of a page, by the rules of axe.
    public static void assertAccessible(Page page) {
        page.evaluate(AXE);
        String found = (String) page.evaluate("""
                async () => JSON.stringify((await axe.run({runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa",
                    "best-practice"]})).violations.map(rule => ({rule: rule.id, where: rule.nodes.map(node => node.html)})))""");
        try {
            JsonNode violations = new JsonMapper().readTree(found);
            assertThat(violations).as("axe on " + page.url()).isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final String AXE = axe();

    private static String axe() {
        try (InputStream script =
                Objects.requireNonNull(Chromium.class.getResourceAsStream("/axe.min.js"), "axe.min.js")) {
            return new String(script.readAllBytes(), UTF_8) + "\n;undefined";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
