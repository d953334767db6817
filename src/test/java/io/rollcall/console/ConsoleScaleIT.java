package io.rollcall.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.rollcall.api.ApiFixture.BASE;
import static io.rollcall.api.ApiFixture.CLUSTER;
import static io.rollcall.api.ApiFixture.PROJECT;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import io.rollcall.api.ApiFixture;
import io.rollcall.api.MapIdentitySource;
import io.rollcall.policy.SystemPolicies;
import io.rollcall.sync.provisioning.MemoryTarget;
import io.rollcall.sync.provisioning.ProvisioningTarget;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The console where there is much of everything.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleScaleIT {
    private static final int CLUSTERS = 10_000;
    private static final int PEOPLE = 49_000;

    /// Of a page whose files the browser has, in milliseconds.
    private static final double FIRST_PAINT = 1_000;

    /// Of the scripts of a tab, in bytes.
    private static final double MEMORY = 24 << 20;

    private Chromium chromium;

    @BeforeAll
    void start() {
        chromium = Chromium.start();
    }

    @AfterAll
    void stop() {
        chromium.close();
        assertThat(chromium.complaints()).isEmpty();
    }

    private Page signedIn(ApiFixture api) {
        String origin = "http://127.0.0.1:" + api.port();
        Page page = chromium.window(origin, new Browser.NewContextOptions()).newPage();
        page.navigate(origin
                + api.signInLink("{\"access_key\": \"AK-admin\", \"secret_key\": \"SK-admin\", \"project_id\": \"%s\"}"
                        .formatted(PROJECT)));
        assertThat(page.locator("header")).containsText("AK-admin");
        return page;
    }

    /// The best of as many as it takes, up to twenty: the machine of a test has other work, too.
    private static double firstPaint(Page page, String url) {
        double best = Double.MAX_VALUE;
        for (int i = 0; i < 20 && best >= FIRST_PAINT; i++) {
            page.navigate(url);
            assertThat(page.locator("tbody tr").first()).isVisible();
            best = Math.min(
                    best,
                    ((Number) page.evaluate(
                                    "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"))
                            .doubleValue());
        }
        return best;
    }

    /// What the page keeps: without a collection before, the number is mostly garbage.
    private static double memory(Page page) {
        CDPSession devtools = page.context().newCDPSession(page);
        devtools.send("HeapProfiler.collectGarbage");
        double used = devtools.send("Runtime.getHeapUsage").get("usedSize").getAsDouble();
        devtools.detach();
        return used;
    }

    @Test
    void tenThousandClustersAreAPage() {
        Map<String, ProvisioningTarget> clusters = new HashMap<>();
        for (int i = 0; i < CLUSTERS; i++) {
            clusters.put("cluster-%05d".formatted(i), MemoryTarget.documented("of a cluster"));
        }
        try (ApiFixture api = ApiFixture.startWith(ApiFixture.people(), clusters)) {
            Page page = signedIn(api);
            double paint = firstPaint(page, "http://127.0.0.1:" + api.port() + "/console/clusters");
            assertThat(paint).as("first paint").isLessThan(FIRST_PAINT);
            assertThat(page.locator("tbody tr")).hasCount(50);
            page.locator("[name=name]").fill("cluster-09999");
            page.locator("form[role=search] button").click();
            assertThat(page.locator("tbody tr")).hasCount(1);
            assertThat(page.locator("tbody tr")).containsText("cluster-09999");
            assertThat(memory(page)).as("memory").isLessThan(MEMORY);
            System.out.printf(
                    "10,000 clusters: first paint %.0f ms, memory %.1f MB%n", paint, memory(page) / (1 << 20));
            chromium.closeWindows();
        }
    }

    /// The size of the plan in [#aPlanIsReadPageByPageInLittleMemory], in rows.
    private static final int ROWS = Integer.getInteger("rollcall.console.rows", 5_000);

    @Test
    void aPlanIsReadPageByPageInLittleMemory() {
        MapIdentitySource iam = ApiFixture.people();
        List<String> people =
                IntStream.range(0, ROWS).mapToObj("person%06d"::formatted).toList();
        people.forEach(iam::user);
        iam.group("everybody", people, SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS));
        try (ApiFixture api = ApiFixture.start(iam).work()) {
            String run = begun(api, "{\"action\": \"sync\", \"is_all_sync\": true, \"dry_run\": true}");
            Page page = signedIn(api);
            String url = "http://127.0.0.1:" + api.port() + "/console/clusters/" + CLUSTER + "/runs/" + run;
            page.navigate(url);
            assertThat(page.locator("h1"))
                    .containsText("completed", new LocatorAssertions.ContainsTextOptions().setTimeout(240_000));
            assertThat(api.admin()
                            .get(BASE + "/iam-sync/operations/" + run)
                            .json()
                            .path("counters")
                            .path("user")
                            .path("planned")
                            .asInt())
                    .isGreaterThanOrEqualTo(ROWS);
            readPageByPage(page, url, "a plan of %,d rows".formatted(ROWS));
        }
    }

    @Test
    void aRunOfFiftyThousandIsReadPageByPageInLittleMemory() {
        MapIdentitySource iam = ApiFixture.people();
        List<String> people =
                IntStream.range(0, PEOPLE).mapToObj("person%05d"::formatted).toList();
        people.forEach(iam::user);
        iam.group("everybody", people, SystemPolicies.named(SystemPolicies.COMMON_OPERATIONS));
        try (ApiFixture api = ApiFixture.start(iam).work()) {
            String run = begun(api, "{\"action\": \"sync\", \"is_all_sync\": true}");
            Page page = signedIn(api);
            String url = "http://127.0.0.1:" + api.port() + "/console/clusters/" + CLUSTER + "/runs/" + run;
            page.navigate(url);
            // Live, without a reload.
            assertThat(page.locator("h1"))
                    .containsText("partly done", new LocatorAssertions.ContainsTextOptions().setTimeout(240_000));
            readPageByPage(page, url, "49,000 people");
        }
    }

    /// The id of an operation that was requested.
    private static String begun(ApiFixture api, String body) {
        return api.admin()
                .post(BASE + "/iam-sync/operations", body)
                .json()
                .path("operation_id")
                .asText();
    }

    private void readPageByPage(Page page, String url, String what) {
        double paint = firstPaint(page, url);
        assertThat(paint).as("first paint").isLessThan(FIRST_PAINT);
        for (int i = 0; i < 10; i++) {
            String first = page.locator("tbody tr").first().textContent();
            page.locator(".pages a").last().click();
            assertThat(page.locator("tbody tr").first()).not().hasText(first);
        }
        assertThat(page.locator("tbody tr")).hasCount(200);
        assertThat(memory(page)).as("memory").isLessThan(MEMORY);
        System.out.printf("%s: first paint %.0f ms, memory %.1f MB%n", what, paint, memory(page) / (1 << 20));
        chromium.closeWindows();
    }
}
