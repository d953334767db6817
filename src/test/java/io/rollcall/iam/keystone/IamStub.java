package io.rollcall.iam.keystone;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.Sha256;
import io.rollcall.iam.keystone.KeystoneSettings.Credentials;
import io.rollcall.iam.keystone.KeystoneSettings.Kind;
import io.rollcall.iam.keystone.KeystoneSettings.Limits;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// A server that answers as section 6 of the contract says for Huawei Cloud, and as Keystone does where the two
/// differ. Its account is `d1`, its projects are `p1` and `p2`. A test may put anything in the place of an answer.
public final class IamStub implements AutoCloseable {
    public static final String ACCOUNT = "d1";
    public static final String PROJECT = "p1";
    static final String OTHER_PROJECT = "p2";
    private static final ObjectMapper JSON = new ObjectMapper();

    private HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Kind kind;
    private final Queue<Received> received = new ConcurrentLinkedQueue<>();
    private final Map<String, Map<String, Object>> users = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> groups = new LinkedHashMap<>();
    private final Map<String, List<String>> members = new HashMap<>();
    private final Map<String, Map<String, Object>> roles = new LinkedHashMap<>();
    private final List<Map<String, Object>> assignments = new ArrayList<>();
    private final Map<String, Map<String, Object>> tokens = new HashMap<>();
    private final Map<String, Map<String, Object>> keys = new HashMap<>();
    private volatile Fault fault = (_, answer) -> answer;
    private volatile Instant issuedUntil = Instant.parse("2100-01-01T00:00:00Z");
    private final AtomicInteger issued = new AtomicInteger();
    private volatile int pageSize = Integer.MAX_VALUE;
    private volatile String password = "";

    /// What was asked.
    record Received(String method, URI uri, Map<String, String> query, Map<String, List<String>> headers, String body) {
        String path() {
            return uri.getPath();
        }

        Received with(String parameter, String value) {
            Map<String, String> other = new HashMap<>(query);
            other.put(parameter, value);
            return new Received(method, uri, other, headers, body);
        }

        Optional<String> header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(header -> header.getValue().getFirst())
                    .findFirst();
        }
    }

    /// What is answered.
    ///
    /// @param sent how many bytes of the body are really sent before the connection is closed
    public record Answer(int status, Map<String, String> headers, String body, int sent) {
        static Answer of(int status, Object body) {
            return new Answer(status, Map.of("Content-Type", "application/json"), text(body), Integer.MAX_VALUE);
        }

        Answer with(String name, String value) {
            Map<String, String> more = new HashMap<>(headers);
            more.put(name, value);
            return new Answer(status, more, body, sent);
        }

        Answer cutAt(int length) {
            return new Answer(status, headers, body, length);
        }
    }

    /// Puts another answer in the place of the right one.
    @FunctionalInterface
    interface Fault {
        Answer of(Received request, Answer right);
    }

    private IamStub(Kind kind, HttpServer server) {
        this.kind = kind;
        this.server = server;
    }

    public static IamStub start(Kind kind) throws IOException {
        return start(kind, null);
    }

    /// @param tls null for plain HTTP
    static IamStub start(Kind kind, @Nullable SSLContext tls) throws IOException {
        IamStub stub = new IamStub(kind, server(0, tls));
        stub.serve();
        return stub;
    }

    private static HttpServer server(int port, @Nullable SSLContext tls) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        HttpServer http;
        if (tls == null) {
            http = HttpServer.create(address, 0);
        } else {
            HttpsServer https = HttpsServer.create(address, 0);
            https.setHttpsConfigurator(new HttpsConfigurator(tls));
            http = https;
        }
        return http;
    }

    private void serve() {
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /// Goes away; nobody answers at its address.
    public void stop() {
        server.stop(0);
    }

    /// Comes back at the same address.
    public void comeBack() throws IOException {
        server = server(server.getAddress().getPort(), null);
        serve();
    }

    /// Goes away, and comes back at the same address with another certificate.
    void comeBackWith(SSLContext tls) throws IOException {
        stop();
        server = server(server.getAddress().getPort(), tls);
        serve();
    }

    /// For a test that changes what was said before.
    public void removeMember(String group, String user) {
        Objects.requireNonNull(members.get("g-" + group)).remove("u-" + user);
    }

    public void addMember(String group, String user) {
        Objects.requireNonNull(members.get("g-" + group)).add("u-" + user);
    }

    /// How many requests came in for that path.
    public long count(String path) {
        return received.stream().filter(request -> request.path().equals(path)).count();
    }

    public URI url() {
        boolean tls = server instanceof HttpsServer;
        return URI.create((tls ? "https://localhost:" : "http://127.0.0.1:")
                + server.getAddress().getPort());
    }

    /// How a source reaches it with a user's password.
    KeystoneSettings settings() {
        Credentials user = new Credentials.Password("rollcall", ACCOUNT, Secret.of("a-password"), Optional.empty());
        return settings(user, new Limits(Duration.ofSeconds(5), Duration.ofSeconds(20), 4));
    }

    KeystoneSettings settings(Credentials credentials, Limits limits) {
        return new KeystoneSettings(
                kind, url(), credentials, ACCOUNT, null, Map.of("analyst", KeystoneSettings.CUSTOM), limits);
    }

    public IamStub user(String name) {
        return user(name, true);
    }

    public IamStub user(String name, boolean enabled) {
        users.put(
                "u-" + name,
                Map.of("id", "u-" + name, "name", name, "enabled", enabled, "domain_id", ACCOUNT, "links", Map.of()));
        return this;
    }

    public IamStub group(String name, String... names) {
        groups.put(
                "g-" + name, Map.of("id", "g-" + name, "name", name, "domain_id", ACCOUNT, "description", "of stub"));
        members.put(
                "g-" + name,
                new ArrayList<>(Stream.of(names).map(user -> "u-" + user).toList()));
        return this;
    }

    public IamStub renameGroup(String name, String newName) {
        rename(groups, "g-" + name, newName);
        return this;
    }

    void renameUser(String name, String newName) {
        rename(users, "u-" + name, newName);
    }

    private static void rename(Map<String, Map<String, Object>> all, String id, String newName) {
        Map<String, Object> other = new HashMap<>(all.get(id));
        other.put("name", newName);
        all.put(id, other);
    }

    void empty() {
        users.clear();
        groups.clear();
    }

    /// A role or system policy that the cloud defines, by its display name.
    public IamStub systemRole(String id, String name) {
        roles.put(id, Map.of("id", id, "name", kind == Kind.KEYSTONE ? name : "system_" + id, "display_name", name));
        return this;
    }

    /// A custom policy that allows these actions, or in Keystone a role of that name.
    public IamStub customRole(String id, String name, String... actions) {
        Object statement = Map.of("Effect", "Allow", "Action", Arrays.asList(actions));
        roles.put(
                id,
                Map.of(
                        "id", id,
                        "name", name,
                        "display_name", name,
                        "domain_id", ACCOUNT,
                        "policy", Map.of("Version", "1.1", "Statement", List.of(statement))));
        return this;
    }

    public IamStub assign(String group, String role) {
        return assign(group, role, "project", PROJECT, false);
    }

    public IamStub assign(String group, String role, String scope, String id, boolean inherited) {
        Map<String, Object> where = new HashMap<>(Map.of(scope, Map.of("id", id)));
        if (inherited && kind == Kind.KEYSTONE) {
            where.put("OS-INHERIT:inherited_to", "projects");
        }
        Map<String, Object> assignment =
                new HashMap<>(Map.of("group", Map.of("id", "g-" + group), "role", Map.of("id", role), "scope", where));
        if (kind == Kind.HUAWEI) {
            assignment.put("is_inherited", inherited);
        }
        assignments.add(assignment);
        return this;
    }

    /// A caller's token.
    public IamStub token(String token, String user, String project, String expires) {
        Map<String, Object> body = new HashMap<>(Map.of("user", Map.of("id", "u-" + user), "expires_at", expires));
        if (!project.isEmpty()) {
            body.put("project", Map.of("id", project));
        }
        tokens.put(token, body);
        return this;
    }

    /// An EC2 credential for the project, as only Keystone has them.
    void key(String access, String secret, String user) {
        String blob = "{\"access\": \"%s\", \"secret\": \"%s\"}".formatted(access, secret);
        keys.put(
                Sha256.hex(access), Map.of("type", "ec2", "user_id", "u-" + user, "project_id", PROJECT, "blob", blob));
    }

    public void revoke(String token) {
        tokens.remove(token);
    }

    /// How long the tokens count that are issued to the source from now on.
    void issueUntil(Instant end) {
        issuedUntil = end;
    }

    /// From now on the source's token is not accepted any more; the next one is.
    void forgetServiceToken() {
        issued.incrementAndGet();
    }

    /// From now on no token of the source is accepted any more.
    void refuseServiceTokens() {
        issued.set(Integer.MIN_VALUE);
    }

    /// From now on nothing else logs in, and whoever logged in with another one has to do so again.
    public void requirePassword(String next) {
        password = next;
        forgetServiceToken();
    }

    /// How often somebody tried to log in.
    public long logins() {
        return received.stream()
                .filter(request ->
                        request.method().equals("POST") && request.path().equals("/v3/auth/tokens"))
                .count();
    }

    /// From now on every answer takes so long.
    public void slow(int millis) {
        fault = (_, right) -> {
            LockSupport.parkNanos(millis * 1_000_000L);
            return right;
        };
    }

    void fault(Fault next) {
        fault = next;
    }

    List<Received> received() {
        return List.copyOf(received);
    }

    /// Keystone only: from now on users come in pages of that many, numbered by `marker` from 1.
    IamStub pages(int size) {
        pageSize = size;
        return this;
    }

    public void forgetReceived() {
        received.clear();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> query = new HashMap<>();
            String raw = exchange.getRequestURI().getRawQuery();
            for (String part : raw == null ? new String[0] : raw.split("&")) {
                String[] pair = part.split("=", 2);
                query.put(URLDecoder.decode(pair[0], UTF_8), pair.length < 2 ? "" : URLDecoder.decode(pair[1], UTF_8));
            }
            Received request = new Received(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI(),
                    query,
                    Map.copyOf(exchange.getRequestHeaders()),
                    new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            received.add(request);
            Answer answer = fault.of(request, answer(request));
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] body = answer.body().getBytes(UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            OutputStream out = exchange.getResponseBody();
            out.write(body, 0, Math.min(answer.sent(), body.length));
        }
    }

    /// The right answer.
    Answer answer(Received request) {
        String[] path = request.path().substring(1).split("/");
        String what = String.join("/", path);
        if (what.equals("v3/auth/tokens") && request.method().equals("POST")) {
            if (!request.body().contains(password)) {
                return Answer.of(401, error("The request you have made requires authentication."));
            }
            return Answer.of(201, Map.of("token", Map.of("expires_at", issuedUntil.toString())))
                    .with("X-Subject-Token", "service-token-" + Math.max(0, issued.get()));
        }
        if (what.equals("v3")) {
            return Answer.of(200, Map.of("version", Map.of("id", "v3.14")));
        }
        boolean signed = request.header("Authorization").isPresent();
        if (!signed && !request.header("X-Auth-Token").equals(Optional.of("service-token-" + issued.get()))) {
            return Answer.of(401, error("The request you have made requires authentication."));
        }
        if (what.equals("v3/auth/tokens")) {
            return one(
                    "token",
                    withRoles(tokens.get(request.header("X-Subject-Token").orElse(""))));
        }
        if (what.equals("v3.0/OS-PERMISSION/role-assignments")) {
            return assignmentsPage(request);
        }
        if (path.length == 3 && what.startsWith("v3/roles/")) {
            return one("role", roles.get(path[2]));
        }
        if (path.length == 3 && what.startsWith("v3/projects/")) {
            return one(
                    "project",
                    List.of(PROJECT, OTHER_PROJECT).contains(path[2])
                            ? Map.of("id", path[2], "domain_id", ACCOUNT, "parents", Map.of())
                            : null);
        }
        if (path.length == 3 && what.startsWith("v3/credentials/")) {
            return one("credential", keys.get(path[2]));
        }
        if (path.length == 4 && what.startsWith("v3.0/OS-USER/users/")) {
            return one("user", Map.of("id", path[3], "is_domain_owner", path[3].equals("u-owner")));
        }
        if (path.length == 3 && what.startsWith("v3/users/")) {
            return one("user", users.get(path[2]));
        }
        if (path.length == 4 && what.startsWith("v3/users/")) {
            return list(
                    "groups",
                    groups.values().stream()
                            .filter(group -> members(group.get("id")).contains(path[2])));
        }
        if (path.length == 4 && what.startsWith("v3/groups/")) {
            return groups.containsKey(path[2])
                    ? list("users", members(path[2]).stream().map(users::get))
                    : Answer.of(404, error("no such group"));
        }
        return switch (what) {
            case "v3/users" -> page(request, named(users, request).toList());
            case "v3/groups" -> list("groups", named(groups, request));
            case "v3/roles" -> list("roles", roles.values().stream());
            case "v3/role_inferences" -> list("role_inferences", Stream.of());
            case "v3/role_assignments" ->
                list(
                        "role_assignments",
                        assignments.stream().filter(one -> counts(JSON.valueToTree(one), request.query())));
            default -> Answer.of(404, error("no such path"));
        };
    }

    /// Whether Keystone lists a role where that is asked for. The roles of one user are told with what they come
    /// to: what is inherited is had on the projects, and not on the domain.
    private boolean counts(JsonNode one, Map<String, String> query) {
        boolean inherited = one.path("scope").has("OS-INHERIT:inherited_to");
        String user = query.get("user.id");
        if (user != null && !members(one.at("/group/id").asText()).contains(user)) {
            return false;
        }
        String project = query.get("scope.project.id");
        if (project != null) {
            return one.at("/scope/project/id").asText().equals(project) || (user != null && inherited);
        }
        return one.at("/scope/domain/id").asText("-").equals(query.get("scope.domain.id"))
                && (user == null || !inherited);
    }

    /// Keystone writes the roles that its user has on the project into a token.
    private @Nullable Map<String, Object> withRoles(@Nullable Map<String, Object> token) {
        if (token == null || kind == Kind.HUAWEI || token.containsKey("roles")) {
            return token;
        }
        JsonNode said = JSON.valueToTree(token);
        Map<String, String> query = Map.of(
                "user.id", said.at("/user/id").asText(),
                "scope.project.id", said.at("/project/id").asText());
        Map<String, Object> more = new HashMap<>(token);
        more.put(
                "roles",
                assignments.stream()
                        .map(one -> JSON.<JsonNode>valueToTree(one))
                        .filter(one -> counts(one, query))
                        .map(one -> Map.of("id", one.at("/role/id").asText()))
                        .toList());
        return more;
    }

    private List<String> members(@Nullable Object group) {
        return members.getOrDefault(String.valueOf(group), List.of());
    }

    private Answer page(Received request, List<Map<String, Object>> all) {
        int number = Integer.parseInt(request.query().getOrDefault("marker", "1"));
        Map<String, Object> links = new HashMap<>();
        long end = (long) number * pageSize;
        // Under a name that only others can reach, as behind a proxy.
        links.put("next", end < all.size() ? "https://inside.example/v3/users?marker=" + (number + 1) : null);
        List<Map<String, Object>> items =
                all.stream().skip((number - 1L) * pageSize).limit(pageSize).toList();
        return Answer.of(200, Map.of("users", items, "links", links));
    }

    private static Stream<Map<String, Object>> named(Map<String, Map<String, Object>> all, Received request) {
        String name = request.query().get("name");
        return all.values().stream().filter(one -> name == null || name.equals(one.get("name")));
    }

    private Answer assignmentsPage(Received request) {
        String group = request.query().get("subject.group_id");
        List<Map<String, Object>> found = assignments.stream()
                .filter(one -> group == null || Map.of("id", group).equals(one.get("group")))
                .toList();
        int page = Integer.parseInt(request.query().get("page"));
        int size = Integer.parseInt(request.query().get("per_page"));
        if (size > 50 || !ACCOUNT.equals(request.query().get("domain_id"))) {
            return Answer.of(400, Map.of("error_code", "IAM.0011", "error_msg", "Illegal request parameters."));
        }
        List<Map<String, Object>> items =
                found.stream().skip((page - 1L) * size).limit(size).toList();
        return Answer.of(200, Map.of("total_num", found.size(), "role_assignments", items));
    }

    private static Answer one(String field, @Nullable Object value) {
        return value == null ? Answer.of(404, error("Could not find it.")) : Answer.of(200, Map.of(field, value));
    }

    static Answer list(String field, Stream<?> items) {
        Map<String, Object> links = new HashMap<>();
        links.put("next", null);
        return Answer.of(200, Map.of(field, items.toList(), "links", links));
    }

    private static Object error(String message) {
        return Map.of("error", Map.of("code", 400, "message", message, "title", "Error"));
    }

    private static String text(Object body) {
        try {
            return body instanceof String text ? text : JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
