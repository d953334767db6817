package io.rollcall.demo;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.rollcall.console.Chromium.assertAccessible;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Sample code that runs from its page, in a real browser against a server as the demo starts it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunHereIT {
    private static final String OUTCOME = "[role=tabpanel] [role=status]";
    private static final String STDOUT = "[role=tabpanel] pre[aria-label=stdout]";

    private DemoConsole demo;

    @BeforeAll
    void start() throws Exception {
        demo = DemoConsole.start();
        demo.synchronize();
    }

    @AfterEach
    void nothingWentWrong() {
        demo.chromium().closeWindows();
        assertThat(demo.chromium().complaints()).isEmpty();
    }

    @AfterAll
    void stop() throws Exception {
        demo.close();
    }

    /// The explorer at a call, in a window that the link signed in.
    private Page explorer(Browser.NewContextOptions options, String call) {
        Page page = demo.signedIn(options);
        page.navigate(demo.origin() + "/console/explorer/" + call);
        assertThat(page.locator("h1")).hasText(call);
        return page;
    }

    private Page explorer(String call) {
        return explorer(new Browser.NewContextOptions(), call);
    }

    private static void choose(Page page, String sample) {
        page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName(sample).setExact(true))
                .click();
    }

    private static Locator run(Page page) {
        return page.getByRole(
                AriaRole.BUTTON,
                new Page.GetByRoleOptions().setName("Run it here").setExact(true));
    }

    private static Locator text(Page page) {
        return page.locator("textarea.script");
    }

    @Test
    void aSampleOfEachKindRunsAndShowsWhatCameOfIt() {
        Page page = explorer("ShowSyncIamUser");
        for (String sample : new String[] {"curl, signed", "curl, token", "rollcall"}) {
            choose(page, sample);
            run(page).click();
            assertThat(page.locator(OUTCOME)).containsText("Exit code 0");
            assertThat(page.locator(STDOUT)).containsText("fmoreau");
            if (!sample.equals("rollcall")) {
                assertThat(page.locator(STDOUT)).containsText("HTTP/1.1 200");
            }
            assertAccessible(page);
        }
        choose(page, "Java");
        assertThat(run(page)).hasCount(0);
        assertThat(page.locator("[role=tabpanel] pre").first()).containsText("import");
    }

    @Test
    void whatAPersonMadeOfTheTextIsWhatRuns() {
        Page page = explorer("ShowSyncIamUser");
        choose(page, "curl, signed");
        String made = text(page).inputValue();
        text(page).fill(made.replace("printf '%s\\n' GET", "printf '%s\\n' POST"));
        run(page).click();
        assertThat(page.locator(STDOUT)).containsText("HTTP/1.1 401");
        assertThat(page.locator(STDOUT)).containsText("canonicalRequest");
        text(page).fill("curl -sS -i http://other.example/");
        run(page).click();
        assertThat(page.locator(OUTCOME)).containsText("Exit code 7");
        assertThat(page.locator("pre[aria-label=stderr]")).containsText("only the API at " + demo.origin());
        text(page).fill("cat /etc/passwd");
        run(page).click();
        assertThat(page.locator(OUTCOME)).containsText("Exit code 127");
        assertThat(page.locator("pre[aria-label=stderr]")).containsText("there is no 'cat' here");
        assertAccessible(page);
        page.getByText("Undo my changes to the text").click();
        assertThat(text(page)).hasValue(made);
        // Another request is another text.
        text(page).fill("curl x");
        page.locator("[id='header.X-Language']").fill("zh-cn");
        assertThat(text(page)).hasValue(Pattern.compile("X-Language: zh-cn"));
    }

    @Test
    void aPersonWithAKeyboardAloneEditsAndRunsAText() {
        Page page = explorer("ShowSyncIamUser");
        choose(page, "rollcall");
        page.keyboard().press("Tab");
        assertThat(run(page)).isFocused();
        page.keyboard().press("Tab");
        page.keyboard().press("Tab");
        page.keyboard().press("Tab");
        assertThat(text(page)).isFocused();
        page.keyboard().press("Control+End");
        page.keyboard().insertText("echo \"at the end\"");
        page.keyboard().press("Shift+Tab");
        page.keyboard().press("Shift+Tab");
        page.keyboard().press("Shift+Tab");
        page.keyboard().press("Enter");
        assertThat(page.locator(STDOUT)).containsText("at the end");
        assertThat(run(page)).isFocused();
    }

    @Test
    void aCallerWhoSignedInByTheFormIsNotOfferedIt() {
        DemoWorld.Person admin = demo.administrator();
        Page page = demo.window(new Browser.NewContextOptions());
        page.navigate(demo.origin() + "/console/clusters");
        page.locator("[name=access_key]").fill(admin.accessKey());
        page.locator("[name=secret_key]").fill(admin.secretKey().reveal());
        page.locator("[name=project_id]").fill(demo.world.cluster().project().value());
        page.locator("main button.main").click();
        assertThat(page.locator("header")).containsText(admin.accessKey());
        page.navigate(demo.origin() + "/console/explorer/ShowSyncIamUser");
        choose(page, "curl, token");
        assertThat(page.locator("[role=tabpanel] pre").first()).containsText("curl -sS");
        assertThat(run(page)).hasCount(0);
        assertThat(text(page)).hasCount(0);
    }

    @Test
    void itFitsAPhoneInTheDarkAndInChinese() {
        Page page = explorer(
                new Browser.NewContextOptions()
                        .setViewportSize(360, 740)
                        .setColorScheme(ColorScheme.DARK)
                        .setHasTouch(true),
                "ShowSyncIamUser");
        page.locator("select[aria-label=Language]").selectOption("zh");
        choose(page, "curl, signed");
        page.getByText("在此运行").click();
        assertThat(page.locator(OUTCOME)).containsText("退出码 0");
        assertThat((Boolean) page.evaluate(
                        "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
                .isTrue();
        assertAccessible(page);
    }
}
