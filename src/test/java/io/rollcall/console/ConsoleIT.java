package io.rollcall.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.rollcall.api.ApiFixture.BASE;
import static io.rollcall.api.ApiFixture.CLUSTER;
import static io.rollcall.api.ApiFixture.PROJECT;
import static io.rollcall.console.Chromium.assertAccessible;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.rollcall.api.ApiFixture;
import io.rollcall.api.MapIdentitySource;
import io.rollcall.policy.SystemPolicies;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The console in a real browser, against a running server.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleIT {
    private static final String RUNS = "/console/clusters/" + CLUSTER + "/runs/";

    private final List<String> staff =
            IntStream.rangeClosed(1, 30).mapToObj("staff%02d"::formatted).toList();

    private Chromium chromium;
    private ApiFixture api;

    @BeforeAll
    void startBrowser() {
        chromium = Chromium.start();
    }

    @AfterAll
    void stopBrowser() {
        chromium.close();
    }

    @BeforeEach
    void start() {
        MapIdentitySource iam = ApiFixture.people();
        staff.forEach(iam::user);
        iam.user("li.wei")
                .user("looker")
                .group(
                        "analysts",
                        List.of("looker", "staff01", "li.wei"),
                        SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS))
                .group("staff", staff, SystemPolicies.named(SystemPolicies.COMMON_OPERATIONS));
        api = ApiFixture.start(iam).work();
    }

    @AfterEach
    void stop() {
        chromium.closeWindows();
        api.close();
        assertThat(chromium.complaints()).isEmpty();
    }

    private String origin() {
        return "http://127.0.0.1:" + api.port();
    }

    private Page window(Browser.NewContextOptions options) {
        return chromium.window(origin(), options).newPage();
    }

    /// A window in which the caller has signed in by the form.
    private Page signedIn(String user, Browser.NewContextOptions options) {
        Page page = window(options);
        page.navigate(origin() + "/console/clusters");
        page.locator("[name=access_key]").fill("AK-" + user);
        page.locator("[name=secret_key]").fill("SK-" + user);
        page.locator("[name=project_id]").fill(PROJECT);
        page.locator("main button.main").click();
        assertThat(page.locator("header")).containsText("AK-" + user);
        return page;
    }

    private Page signedIn(String user) {
        return signedIn(user, new Browser.NewContextOptions());
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private String ask(String body) {
        return api.admin()
                .post(BASE + "/iam-sync/operations", body)
                .json()
                .path("operation_id")
                .asText();
    }

    /// A run that the guard holds: more accounts would go than it lets.
    private String held() {
        ask("{\"action\": \"sync\", \"is_all_sync\": true}");
        api.awaitIdle();
        staff.subList(0, 25).forEach(name -> api.iam().leave("staff", name));
        String held = ask("{\"action\": \"sync\", \"is_all_sync\": true}");
        api.awaitIdle();
        return held;
    }

    private String stateOf(String operation) {
        return api.admin()
                .get(BASE + "/iam-sync/operations/" + operation)
                .json()
                .path("state")
                .asText();
    }

    @Test
    void aFirstVisitorSignsInAndTheSecretCannotBeReadAgain() {
        Page page = signedIn("admin");
        assertAccessible(page);
        Object kept = page.evaluate("""
                () => new Promise((resolve, reject) => {
                  const open = indexedDB.open("rollcall");
                  open.onerror = () => reject(open.error);
                  open.onsuccess = () => {
                    const get = open.result.transaction("session").objectStore("session").get("session");
                    get.onsuccess = async () => {
                      const key = get.result.credential.key;
                      const exported = await crypto.subtle.exportKey("raw", key).then(() => "exported", error => error.name);
                      resolve(JSON.stringify(get.result) + " " + key.extractable + " " + exported);
                    };
                  };
                })""");
        assertThat((String) kept).endsWith(" false InvalidAccessError").doesNotContain("SK-admin");
        assertThat((String)
                        page.evaluate("() => JSON.stringify({...localStorage, ...sessionStorage}) + document.cookie"))
                .doesNotContain("SK-admin");
        button(page, "Sign out").click();
        assertThat(page.locator("h1")).hasText("Sign in");
        page.reload();
        assertThat(page.locator("h1")).hasText("Sign in");
    }

    @Test
    void aSignInLinkSignsInOnceAndLeavesNoTraceInTheAddress() {
        String link = origin()
                + api.signInLink("{\"access_key\": \"AK-admin\", \"secret_key\": \"SK-admin\", \"project_id\": \"%s\"}"
                        .formatted(PROJECT));
        Page first = window(new Browser.NewContextOptions());
        first.navigate(link);
        assertThat(first.locator("header")).containsText("AK-admin");
        assertThat(first.url()).doesNotContain("sign-in=");
        Page second = window(new Browser.NewContextOptions());
        second.navigate(link);
        assertThat(second.locator("h1")).hasText("Sign in");
    }

    @Test
    void eachOfTheFiveDocumentedCallsIsExplored() {
        Page page = signedIn("admin");
        Set<String> changing = Set.of("UpdateSyncIamUser", "CancelSyncIamUser");
        page.locator("nav >> text=API Explorer").click();
        for (String call : List.of(
                "UpdateSyncIamUser",
                "CancelSyncIamUser",
                "ShowSyncIamUser",
                "ListClusterSyncTaskStatus",
                "ListClusterSyncStatus")) {
            page.locator(".operations a", new Page.LocatorOptions().setHasText(Pattern.compile(call + "$")))
                    .click();
            assertThat(page.locator("h1")).hasText(call);
            page.locator("[id='path.cluster_id']").fill(CLUSTER);
            boolean changes = changing.contains(call);
            assertThat(page.locator(".send .warn")).hasCount(changes ? 1 : 0);
            if (changes) {
                page.locator("[id='body.user_names']").fill("staff01");
                assertThat(page.locator("aside pre").first()).containsText("withUserNames(List.of(\"staff01\"))");
            }
            button(page, "Send").click();
            assertThat(page.locator("aside [role=status]")).containsText(changes ? "202" : "200");
            page.locator("aside summary").last().click();
            assertThat(page.locator("aside details").last())
                    .containsText("Authorization: SDK-HMAC-SHA256 Access=AK-admin, SignedHeaders=host;x-sdk-date");
            assertAccessible(page);
            api.awaitIdle();
        }
        // The history fills the form in again, of another call too.
        page.locator(".history button", new Page.LocatorOptions().setHasText("CancelSyncIamUser"))
                .click();
        assertThat(page.locator("h1")).hasText("CancelSyncIamUser");
        assertThat(page.locator("[id='body.user_names']")).hasValue("staff01");
    }

    @Test
    void aHeldRunIsReleasedWithACommentWhileASecondWindowWatches() {
        String run = held();
        Page decides = signedIn("admin");
        Page watches = signedIn("viewer");
        decides.navigate(origin() + RUNS + run);
        watches.navigate(origin() + RUNS + run);
        assertThat(watches.locator("h1")).containsText("held");
        assertThat(decides.locator(".note.warn")).containsText("it would remove 24 of 32 accounts");
        assertThat(decides.locator(".note.warn")).containsText("the limits count 24 accounts.");
        assertThat(decides.locator(".note.warn")).containsText("guard: {removed_percent: 75}");
        assertAccessible(decides);
        button(decides, "Release this plan").click();
        assertAccessible(decides);
        decides.locator("dialog [name=comment]").fill("a team has left");
        decides.locator("dialog button.main").click();
        // Nothing is reloaded here.
        assertThat(watches.locator("h1")).containsText("partly done");
        assertThat(watches.locator("h2#rows")).hasText("Results");
        assertThat(watches.locator("tr.removes").first()).containsText("done");
        assertThat(watches.locator("main")).containsText("released by admin");
        assertThat(watches.locator("main")).containsText("a team has left");
        assertAccessible(watches);
        assertThat(stateOf(run)).startsWith("completed");
    }

    @Test
    void aPlanThatIsNotTheOneThatWasReadIsNotReleased() {
        List<String> crowd = new ArrayList<>(
                IntStream.range(0, 100).mapToObj("guest%02d"::formatted).toList());
        crowd.forEach(api.iam()::user);
        api.iam().group("crowd", crowd, SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS));
        ask("{\"action\": \"sync\", \"is_all_sync\": true}");
        api.awaitIdle();
        crowd.subList(0, 40).forEach(name -> api.iam().leave("crowd", name));
        String run = ask("{\"action\": \"sync\", \"is_all_sync\": true}");
        api.awaitIdle();
        Page page = signedIn("admin");
        page.navigate(origin() + RUNS + run);
        assertThat(page.locator("h1")).containsText("held");
        button(page, "Release this plan").click();
        // Before the question is answered, another person releases, the world has moved, and the run is held again.
        crowd.subList(40, 80).forEach(name -> api.iam().leave("crowd", name));
        api.admin().post(BASE + "/iam-sync/operations/" + run + "/release", "");
        api.awaitIdle();
        assertThat(stateOf(run)).isEqualTo("held");
        page.locator("dialog button.main").click();
        assertThat(page.locator("[role=alert]")).containsText("The plan has changed since you read it");
        assertThat(page.locator(".note.warn")).containsText("it would remove 40 of");
        assertThat(stateOf(run)).isEqualTo("held");
        assertThat(page.locator("tr.removes", new Page.LocatorOptions().setHasText("guest55"))
                        .first())
                .isVisible();
        button(page, "Release this plan").click();
        page.locator("dialog button.main").click();
        assertThat(page.locator("h1")).containsText("partly done");
    }

    @Test
    void aRemovalLooksLikeOneAndTheCountsAreFilters() {
        String run = held();
        Page page = signedIn("admin");
        page.navigate(origin() + RUNS + run);
        Locator removal = page.locator("tr.removes", new Page.LocatorOptions().setHasText("staff05"))
                .first();
        assertThat(removal.locator("del").first()).isVisible();
        assertThat(removal.locator("del").first()).hasCSS("text-decoration-line", "line-through");
        page.locator(".filter button", new Page.LocatorOptions().setHasText("users"))
                .click();
        assertThat(page).hasURL(Pattern.compile("kind=user"));
        assertThat(page.locator("tbody tr").first()).containsText("user");
        assertThat(page.locator("tbody tr", new Page.LocatorOptions().setHasText("group ")))
                .hasCount(0);
        page.reload();
        assertThat(page.locator(".filter button[aria-pressed=true]")).containsText("users");
    }

    @Test
    void chosenRowsAreSynchronizedByThemselves() {
        String plan = ask("{\"action\": \"sync\", \"is_all_sync\": true, \"dry_run\": true}");
        api.awaitIdle();
        Page page = signedIn("admin");
        page.navigate(origin() + RUNS + plan);
        page.getByLabel("Choose user staff07").check();
        button(page, "Synchronize just these").click();
        assertThat(page).hasURL(Pattern.compile("runs/(?!" + plan + ")[0-9a-f]{32}$"));
        assertThat(page.locator("h1")).containsText(Pattern.compile("completed|partly done"));
        assertThat(api.admin().get(BASE + "/iam-sync-user").json().path("user_names"))
                .extracting(name -> name.asText())
                .containsExactly("staff07");
    }

    @Test
    void aPageOffersOnlyWhatTheCallerMayDoAndTheServerRefusesTheRest() {
        String run = held();
        Page page = signedIn("viewer");
        page.navigate(origin() + "/console/clusters/" + CLUSTER);
        assertThat(page.locator(".not-offered")).containsText("mrs:cluster:planSync");
        assertThat(page.locator(".not-offered")).containsText("mrs:cluster:syncUser");
        for (String offered : List.of("Plan everything", "Synchronize everything", "Plan for this name")) {
            assertThat(button(page, offered)).hasCount(0);
        }
        assertThat(page.locator("main a[href*='/console/people']")).isVisible();
        assertThat(page.locator("main a[href*='/console/audit']")).hasCount(0);
        assertAccessible(page);
        page.navigate(origin() + RUNS + run);
        assertThat(page.locator(".note.warn")).containsText("Your policies and grants do not allow it");
        for (String offered : List.of("Release this plan", "Discard")) {
            assertThat(button(page, offered)).hasCount(0);
        }
        assertThat(page.locator("tbody tr").first()).isVisible();
        assertThat(page.locator("tbody input")).hasCount(0);
        assertAccessible(page);
        page.navigate(origin() + "/console/people/looker");
        assertThat(page.locator(".not-offered")).containsText("mrs:cluster:auditSync");
        assertThat(button(page, "Plan for this person")).hasCount(0);
        // What was allowed while the page was read may not be any more: the server decides.
        api.iam()
                .user("shift")
                .key("AK-shift", "SK-shift", "shift")
                .group("shifts", List.of("shift"), SystemPolicies.named(SystemPolicies.FULL_ACCESS));
        Page late = signedIn("shift");
        late.navigate(origin() + "/console/clusters/" + CLUSTER);
        assertThat(button(late, "Plan everything")).isVisible();
        api.iam().group("shifts", List.of("shift"), SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS));
        button(late, "Plan everything").click();
        assertThat(late.locator("[role=alert]")).containsText("403");
        Page guest = signedIn("guest");
        guest.navigate(origin() + "/console/clusters/" + CLUSTER);
        assertThat(guest.locator("[role=alert]")).containsText("403");
    }

    @Test
    void theDifferencesAreBesideTheListAndNothingIsLeft() {
        ask("{\"action\": \"sync\", \"is_all_sync\": true}");
        api.awaitIdle();
        Page page = signedIn("admin");
        page.navigate(origin() + "/console/clusters?state=differs");
        button(page, "Name what is refused").click();
        assertThat(page.locator(".refusals")).containsText("li.wei");
        assertThat(page.locator(".refusals")).containsText("holds only letters");
        button(page, "Differences").click();
        assertThat(page).hasURL(Pattern.compile("differs=" + CLUSTER));
        Locator panel = page.locator(".panel");
        assertThat(panel).isFocused();
        assertThat(panel).containsText("li.wei");
        assertThat(panel.locator(".ways-out").first()).containsText("rollcall cancel --user");
        assertThat(page.locator("h1")).hasText("Clusters");
        assertAccessible(page);
        panel.getByText("Plan everything").click();
        assertThat(panel.locator("table.rows")).containsText("holds only letters");
        assertThat(panel).containsText("This plan as a page");
        assertAccessible(page);
        page.keyboard().press("Escape");
        assertThat(panel).hasCount(0);
        assertThat(button(page, "Differences")).isFocused();
        page.setViewportSize(360, 740);
        button(page, "Differences").click();
        assertThat((Boolean) page.evaluate(
                        "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
                .isTrue();
    }

    @Test
    void eachRefusalHasItsWaysOutAndSaysWhomTheyTouch() {
        api.iam().user("jo").user("al").user("spark");
        api.iam().group("short", List.of("jo", "al", "spark"), SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS));
        ask("{\"action\": \"sync\", \"is_all_sync\": true}");
        api.awaitIdle();
        Page page = signedIn("admin");
        page.navigate(origin() + "/console/clusters/" + CLUSTER);
        Locator jo = page.locator("tr.refuses", new Page.LocatorOptions().setHasText("user jo"));
        assertThat(jo).containsText("Rename jo in the IAM");
        assertThat(jo).containsText("names: {shortest_user: 2}");
        assertThat(jo).containsText("1 more that are refused now: al");
        assertThat(jo).containsText("rollcall cancel --user jo");
        Locator spark = page.locator("tr.refuses", new Page.LocatorOptions().setHasText("user spark"));
        assertThat(spark).containsText("names: {allowed_users: [spark]}");
        assertThat(spark).containsText("only this name");
        assertThat(page.locator("tr.refuses", new Page.LocatorOptions().setHasText("li.wei")))
                .not()
                .containsText("names: {");
        assertAccessible(page);
    }

    @Test
    void theConfigurationOfAClusterIsShown() {
        Page page = signedIn("admin");
        page.navigate(origin() + "/console/clusters/" + CLUSTER);
        page.locator(".configuration > summary").click();
        assertThat(page.locator(".configuration")).containsText("ldaps://ldap1.example:636");
        assertThat(page.locator(".configuration")).containsText("removed_percent");
        assertThat(page.locator(".configuration")).containsText("15 2 * * *");
        assertAccessible(page);
        page.setViewportSize(360, 740);
        assertThat((Boolean) page.evaluate(
                        "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
                .isTrue();
        Page viewer = signedIn("viewer");
        viewer.navigate(origin() + "/console/clusters/" + CLUSTER);
        viewer.locator(".configuration > summary").click();
        assertThat(viewer.locator(".configuration")).containsText("HADOOP.COM");
        assertThat(viewer.locator(".configuration")).not().containsText("ldap1.example");
    }

    @Test
    void aPersonWithAKeyboardAloneSendsACall() {
        Page page = signedIn("admin");
        page.navigate(origin() + "/console/explorer/ShowSyncIamUser");
        assertThat(page.locator("h1")).hasText("ShowSyncIamUser");
        page.keyboard().press("Tab");
        assertThat(page.locator(".skip")).isFocused();
        page.keyboard().press("Enter");
        assertThat(page.locator("main")).isFocused();
        List<String> passed = new ArrayList<>();
        for (int presses = 0; presses < 80; presses++) {
            page.keyboard().press("Tab");
            String focused = (String)
                    page.evaluate("() => document.activeElement.id || document.activeElement.textContent.trim()");
            passed.add(focused);
            if (focused.equals("path.cluster_id")) {
                page.keyboard().insertText(CLUSTER);
            } else if (focused.equals("Send")) {
                page.keyboard().press("Enter");
                break;
            }
        }
        assertThat(passed).endsWith("Send").contains("path.project_id", "path.cluster_id");
        assertThat(page.locator("aside [role=status]")).containsText("200");
        // Within the tabs the arrows move.
        page.locator("[role=tab][aria-selected=true]").focus();
        page.keyboard().press("ArrowRight");
        assertThat(page.locator("[role=tab][aria-selected=true]")).hasText("Python");
        assertThat(page.locator("[role=tab][aria-selected=true]")).isFocused();
    }

    @Test
    void everyPageFitsAPhoneInTheDarkAndInChinese() {
        String run = held();
        Page page = signedIn(
                "admin",
                new Browser.NewContextOptions()
                        .setViewportSize(360, 740)
                        .setColorScheme(ColorScheme.DARK)
                        .setHasTouch(true));
        page.locator("select[aria-label=Language]").selectOption("zh");
        for (String path : List.of(
                "/console/clusters",
                "/console/clusters/" + CLUSTER,
                RUNS + run,
                "/console/people",
                "/console/people/staff01",
                "/console/audit",
                "/console/explorer/CancelSyncIamUser",
                "/console/signature",
                "/console/no/such/page")) {
            page.navigate(origin() + path);
            assertThat(page.locator("h1")).isVisible();
            assertThat(page.locator("html")).hasAttribute("lang", "zh-CN");
            assertThat((Boolean) page.evaluate(
                            "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
                    .as("%s has no scrollbar across", path)
                    .isTrue();
            assertThat((String) page.evaluate("() => getComputedStyle(document.body).backgroundColor"))
                    .isEqualTo("rgb(20, 23, 26)");
            assertAccessible(page);
        }
    }

    @Test
    void whyAPlanIsHeldIsSaidInChineseToo() {
        String run = held();
        String plan = ask("{\"action\": \"sync\", \"is_all_sync\": true, \"dry_run\": true}");
        api.awaitIdle();
        Page page = signedIn("admin");
        page.locator("select[aria-label=Language]").selectOption("zh");
        page.navigate(origin() + RUNS + run);
        assertThat(page.locator(".note.warn li strong").first()).hasText("将删除32个账号中的24个，限制为20%");
        page.locator(".note.warn button.main").click();
        assertThat(page.locator("dialog li")).hasText("将删除32个账号中的24个，限制为20%");
        page.navigate(origin() + RUNS + plan);
        assertThat(page.locator(".note p").first()).hasText("暂停原因：将删除32个账号中的24个，限制为20%");
    }

    @Test
    void clustersAreFilteredAndSortedByTheServerAndLeadToTheirRuns() {
        String run = held();
        Page page = signedIn("admin");
        page.navigate(origin() + "/console/clusters");
        assertThat(page.locator("tbody tr")).hasCount(1);
        assertThat(page.locator("tbody tr")).containsText(CLUSTER);
        assertAccessible(page);
        page.locator(".filter button", new Page.LocatorOptions().setHasText("In sync"))
                .click();
        assertThat(page).hasURL(Pattern.compile("state=in_sync"));
        assertThat(page.locator("main")).containsText("No rows.");
        page.locator(".filter button", new Page.LocatorOptions().setHasText("In sync"))
                .click();
        page.locator("tbody a[href*='" + run + "']").first().click();
        assertThat(page.locator("h1")).containsText("held");
    }

    @Test
    void aPersonIsExplainedWhoIsInAndOneWhoIsNot() {
        ask("{\"action\": \"sync\", \"is_all_sync\": true}");
        api.awaitIdle();
        Page page = signedIn("admin");
        page.navigate(origin() + "/console/people?cluster=" + CLUSTER + "&name=looker");
        page.locator("tbody a").first().click();
        assertThat(page.locator("h1")).containsText("looker");
        assertThat(page.locator("main")).containsText("analysts");
        assertThat(page.locator("main")).containsText("goes if");
        assertThat(page.locator(".steps .stop")).hasCount(0);
        assertAccessible(page);
        page.navigate(origin() + "/console/people/li.wei");
        assertThat(page.locator(".steps .stop").first()).containsText("Name allowed");
        assertThat(page.locator("main")).containsText("is not in");
        assertAccessible(page);
    }

    @Test
    void theAuditShowsWhoReleasedAndWhyAndIsTakenAlong() throws Exception {
        String run = held();
        Page page = signedIn("admin");
        page.navigate(origin() + RUNS + run);
        button(page, "Release this plan").click();
        page.locator("dialog [name=comment]").fill("a team has left");
        page.locator("dialog button.main").click();
        assertThat(page.locator("h1")).containsText("partly done");
        assertThat(page.locator("main")).containsText("a team has left");
        page.navigate(origin() + "/console/audit?cluster=" + CLUSTER + "&event=released");
        assertThat(page.locator("tbody tr")).hasCount(1);
        assertThat(page.locator("tbody tr")).containsText("a team has left");
        assertAccessible(page);
        page.navigate(origin() + "/console/audit?cluster=" + CLUSTER + "&kind=user&name=staff05");
        assertThat(page.locator("tbody tr").first()).containsText("remove user staff05");
        assertThat(page.locator("tbody tr").last()).containsText("create user staff05");
        Download download = page.waitForDownload(
                () -> button(page, "Download as JSON lines").click());
        assertThat(Files.readString(download.path()).lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).contains("staff05"));
    }

    @Test
    void theSignatureDoctorMarksTheFirstLineThatDiffers() {
        Page page = signedIn("admin");
        page.navigate(origin() + "/console/signature");
        page.locator("[name=method]").fill("GET");
        page.locator("[name=url]").fill(origin() + BASE + "/iam-sync");
        page.locator("[name=headers]")
                .fill("X-Sdk-Date: 20260101T000000Z\nAuthorization: SDK-HMAC-SHA256 Access=AK-admin,"
                        + " SignedHeaders=host;x-sdk-date, Signature=00");
        page.locator("[name=canonical]")
                .fill("GET\n" + BASE
                        + "/iam-sync\n\nhost:127.0.0.1\nx-sdk-date:20260101T000000Z\n\nhost;x-sdk-date\n00");
        button(page, "Compare").click();
        // The slash at the end is missing.
        assertThat(page.locator("tr.first")).containsText("2");
        assertThat(page.locator("tr.first code").last()).hasText(BASE + "/iam-sync/");
        assertThat(page.locator("main")).containsText("more than the 15 minutes that are tolerated");
        assertThat(page.locator("main")).containsText("not what your access key gives");
        assertAccessible(page);
    }
}
