package io.rollcall.demo;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotAnimations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The pictures of `docs/console.md`, each from the page that it shows. They are taken in every run, into a folder
/// of the test; with `-Drollcall.pictures.write=true` they replace those of the documentation, to be looked at.
class PicturesIT {
    private static final Path SHOWN = Path.of("docs/console");

    /// A page of documentation loads them all.
    private static final long LARGEST = 150_000;

    private static final Browser.NewContextOptions WINDOW =
            new Browser.NewContextOptions().setViewportSize(1200, 760).setColorScheme(ColorScheme.LIGHT);

    @TempDir
    private Path folder;

    private final List<String> taken = new ArrayList<>();

    private void take(Page page, String name) {
        // Nothing blinks, and nothing is half painted.
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(folder.resolve(name + ".png"))
                .setAnimations(ScreenshotAnimations.DISABLED));
        taken.add(name + ".png");
    }

    @Test
    void everyPictureOfTheDocumentationShowsAPageOfToday() throws Exception {
        try (DemoConsole demo = DemoConsole.start()) {
            demo.synchronize();
            demo.disableEighty();
            String held = demo.synchronize();
            String console = demo.origin() + "/console/";
            String cluster = console + "clusters/" + demo.world.cluster().id();

            Page page = demo.signedIn(WINDOW);
            page.navigate(console + "clusters");
            assertThat(page.locator("tbody tr")).hasCount(1);
            take(page, "clusters");

            page.navigate(cluster);
            assertThat(page.locator("tr.refuses").first()).isVisible();
            take(page, "cluster");

            page.navigate(cluster + "/runs/" + held);
            assertThat(page.locator(".note.warn")).containsText("guard: {removed_percent:");
            assertThat(page.locator("tr.removes").first()).isVisible();
            take(page, "run");

            page.navigate(console + "people?cluster=" + demo.world.cluster().id());
            assertThat(page.locator("tbody tr").first()).isVisible();
            take(page, "people");

            page.navigate(console + "people/li.wei");
            assertThat(page.locator(".steps .stop").first()).isVisible();
            take(page, "person");

            page.navigate(console + "audit?cluster=" + demo.world.cluster().id());
            assertThat(page.locator("tbody tr").first()).isVisible();
            take(page, "audit");

            page.navigate(console + "explorer/CancelSyncIamUser");
            page.locator("[id='body.user_names']").fill("fmoreau");
            assertThat(page.locator("aside pre").first()).containsText("fmoreau");
            take(page, "explorer");

            page.navigate(console + "explorer/ShowSyncIamUser");
            page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("curl, signed"))
                    .click();
            page.getByText("Run it here").click();
            assertThat(page.locator("pre[aria-label=stdout]")).containsText("HTTP/1.1 200");
            page.locator("pre[aria-label=stdout]").scrollIntoViewIfNeeded();
            take(page, "run-here");

            page.navigate(console + "signature");
            page.locator("[name=method]").fill("GET");
            page.locator("[name=url]").fill("http://127.0.0.1:8470/v2/p/clusters/c/iam-sync");
            page.locator("[name=headers]")
                    .fill("X-Sdk-Date: 20260101T000000Z\n"
                            + "Authorization: SDK-HMAC-SHA256 Access=AK, SignedHeaders=host;x-sdk-date, Signature=00");
            page.locator("[name=canonical]")
                    .fill("GET\n/v2/p/clusters/c/iam-sync\n\nhost:127.0.0.1:8470\nx-sdk-date:20260101T000000Z\n\n"
                            + "host;x-sdk-date\n"
                            + "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
            page.locator("main button.main").click();
            assertThat(page.locator("tr.first")).isVisible();
            page.locator("tr.first").scrollIntoViewIfNeeded();
            take(page, "doctor");

            Page phone = demo.signedIn(new Browser.NewContextOptions()
                    .setViewportSize(360, 740)
                    .setColorScheme(ColorScheme.DARK)
                    .setHasTouch(true));
            phone.locator("select[aria-label=Language]").selectOption("zh");
            phone.navigate(cluster + "/runs/" + held);
            assertThat(phone.locator(".note.warn")).isVisible();
            take(phone, "phone");
        }
        String documentation = Files.readString(Path.of("docs/console.md"));
        for (String name : taken) {
            assertThat(documentation).contains("](console/" + name + ")");
            assertThat(folder.resolve(name)).isNotEmptyFile();
            assertThat(Files.size(folder.resolve(name))).as(name).isLessThan(LARGEST);
            if (Boolean.getBoolean("rollcall.pictures.write")) {
                Files.copy(folder.resolve(name), SHOWN.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        try (Stream<Path> shown = Files.list(SHOWN)) {
            assertThat(shown.map(file -> file.getFileName().toString())).containsExactlyInAnyOrderElementsOf(taken);
        }
    }
}
