package io.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.rollcall.api.ApiClient;
import io.rollcall.manager.Slapd;
import io.rollcall.manager.layout.GroupLayout;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.cornutum.tcases.openapi.resolver.ParamData;
import org.cornutum.tcases.openapi.resolver.ParamDef;
import org.cornutum.tcases.openapi.resolver.RequestCase;
import org.cornutum.tcases.openapi.testwriter.TestWriterUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A running `rollcall serve`, asked with requests that a generator makes from its description.
class GeneratedRequestsIT {
    private static final int SEEDS = Integer.getInteger("rollcall.generated", 2);

    /// Documented, and no fault of ours: the cluster is busy.
    private static final Set<String> DOCUMENTED = Set.of("12000154");

    @TempDir
    private Path folder;

    private final Map<String, Integer> answers = new TreeMap<>();
    private final List<String> findings = new ArrayList<>();

    @Test
    void noGeneratedRequestIsAFaultOfOursAndNoWrongOneIsCarriedOut() throws Exception {
        try (Slapd slapd = Slapd.start(GroupLayout.RFC2307BIS)) {
            FileIamFixture cluster = new FileIamFixture(folder, slapd);
            cluster.configure("", "");
            cluster.people(List.of("u-1:user1", "u-2:user2"));
            try (RollcallProcess server = RollcallProcess.serve(folder).awaitReady();
                    HttpClient http = HttpClient.newHttpClient()) {
                ApiClient client = server.client("AK1", "SK1");
                String operation = cluster.sync(client).path("operation_id").asText();
                URI url = URI.create(server.ready().path("url").asText());
                JsonNode description = client.get("/openapi.json").json();
                Map<String, String> ids =
                        Map.of("project_id", "p1", "cluster_id", "c1", "operation_id", operation, "user_name", "user1");
                for (long seed = 0; seed < SEEDS; seed++) {
                    List<RequestCase> cases = GeneratedRequests.of(description, seed);
                    assertThat(cases).hasSizeGreaterThan(400);
                    for (RequestCase each : cases) {
                        send(http, each, url, ids);
                    }
                }
                System.out.println(answers);
                assertThat(findings).isEmpty();
                assertThat(answers.keySet())
                        .anyMatch(answer -> answer.contains(" 200 "))
                        .anyMatch(answer -> answer.contains(" 202 "))
                        .anyMatch(answer -> answer.contains(" 400 "));
                assertThat(client.get("/ready").status()).isEqualTo(200);
            }
        }
    }

    private void send(HttpClient http, RequestCase from, URI url, Map<String, String> ids) throws Exception {
        HttpRequest request;
        try {
            request = GeneratedRequests.request(from, url, ids);
        } catch (IllegalArgumentException e) {
            answers.merge("not HTTP", 1, Integer::sum);
            return;
        }
        HttpRequest signed = HttpRequest.newBuilder(request, (name, value) -> !name.equalsIgnoreCase("X-Auth-Token"))
                .header("X-Auth-Token", "a-token-of-the-owner")
                .build();
        HttpResponse<String> response = http.send(signed, HttpResponse.BodyHandlers.ofString());
        String code = response.statusCode() < 400 || !response.body().startsWith("{")
                ? ""
                : new JsonMapper().readTree(response.body()).path("error_code").asText();
        String what = from + " " + signed.method() + " " + signed.uri() + " -> " + response.statusCode() + " "
                + response.body();
        if (response.statusCode() >= 500 && !DOCUMENTED.contains(code)) {
            findings.add("a fault of ours: " + what);
        }
        if (isWrong(from) && response.statusCode() < 400) {
            findings.add("wrong, and accepted: " + what);
        }
        answers.merge((isWrong(from) ? "wrong " : "right ") + response.statusCode() + " " + code, 1, Integer::sum);
    }

    /// Whether the path, the query or the body break the description. Headers of unknown languages are ignored,
    /// and any text is accepted in an address.
    private static boolean isWrong(RequestCase from) {
        String invalid = String.valueOf(from.getInvalidInput());
        // No call looks at the type that a body says it has; what counts is what it is.
        if (invalid.contains("Media-Type")) {
            return false;
        }
        // In a query null is a text of four letters, and so a name, or the name that a page of users follows.
        boolean isName = invalid.equals("name.Type=null")
                || (invalid.equals("marker.Type=null") && from.getPath().contains("/iam-sync/users"));
        boolean isText = invalid.endsWith("Type=Not string") || isName;
        for (ParamData parameter : from.getParams()) {
            boolean wrong = !parameter.isValid() && !isText;
            switch (parameter.getLocation()) {
                // Without a part of it, or with a slash in one, a path is another one, which may be right.
                case ParamDef.Location.PATH -> {
                    String part = String.valueOf(TestWriterUtils.getPathParameterValue(parameter, true));
                    wrong &= !part.isEmpty() && !part.contains("/");
                }
                case ParamDef.Location.HEADER -> wrong = false;
                case ParamDef.Location.QUERY, ParamDef.Location.COOKIE -> {}
            }
            if (wrong) {
                return true;
            }
        }
        return from.getBody() != null && !from.getBody().isValid();
    }
}
