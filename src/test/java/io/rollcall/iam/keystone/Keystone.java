package io.rollcall.iam.keystone;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rollcall.cluster.Secret;
import io.rollcall.iam.keystone.KeystoneSettings.Credentials;
import io.rollcall.iam.keystone.KeystoneSettings.Kind;
import io.rollcall.iam.keystone.KeystoneSettings.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A real OpenStack Keystone, as its administrator sees it: who there is, what they may, and the tokens they ask
/// for.
public final class Keystone implements AutoCloseable {
    public static final String DOMAIN = "default";
    public static final String PASSWORD = "a-test-password";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<String, Object> SYSTEM = Map.of("system", Map.of("all", true));

    private final KeystoneProcess server;
    private final URI url;
    private String token = "";

    private Keystone(KeystoneProcess server) {
        this.server = server;
        this.url = server.url();
        this.token = issue("admin", PASSWORD, SYSTEM);
    }

    public static Keystone start() {
        return start("");
    }

    /// @param options further lines of its configuration
    public static Keystone start(String options) {
        return start(options, 65_535);
    }

    /// @param headerBytes the most that the server in front of it takes; it cuts the connection at more
    public static Keystone start(String options, int headerBytes) {
        return new Keystone(KeystoneProcess.start(options, headerBytes));
    }

    public URI url() {
        return url;
    }

    /// How a source reaches it as a user who may only read.
    public KeystoneSettings settings(Credentials credentials, Map<String, String> roles) {
        return new KeystoneSettings(
                Kind.KEYSTONE, url.resolve("/v3"), credentials, DOMAIN, null, roles, Limits.DEFAULT);
    }

    /// A user with the role `reader` on the system, and nothing else.
    public Credentials.Password reader() {
        grant("system/users/" + user("rollcall"), "reader");
        return new Credentials.Password("rollcall", DOMAIN, Secret.of(PASSWORD), Optional.empty());
    }

    public String user(String name) {
        return user(name, DOMAIN);
    }

    public String user(String name, String domain) {
        return create("user", Map.of("name", name, "password", PASSWORD, "domain_id", domain));
    }

    /// A project of the domain.
    ///
    /// @return the id
    public String project(String name) {
        return create("project", Map.of("name", name, "domain_id", DOMAIN));
    }

    /// A group of the domain.
    ///
    /// @param users the ids of its members
    /// @return the id
    public String group(String name, String... users) {
        String id = create("group", Map.of("name", name, "domain_id", DOMAIN));
        for (String user : users) {
            put("/v3/groups/" + id + "/users/" + user);
        }
        return id;
    }

    /// @param role the name
    public void grantGroup(String project, String group, String role) {
        grant("projects/" + project + "/groups/" + group, role);
    }

    /// @param role the name
    public void grantUser(String project, String user, String role) {
        grant("projects/" + project + "/users/" + user, role);
    }

    /// @param holder the path of a group or user in what the role is given for
    /// @param role the name
    public void grant(String holder, String role) {
        put("/v3/" + holder + "/roles/" + idOf("role", role));
    }

    /// An EC2 credential.
    ///
    /// @param more further members of the JSON that it consists of, with a comma before them
    public void ec2(String user, String project, String access, String secret, String more) {
        create(
                "credential",
                Map.of(
                        "type",
                        "ec2",
                        "user_id",
                        user,
                        "project_id",
                        project,
                        "blob",
                        "{\"access\": \"%s\", \"secret\": \"%s\"%s}".formatted(access, secret, more)));
    }

    /// @return the id
    public String create(String what, Map<String, Object> body) {
        return call("POST", "/v3/" + what + "s", Map.of(what, body))
                .path(what)
                .path("id")
                .asText();
    }

    public void put(String path) {
        call("PUT", path, null);
    }

    public void delete(String path) {
        call("DELETE", path, null);
    }

    public void change(String what, String id, Map<String, Object> body) {
        call("PATCH", "/v3/" + what + "s/" + id, Map.of(what, body));
    }

    public String idOf(String what, String name) {
        return call("GET", "/v3/" + what + "s?name=" + name.replace(" ", "%20"), null)
                .path(what + "s")
                .path(0)
                .path("id")
                .asText();
    }

    /// A token for a project.
    public String issue(String user, String project) {
        return issue(user, PASSWORD, Map.of("project", Map.of("id", project)));
    }

    /// A token for a project, of a user of whatever domain.
    ///
    /// @param user the id
    public String issueById(String user, String project) {
        return issue(Map.of("id", user, "password", PASSWORD), Map.of("project", Map.of("id", project)));
    }

    /// A token for the domain.
    public String issueForDomain(String user) {
        return issue(user, PASSWORD, Map.of("domain", Map.of("id", DOMAIN)));
    }

    public String issueUnscoped(String user) {
        return issue(user, PASSWORD, "unscoped");
    }

    private String issue(String user, String password, Object scope) {
        return issue(Map.of("name", user, "domain", Map.of("id", DOMAIN), "password", password), scope);
    }

    private String issue(Map<String, Object> user, Object scope) {
        Object identity = Map.of("methods", List.of("password"), "password", Map.of("user", user));
        return subjectToken(Map.of("auth", Map.of("identity", identity, "scope", scope)));
    }

    /// A token of an application credential that a user made of some of its roles.
    ///
    /// @param name of the user
    public String issueRestricted(String name, String project, String... roles) {
        String own = issue(name, project);
        String path = "/v3/users/" + idOf("user", name) + "/application_credentials";
        JsonNode made = as(
                        own,
                        path,
                        Map.of("application_credential", Map.of("name", "of " + List.of(roles), "roles", named(roles))))
                .path("application_credential");
        Object credential = Map.of(
                "id", made.path("id").asText(), "secret", made.path("secret").asText());
        return subjectToken(Map.of(
                "auth",
                Map.of(
                        "identity",
                        Map.of("methods", List.of("application_credential"), "application_credential", credential))));
    }

    /// A token of a trust of some of a user's roles.
    ///
    /// @param trustor the name of the user whose roles they are
    /// @param trustee the name of the user who gets the token
    public String issueByTrust(String trustor, String trustee, String project, String... roles) {
        Map<String, Object> trust = Map.of(
                "trustor_user_id", idOf("user", trustor),
                "trustee_user_id", idOf("user", trustee),
                "project_id", project,
                "impersonation", true,
                "roles", named(roles));
        String id = as(issue(trustor, project), "/v3/OS-TRUST/trusts", Map.of("trust", trust))
                .path("trust")
                .path("id")
                .asText();
        return issue(trustee, PASSWORD, Map.of("OS-TRUST:trust", Map.of("id", id)));
    }

    private static List<Map<String, String>> named(String... roles) {
        return Stream.of(roles).map(role -> Map.of("name", role)).toList();
    }

    private JsonNode as(String own, String path, Object body) {
        HttpResponse<String> answer = send("POST", path, body, Map.of("X-Auth-Token", own));
        if (answer.statusCode() != 201) {
            throw new IllegalStateException(path + ": " + answer.statusCode() + " " + answer.body());
        }
        return json(answer);
    }

    private String subjectToken(Object body) {
        HttpResponse<String> answer = send("POST", "/v3/auth/tokens", body, Map.of());
        return answer.headers()
                .firstValue("X-Subject-Token")
                .orElseThrow(() -> new IllegalStateException(answer.body()));
    }

    public void revoke(String other) {
        HttpResponse<String> answer = send("DELETE", "/v3/auth/tokens", null, Map.of("X-Subject-Token", other));
        if (answer.statusCode() != 204) {
            throw new IllegalStateException(answer.body());
        }
    }

    private JsonNode call(String method, String path, @Nullable Object body) {
        HttpResponse<String> answer = send(method, path, body, Map.of());
        if (answer.statusCode() == 401) {
            // Tokens of this server may live shorter than a test.
            token = issue("admin", PASSWORD, SYSTEM);
            answer = send(method, path, body, Map.of());
        }
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
        }
        return json(answer);
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body().isEmpty() ? "{}" : answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> send(String method, String path, @Nullable Object body, Map<String, String> headers) {
        // uwsgi closes connections that a client would use again.
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path))
                    .timeout(TIMEOUT)
                    .header("Content-Type", "application/json")
                    .method(
                            method,
                            body == null
                                    ? BodyPublishers.noBody()
                                    : BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
            if (!token.isEmpty()) {
                request.header("X-Auth-Token", token);
            }
            headers.forEach(request::setHeader);
            return http.send(request.build(), BodyHandlers.ofString(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path + ": " + server.log(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
