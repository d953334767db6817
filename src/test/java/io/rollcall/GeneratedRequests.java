package io.rollcall;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.cornutum.tcases.SystemTestDef;
import org.cornutum.tcases.openapi.ModelOptions;
import org.cornutum.tcases.openapi.io.TcasesOpenApiIO;
import org.cornutum.tcases.openapi.resolver.MessageData;
import org.cornutum.tcases.openapi.resolver.ParamData;
import org.cornutum.tcases.openapi.resolver.ParamDef;
import org.cornutum.tcases.openapi.resolver.RequestCase;
import org.cornutum.tcases.openapi.resolver.RequestCases;
import org.cornutum.tcases.openapi.testwriter.TestWriterUtils;
import org.cornutum.tcases.openapi.testwriter.encoder.DataValueJson;
import org.cornutum.tcases.resolve.ResolverContext;

/// Requests that Tcases for OpenAPI makes of a server's own description: for each call, every kind of value of
/// each parameter and field, right and wrong.
final class GeneratedRequests {
    private static final JsonMapper JSON = new JsonMapper();

    private GeneratedRequests() {}

    /// @param description an `/openapi.json` of version 3.1
    /// @param seed which values are taken
    static List<RequestCase> of(JsonNode description, long seed) throws IOException {
        JsonNode old = JSON.readTree(olderVersion(description));
        SystemTestDef tests = TcasesOpenApiIO.getRequestTests(
                new ByteArrayInputStream(JSON.writeValueAsBytes(old)), new ModelOptions());
        List<RequestCase> all = new ArrayList<>();
        RequestCases.getRequestCases(
                        tests,
                        ResolverContext.builder().random(new Random(seed)).build())
                .getRequestCases()
                .forEach(all::add);
        return all;
    }

    /// The same description in version 3.0, which is what Tcases understands.
    private static String olderVersion(JsonNode description) throws IOException {
        ObjectNode old = description.deepCopy();
        old.put("openapi", "3.0.3");
        old.remove("jsonSchemaDialect");
        ((ObjectNode) old.path("info").path("license")).remove("identifier");
        rewrite(old);
        return JSON.writeValueAsString(old);
    }

    private static void rewrite(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove("propertyNames");
            if (object.path("examples").isArray()) {
                object.remove("examples");
            }
            JsonNode constant = object.remove("const");
            if (constant != null) {
                object.putArray("enum").add(constant);
            }
            if (object.path("type").isArray()) {
                List<String> types = object.path("type")
                        .valueStream()
                        .map(JsonNode::asText)
                        .filter(type -> !type.equals("null"))
                        .toList();
                object.put("nullable", types.size() < object.path("type").size());
                object.put("type", types.getFirst());
            }
        }
        node.forEach(GeneratedRequests::rewrite);
    }

    /// One case as a request. What a path must hold to be about something is filled in where it is not the very
    /// thing that is wrong.
    ///
    /// @throws IllegalArgumentException where it breaks HTTP itself, as a line end in a header does
    static HttpRequest request(RequestCase from, URI server, Map<String, String> ids) {
        String path = from.getPath();
        List<String> query = new ArrayList<>();
        HttpRequest.Builder request = HttpRequest.newBuilder().timeout(Duration.ofSeconds(60));
        for (ParamData parameter : from.getParams()) {
            String name = parameter.getName();
            switch (parameter.getLocation()) {
                case ParamDef.Location.PATH -> {
                    String value = parameter.isValid() && ids.containsKey(name)
                            ? ids.get(name)
                            : TestWriterUtils.getPathParameterValue(parameter, true);
                    path = path.replace("{" + name + "}", String.valueOf(value));
                }
                case ParamDef.Location.QUERY ->
                    TestWriterUtils.getQueryParameters(parameter, true)
                            .forEach(pair -> query.add(pair.getKey() + "=" + pair.getValue()));
                case ParamDef.Location.HEADER ->
                    TestWriterUtils.getHeaderParameterValue(parameter).ifPresent(value -> request.header(name, value));
                case ParamDef.Location.COOKIE -> throw new IllegalStateException("no call takes a cookie");
            }
        }
        MessageData body = from.getBody();
        boolean empty = body == null || body.getValue() == null;
        request.uri(URI.create(server + path + (query.isEmpty() ? "" : "?" + String.join("&", query))))
                .method(
                        from.getOperation(),
                        empty
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofByteArray(
                                        DataValueJson.toJson(body.getValue()).getBytes(UTF_8)));
        return request.build();
    }
}
