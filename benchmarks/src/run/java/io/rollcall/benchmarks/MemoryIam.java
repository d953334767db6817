package io.rollcall.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/// An IAM over HTTP that answers from memory as Keystone or Huawei Cloud does, as fast as bytes can be
/// copied: what is measured is Rollcall.
final class MemoryIam implements Source {
    private static final String DOMAIN = "d1";
    private static final String LATER = "2100-01-01T00:00:00.000000Z";
    private static final String OWNER_ROLE = "r-owner";
    private static final String ROLE = "r-readers";
    private static final String POLICY = "MRS ReadOnlyAccess";

    private final boolean huawei;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private volatile Content content;

    /// An account, each of its objects as the bytes of its JSON.
    private record Content(
            Map<String, byte[]> users,
            Map<String, byte[]> usersByName,
            Map<String, byte[]> groups,
            Map<String, byte[]> groupsByName,
            Map<String, List<byte[]>> members,
            Map<String, List<byte[]>> groupsOf,
            List<byte[]> assignments) {}

    private MemoryIam(boolean huawei, HttpServer server) {
        this.huawei = huawei;
        this.server = server;
    }

    static MemoryIam start(boolean huawei) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        MemoryIam iam = new MemoryIam(huawei, server);
        server.createContext("/", iam::handle);
        server.setExecutor(iam.threads);
        server.start();
        return iam;
    }

    @Override
    public String name() {
        return huawei ? "huawei" : "keystone";
    }

    @Override
    public String configuration() {
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        return huawei
                ? "  huawei: {url: \"%s\", account: %s, token: service-token}".formatted(url, DOMAIN)
                : "  keystone: {url: \"%s\", domain: %s, token: service-token, roles: {account-owner: owner}}"
                        .formatted(url, DOMAIN);
    }

    @Override
    public void publish(Account account, Path folder) {
        content = contentOf(account);
    }

    @Override
    public double change(Account account, Rollcall rollcall) {
        content = contentOf(account);
        return 0;
    }

    private Content contentOf(Account account) {
        Content made = new Content(
                new HashMap<>(),
                new HashMap<>(),
                new HashMap<>(),
                new HashMap<>(),
                new HashMap<>(),
                new HashMap<>(),
                new ArrayList<>());
        account.users.values().forEach(user -> addUser(made, user));
        List.of("caller", "releaser").forEach(name -> addUser(made, new Account.User("u-" + name, name, "")));
        for (Account.Group group : account.groups) {
            byte[] json = group(group);
            made.groups().put(group.id(), json);
            made.groupsByName().put(group.name(), json);
            List<byte[]> members = new ArrayList<>(group.members().size());
            for (String name : group.members()) {
                members.add(made.usersByName().get(name));
                made.groupsOf()
                        .computeIfAbsent(account.users.get(name).id(), _ -> new ArrayList<>())
                        .add(json);
            }
            made.members().put(group.id(), members);
            made.assignments().add(assignment(group.id()));
        }
        return made;
    }

    private void addUser(Content made, Account.User user) {
        byte[] json = user(user);
        made.users().put(user.id(), json);
        made.usersByName().put(user.name(), json);
    }

    private byte[] user(Account.User user) {
        String self = "http://127.0.0.1/v3/users/" + user.id();
        return (huawei
                        ? """
                {"pwd_status":true,"domain_id":"%s","last_project_id":null,"name":"%s","description":"%s",\
                "password_expires_at":null,"links":{"next":null,"previous":null,"self":"%s"},"id":"%s","enabled":true,\
                "pwd_strength":"high"}""".formatted(DOMAIN, user.name(), user.description(), self, user.id())
                        : """
                {"id":"%s","name":"%s","domain_id":"%s","enabled":true,"description":"%s","password_expires_at":null,\
                "options":{},"links":{"self":"%s"}}""".formatted(user.id(), user.name(), DOMAIN, user.description(), self))
                .getBytes(UTF_8);
    }

    private static byte[] group(Account.Group group) {
        return """
                {"id":"%s","name":"%s","domain_id":"%s","description":"","create_time":1589970215127,\
                "links":{"self":"http://127.0.0.1/v3/groups/%s"}}""".formatted(group.id(), group.name(), DOMAIN, group.id()).getBytes(UTF_8);
    }

    private byte[] assignment(String group) {
        return "{\"group\":{\"id\":\"%s\"},\"role\":{\"id\":\"%s\"},\"scope\":{\"domain\":{\"id\":\"%s\"}}%s}"
                .formatted(group, ROLE, DOMAIN, huawei ? ",\"is_inherited\":false" : "")
                .getBytes(UTF_8);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
            byte[] body = answer(exchange, exchange.getRequestURI().getPath(), query);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(body.length == 0 ? 404 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        for (String part : raw == null ? new String[0] : raw.split("&")) {
            String[] pair = part.split("=", 2);
            query.put(pair[0], pair.length < 2 ? "" : URLDecoder.decode(pair[1], UTF_8));
        }
        return query;
    }

    private byte[] answer(HttpExchange exchange, String path, Map<String, String> query) {
        Content now = content;
        String[] parts = path.substring(1).split("/");
        if (path.startsWith("/v3/users/") && parts.length == 4) {
            return list("groups", now.groupsOf().getOrDefault(parts[2], List.of()));
        }
        if (path.startsWith("/v3/groups/") && parts.length == 4) {
            return now.members().containsKey(parts[2])
                    ? list("users", now.members().get(parts[2]))
                    : new byte[0];
        }
        if (path.startsWith("/v3/users/")) {
            return one("user", now.users().get(parts[2]));
        }
        if (path.startsWith("/v3/projects/")) {
            return text(
                    "{\"project\":{\"id\":\"%s\",\"domain_id\":\"%s\",\"parents\":{}}}".formatted(parts[2], DOMAIN));
        }
        if (path.startsWith("/v3/roles/")) {
            return one("role", role());
        }
        if (path.startsWith("/v3.0/OS-USER/users/")) {
            boolean owner = List.of("u-caller", "u-releaser").contains(parts[3]);
            return text("{\"user\":{\"id\":\"%s\",\"is_domain_owner\":%s}}".formatted(parts[3], owner));
        }
        return switch (path) {
            case "/v3" -> text("{\"version\":{\"id\":\"v3.14\",\"status\":\"stable\"}}");
            case "/v3/auth/tokens" -> token(exchange.getRequestHeaders().getFirst("X-Subject-Token"));
            case "/v3/users" -> named("users", now.users(), now.usersByName(), query.get("name"));
            case "/v3/groups" -> named("groups", now.groups(), now.groupsByName(), query.get("name"));
            case "/v3/roles" ->
                list(
                        "roles",
                        List.of(role(), text("{\"id\":\"%s\",\"name\":\"account-owner\"}".formatted(OWNER_ROLE))));
            case "/v3/role_inferences" -> list("role_inferences", List.of());
            case "/v3/role_assignments" ->
                list("role_assignments", query.containsKey("scope.domain.id") ? now.assignments() : List.of());
            case "/v3.0/OS-PERMISSION/role-assignments" -> page(now, query);
            default -> new byte[0];
        };
    }

    private byte[] role() {
        return text("{\"id\":\"%s\",\"name\":\"%s\",\"display_name\":\"%s\"}"
                .formatted(ROLE, huawei ? "system_" + ROLE : POLICY, POLICY));
    }

    private static byte[] token(String subject) {
        String user = IamFile.RELEASER.equals(subject) ? "releaser" : "caller";
        return text("""
                {"token":{"methods":["password"],"user":{"id":"u-%1$s","name":"%1$s","domain":{"id":"%2$s"}},\
                "project":{"id":"%3$s","domain":{"id":"%2$s"}},"roles":[{"id":"%4$s","name":"account-owner"}],\
                "issued_at":"2026-01-01T00:00:00.000000Z","expires_at":"%5$s"}}""".formatted(user, DOMAIN, IamFile.PROJECT, OWNER_ROLE, LATER));
    }

    private static byte[] page(Content now, Map<String, String> query) {
        String group = query.get("subject.group_id");
        List<byte[]> found = group == null
                ? now.assignments()
                : now.assignments().stream()
                        .filter(one -> new String(one, UTF_8).contains("\"" + group + "\""))
                        .toList();
        int size = Integer.parseInt(query.get("per_page"));
        int first = Math.min(found.size(), (Integer.parseInt(query.get("page")) - 1) * size);
        List<byte[]> items = found.subList(first, Math.min(found.size(), first + size));
        return joined("{\"total_num\":%d,\"role_assignments\":[".formatted(found.size()), items, "]}");
    }

    private static byte[] named(String field, Map<String, byte[]> all, Map<String, byte[]> byName, String name) {
        return list(
                field, name == null ? all.values() : byName.containsKey(name) ? List.of(byName.get(name)) : List.of());
    }

    private static byte[] one(String field, byte[] json) {
        return json == null ? new byte[0] : joined("{\"" + field + "\":", List.of(json), "}");
    }

    private static byte[] list(String field, Collection<byte[]> items) {
        return joined("{\"" + field + "\":[", items, "],\"links\":{\"next\":null,\"previous\":null}}");
    }

    private static byte[] joined(String before, Collection<byte[]> items, String after) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256 + items.size() * 256);
        out.writeBytes(before.getBytes(UTF_8));
        boolean first = true;
        for (byte[] item : items) {
            if (!first) {
                out.write(',');
            }
            first = false;
            out.writeBytes(item);
        }
        out.writeBytes(after.getBytes(UTF_8));
        return out.toByteArray();
    }

    private static byte[] text(String json) {
        return json.getBytes(UTF_8);
    }

    /// With the JDK's client, eight requests at a time, as Rollcall does.
    @Override
    public OptionalDouble fetch() throws Exception {
        List<String> paths = new ArrayList<>(List.of("/v3/users", "/v3/groups"));
        content.groups().keySet().forEach(group -> paths.add("/v3/groups/" + group + "/users"));
        Semaphore permits = new Semaphore(8);
        long begun = System.nanoTime();
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (String path : paths) {
                all.add(each.submit(() -> {
                    permits.acquire();
                    try {
                        return get(path);
                    } finally {
                        permits.release();
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        return OptionalDouble.of((System.nanoTime() - begun) / 1e6);
    }

    private int get(String path) throws Exception {
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
        HttpResponse<byte[]> answer =
                client.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException(path + " is answered with " + answer.statusCode());
        }
        return answer.body().length;
    }

    @Override
    public void close() {
        client.close();
        server.stop(0);
        threads.shutdownNow();
    }
}
