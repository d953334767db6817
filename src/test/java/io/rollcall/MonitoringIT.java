package io.rollcall;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What Prometheus thinks of the metrics and the alert rules of this repository, and that rules and dashboard name
/// metrics that a server really has.
class MonitoringIT {
    private static final Path RULES = Path.of("monitoring/alerts.yaml");
    private static final Path TESTS = Path.of("monitoring/alerts.test.yaml");
    private static final Path DASHBOARD = Path.of("monitoring/dashboard.json");
    private static final Pattern METRIC = Pattern.compile("\\b(rollcall|jvm)_[a-z0-9_]+");

    @TempDir
    Path folder;

    private String scraped() throws Exception {
        Files.writeString(folder.resolve("iam.yaml"), """
                domain: {id: d1, name: acme}
                projects: [{id: p1, name: region-1}]
                users: [{id: u-1, name: user1, enabled: true}, {id: u-2, name: li.wei, enabled: true}]
                groups:
                  - {id: g-1, name: group1, members: [user1, li.wei], grants: [{policy: MRS FullAccess, on: domain}]}
                access_keys: [{access: AK1, secret: SK1, user: user1}]
                """);
        Files.writeString(folder.resolve("rollcall.yaml"), """
                listen: 127.0.0.1:0
                iam: {file: iam.yaml}
                secrets_readable_by_others: true
                drift_interval: 1s
                clusters:
                  - {id: c1, name: one, project: p1, manager: {embedded: {port: 0, bind_password: p}}}
                webhooks: [{url: "http://127.0.0.1:9/", secret: 0123456789abcdef}]
                """);
        try (RollcallProcess process = RollcallProcess.serve(folder).awaitReady();
                HttpClient client = HttpClient.newHttpClient()) {
            process.client("AK1", "SK1").post("/v2/p1/clusters/c1/iam-sync-user", "{\"is_all_sync\": true}");
            URI metrics = URI.create(process.ready().path("management_url").asText() + "/metrics");
            List<String> last = new ArrayList<>(List.of(""));
            Waiting.until("the cluster has been compared", Duration.ofMinutes(1), () -> {
                last.set(0, get(client, metrics));
                return last.getFirst().contains("rollcall_cluster_last_success_timestamp_seconds{")
                        && last.getFirst().contains("rollcall_cluster_in_sync{");
            });
            return last.getFirst();
        }
    }

    private static String get(HttpClient client, URI uri) {
        try {
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void promtoolHasNothingToSayAndRulesAndDashboardNameMetricsThatExist() throws Exception {
        String scraped = scraped();
        Programs.Ended checked = Programs.run(scraped, Map.of(), List.of("promtool", "check", "metrics"));
        assertThat(checked.output()).isEmpty();
        assertThat(checked.status()).isZero();

        // Neither a name of a person nor anything else that a caller chooses.
        assertThat(scraped).doesNotContain("user1", "li.wei", "AK1");

        Set<String> published = new TreeSet<>();
        scraped.lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> published.add(line.replaceFirst("[{ ].*", "")));
        for (Path file : List.of(RULES, DASHBOARD)) {
            Set<String> named = new TreeSet<>();
            Matcher metric = METRIC.matcher(Files.readString(file));
            while (metric.find()) {
                named.add(metric.group());
            }
            assertThat(named).as(file.toString()).isNotEmpty();
            assertThat(published).as(file.toString()).containsAll(named);
        }
    }

    @Test
    void theAlertRulesAreValidAndPassTheirTests() {
        assertThat(Programs.output("promtool", "check", "rules", RULES.toString()))
                .contains("SUCCESS");
        assertThat(Programs.output("promtool", "test", "rules", TESTS.toString()))
                .contains("SUCCESS");
    }

    @Test
    void everyAlertHasATestOfBothSidesAndAPageSaysWhatToDo() throws Exception {
        JsonNode rules = new YAMLMapper().readTree(RULES.toFile());
        String tests = Files.readString(TESTS, UTF_8);
        String page = Files.readString(Path.of("docs/alerts.md"), UTF_8);
        List<String> alerts = new ArrayList<>();
        rules.path("groups")
                .path(0)
                .path("rules")
                .forEach(rule -> alerts.add(rule.path("alert").asText()));
        assertThat(alerts).hasSizeGreaterThan(10);
        for (String alert : alerts) {
            assertThat(tests).contains("name: " + alert + ", bad", "name: " + alert + ", good");
            assertThat(page).contains("\n## " + alert + "\n");
        }
    }

    @Test
    void theDashboardIsOneThatGrafanaReads() throws Exception {
        JsonNode dashboard = new JsonMapper().readTree(DASHBOARD.toFile());
        Set<Integer> ids = new TreeSet<>();
        for (JsonNode panel : dashboard.path("panels")) {
            assertThat(ids.add(panel.path("id").asInt())).isTrue();
            assertThat(panel.path("gridPos").path("x").asInt()
                            + panel.path("gridPos").path("w").asInt())
                    .isLessThanOrEqualTo(24);
            assertThat(panel.path("targets")).isNotEmpty();
        }
        assertThat(ids).hasSizeGreaterThan(10);
    }
}
