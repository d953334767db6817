package io.rollcall.demo;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Clip;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotAnimations;
import io.rollcall.console.Chromium;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Every screen of the console in the demo, on a wide window and on a phone, light and dark, in English and
/// Chinese.
///
/// With `-Drollcall.pictures=FOLDER`, each screen leaves its pictures there; in `docs/console`, only those that
/// the documentation shows.
class PicturesIT {
    private static final Path SHOWN = Path.of("docs/console");
    private static final @Nullable String FOLDER = System.getProperty("rollcall.pictures");

    /// A page of documentation loads them all.
    private static final long LARGEST = 120_000;

    /// A picture is of the upper part of a long page.
    private static final int HIGHEST = 1_200;

    /// How a page is looked at.
    private enum Look {
        WIDE("", 1200, 760, ColorScheme.LIGHT, false),
        WIDE_DARK("-dark", 1200, 760, ColorScheme.DARK, false),
        WIDE_CHINESE("-zh", 1200, 760, ColorScheme.LIGHT, true),
        PHONE("-phone", 360, 740, ColorScheme.LIGHT, false),
        PHONE_DARK_CHINESE("-phone-dark-zh", 360, 740, ColorScheme.DARK, true);

        private final String suffix;
        private final int width;
        private final int height;
        private final ColorScheme colours;
        private final boolean chinese;

        Look(String suffix, int width, int height, ColorScheme colours, boolean chinese) {
            this.suffix = suffix;
            this.width = width;
            this.height = height;
            this.colours = colours;
            this.chinese = chinese;
        }

        private Browser.NewContextOptions window() {
            return new Browser.NewContextOptions()
                    .setViewportSize(width, height)
                    .setColorScheme(colours)
                    .setHasTouch(width < 600);
        }
    }

    /// A screen: where it is, and what has to be there.
    private record Screen(String address, Consumer<Page> ready) {}

    private final Map<Look, Page> windows = new EnumMap<>(Look.class);

    private void look(String origin, Map<String, Screen> screens) {
        windows.forEach((look, page) -> screens.forEach((name, screen) -> {
            page.navigate(origin + "/console/" + screen.address());
            assertThat(page.locator("h1").first()).isVisible();
            screen.ready().accept(page);
            int wider = ((Number) page.evaluate("() => document.documentElement.scrollWidth - innerWidth")).intValue();
            assertThat(wider)
                    .as(name + look.suffix + " is wider than its window")
                    .isLessThanOrEqualTo(0);
            // First the picture: a run that is under way does not wait.
            take(page, look, name + look.suffix + ".png");
            if (look == Look.WIDE || look == Look.PHONE_DARK_CHINESE) {
                Chromium.assertAccessible(page);
            }
        }));
    }

    private static void take(Page page, Look look, String file) {
        if (FOLDER == null || (Path.of(FOLDER).endsWith(SHOWN) && !shown().contains(file))) {
            return;
        }
        // Nothing blinks, and nothing is half painted.
        int height = ((Number) page.evaluate("() => document.documentElement.scrollHeight")).intValue();
        boolean panel = page.locator("dialog, .panel").count() > 0;
        Page.ScreenshotOptions how = new Page.ScreenshotOptions()
                .setPath(Path.of(FOLDER, file))
                .setAnimations(ScreenshotAnimations.DISABLED);
        page.screenshot(
                panel ? how : how.setFullPage(true).setClip(new Clip(0, 0, look.width, Math.min(height, HIGHEST))));
    }

    /// The pictures of the documentation.
    private static List<String> shown() {
        try {
            return Pattern.compile("]\\(console/([^)]+)\\)")
                    .matcher(Files.readString(Path.of("docs/console.md")))
                    .results()
                    .map(found -> found.group(1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Consumer<Page> seen(String selector) {
        return page -> assertThat(page.locator(selector).first()).isVisible();
    }

    /// The first changes are done; it may take a while to plan them.
    private static void begun(Page page) {
        assertThat(page.locator("progress").first())
                .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(60_000));
    }

    private static void diagnose(Page page) {
        page.locator("[name=method]").fill("GET");
        page.locator("[name=url]").fill("http://127.0.0.1:8470/v2/p/clusters/c/iam-sync");
        page.locator("[name=headers]").fill("""
                X-Sdk-Date: 20260101T000000Z
                Authorization: SDK-HMAC-SHA256 Access=AK, SignedHeaders=host;x-sdk-date, Signature=00""");
        page.locator("[name=canonical]").fill("""
                GET
                /v2/p/clusters/c/iam-sync

                host:127.0.0.1:8470
                x-sdk-date:20260101T000000Z

                host;x-sdk-date
                e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855""");
        page.locator("main button.main").click();
        assertThat(page.locator("tr.first")).isVisible();
    }

    private static void send(Page page) {
        page.locator(".send button.main").click();
        assertThat(page.locator("aside")).containsText("200");
    }

    private static void runHere(Page page) {
        page.getByRole(
                        AriaRole.TAB,
                        new Page.GetByRoleOptions().setName("rollcall").setExact(true))
                .click();
        page.locator("[role=tabpanel] .needs button").first().click();
        assertThat(page.locator("pre[aria-label=stdout]")).containsText("fmoreau");
        page.locator("pre[aria-label=stdout]").scrollIntoViewIfNeeded();
    }

    private static void askToRelease(Page page) {
        page.locator(".note.warn button.main").click();
        assertThat(page.locator("dialog")).isVisible();
    }

    private static Map<String, Screen> screens(String id, String done, String plan, String one) {
        String cluster = "clusters/" + id;
        Map<String, Screen> screens = new LinkedHashMap<>();
        screens.put("clusters", new Screen("clusters", seen("tbody tr")));
        screens.put("differences", new Screen("clusters?differs=" + id, seen(".panel tr.refuses")));
        screens.put("cluster", new Screen(cluster, seen("tr.refuses")));
        screens.put("run-plan", new Screen(cluster + "/runs/" + plan, seen("tr.removes")));
        screens.put("differences-all", new Screen("differences", seen("tr.removes")));
        screens.put("run-results", new Screen(cluster + "/runs/" + done, seen("tr.adds")));
        screens.put("people", new Screen("people?cluster=" + id, seen("tbody tr")));
        screens.put("person", new Screen("people/yweber", seen(".card table")));
        screens.put("person-not-in", new Screen("people/li.wei", seen(".steps .stop")));
        screens.put("try-one", new Screen(cluster + "/runs/" + one, seen("tr.adds")));
        screens.put("audit", new Screen("audit?cluster=" + id, seen("tbody tr")));
        screens.put("explorer", new Screen("explorer/ShowSyncIamUser", PicturesIT::send));
        screens.put("run-here", new Screen("explorer/ShowSyncIamUser", PicturesIT::runHere));
        screens.put("doctor", new Screen("signature", PicturesIT::diagnose));
        return screens;
    }

    private static Map<String, Screen> heldScreens(String id, String held) {
        String address = "clusters/" + id + "/runs/" + held;
        Map<String, Screen> screens = new LinkedHashMap<>();
        screens.put("run-held", new Screen(address, page -> {
            assertThat(page.locator(".note.warn")).containsText("guard: {removed_percent:");
            assertThat(page.locator("tr.removes").first()).isVisible();
        }));
        screens.put("release", new Screen(address, PicturesIT::askToRelease));
        return screens;
    }

    @Test
    void everyScreenFitsItsWindow() throws Exception {
        try (DemoConsole demo = DemoConsole.start()) {
            for (Look look : FOLDER == null ? List.of(Look.WIDE, Look.PHONE_DARK_CHINESE) : List.of(Look.values())) {
                Page page = demo.window(look.window());
                windows.put(look, page);
                page.navigate(demo.origin() + "/console/");
                if (look.chinese) {
                    page.locator("select[aria-label=Language]").selectOption("zh");
                }
            }
            look(demo.origin(), Map.of("sign-in", new Screen("clusters", seen("[name=access_key]"))));

            String done = demo.synchronize();
            demo.edit("(name: rhansen, enabled: )false", "$1true");
            demo.edit("(name: nfischer, enabled: )true", "$1false");
            String one = demo.plan("\"user_names\": [\"rhansen\"]");
            String plan = demo.plan("\"is_all_sync\": true");
            demo.awaitDifferences();
            windows.replaceAll((_, page) -> demo.signIn(page));
            String id = demo.world.cluster().id().value();
            look(demo.origin(), screens(id, done, plan, one));

            demo.disableEighty();
            look(demo.origin(), heldScreens(id, demo.synchronize()));

            demo.correct();
            // So many that the pictures are of a run that still goes on.
            demo.hire(FOLDER == null ? 500 : 6_000);
            String live = demo.begin();
            look(demo.origin(), Map.of("run-live", new Screen("clusters/" + id + "/runs/" + live, PicturesIT::begun)));
            assertThat(demo.chromium().complaints()).isEmpty();
        }
    }

    @Test
    void theDocumentationShowsSmallPicturesOfEveryScreen() throws Exception {
        Map<String, Long> sizes;
        try (Stream<Path> files = Files.list(SHOWN)) {
            sizes = files.collect(Collectors.toMap(
                    file -> Objects.requireNonNull(file.getFileName()).toString(),
                    file -> file.toFile().length()));
        }
        assertThat(sizes.keySet()).containsExactlyInAnyOrderElementsOf(shown());
        assertThat(sizes).allSatisfy((name, size) -> assertThat(size).as(name).isLessThan(LARGEST));
        List<String> names = new ArrayList<>(List.of("sign-in", "run-live"));
        names.addAll(screens("", "", "", "").keySet());
        names.addAll(heldScreens("", "").keySet());
        assertThat(names).allSatisfy(name -> assertThat(sizes.keySet()).anyMatch(file -> file.startsWith(name)));
    }
}
