package io.rollcall.iam.keystone;

import static io.rollcall.iam.http.IamClient.encoded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.access.AccessKey;
import io.rollcall.access.Powers;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.Sha256;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UnavailableException.Part;
import io.rollcall.iam.http.AnswerReader;
import io.rollcall.iam.http.IamClient;
import io.rollcall.iam.http.IamClient.Call;
import io.rollcall.iam.http.Items;
import io.rollcall.iam.http.Listing;
import io.rollcall.iam.http.ReadContext;
import io.rollcall.iam.http.ReadIssues;
import io.rollcall.iam.http.Row;
import io.rollcall.policy.Policy;
import io.rollcall.policy.SystemPolicies;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// OpenStack Keystone. It has roles without policy documents, so a role means the system policy of its name, or
/// what the configuration says. A role includes the roles that it implies.
final class KeystoneDialect implements Dialect {
    private static final Policy OWNER = new Policy.SystemPolicy(KeystoneSettings.OWNER, List.of());

    /// Keys of a token that was not issued by the user's own login.
    private static final List<String> DELEGATIONS = List.of("application_credential", "OS-TRUST:trust", "OS-OAUTH1");

    /// Keys in the blob of an EC2 credential that was made with such a token. Which rights of its user it carries
    /// cannot be found out.
    private static final List<String> DELEGATED_KEYS = List.of("trust_id", "app_cred_id", "access_token_id");

    private final IamClient client;
    private final String domain;
    private final Map<String, String> meanings;

    private record Role(String id, String name) {
        static final Items<Role> ITEMS =
                Items.of("roles", item -> new Role(item.text("id"), item.text("name")), "name");
    }

    private record Inference(String prior, Set<String> implied) {
        static final Items<Inference> ITEMS = Items.of("role_inferences", Inference::of, "prior_role.id", "implies");

        private static Inference of(Row item) {
            Set<String> implied = new HashSet<>();
            item.at("implies").forEach(role -> implied.add(Listing.text(role, "id")));
            return new Inference(item.text("prior_role.id"), implied);
        }
    }

    KeystoneDialect(IamClient client, String domain, Map<String, String> meanings) {
        this.client = client;
        this.domain = domain;
        this.meanings = meanings;
    }

    /// A few lists, no matter how many groups there are.
    @Override
    public Map<IamId, Set<String>> grants(ProjectId project, Optional<Set<IamId>> groups, ReadContext context)
            throws UnavailableException {
        Map<IamId, Set<String>> grants = new HashMap<>();
        for (RoleAssignment one : assignments("scope.project.id=" + project, context.issues())) {
            if (!one.inherited()) {
                add(grants, one);
            }
        }
        for (String ancestor : ancestors(project)) {
            for (RoleAssignment one : shared("scope.project.id=" + encoded(ancestor), context)) {
                if (one.inherited()) {
                    add(grants, one);
                }
            }
        }
        for (RoleAssignment one : shared("scope.domain.id=" + encoded(domain), context)) {
            add(grants, one);
        }
        return grants;
    }

    private static void add(Map<IamId, Set<String>> grants, RoleAssignment one) {
        if (!one.group().isEmpty()) {
            grants.computeIfAbsent(new IamId(one.group()), _ -> new HashSet<>()).add(one.role());
        }
    }

    /// Assignments of a scope that counts for many projects.
    private List<RoleAssignment> shared(String query, ReadContext context) throws UnavailableException {
        return context.once("assignments " + query, issues -> assignments(query, issues));
    }

    private List<RoleAssignment> assignments(String query, ReadIssues issues) throws UnavailableException {
        return list("/v3/role_assignments?" + query, RoleAssignment.ITEMS, issues);
    }

    private <T> List<T> list(String path, Items<T> wanted, ReadIssues issues) throws UnavailableException {
        return Listing.all(client, Call.get(Part.IAM_USER, path), wanted, issues)
                .orElseThrow(() -> new UnavailableException(
                        Part.IAM_USER, "the IAM has no " + path + "; is the url that of a Keystone v3?"));
    }

    /// The projects above this one. The domain, which is above all of them, is read separately.
    private Set<String> ancestors(ProjectId project) throws UnavailableException {
        Set<String> ancestors = client.call(
                        Call.get(Part.IAM_USER, "/v3/projects/" + project + "?parents_as_ids"),
                        Listing.one("project", item -> {
                            Set<String> ids = new HashSet<>();
                            Deque<JsonNode> open = new ArrayDeque<>(List.of(item.path("parents")));
                            while (!open.isEmpty()) {
                                open.pop().properties().forEach(parent -> {
                                    ids.add(parent.getKey());
                                    open.push(parent.getValue());
                                });
                            }
                            return ids;
                        }))
                .orElse(Set.of());
        return ancestors.stream().filter(id -> !id.equals(domain)).collect(Collectors.toSet());
    }

    @Override
    public Map<String, Set<Policy>> policies(Collection<String> roles, ReadContext context)
            throws UnavailableException {
        Map<String, Set<Policy>> policies = new HashMap<>();
        named(roles, context)
                .forEach((role, names) ->
                        policies.put(role, names.stream().map(this::policy).collect(Collectors.toSet())));
        return policies;
    }

    /// The names of roles and of those that they imply, by id of the role.
    private Map<String, Set<String>> named(Collection<String> roles, ReadContext context) throws UnavailableException {
        Map<String, String> known = new HashMap<>();
        for (Role role : context.once("roles", issues -> list("/v3/roles", Role.ITEMS, issues))) {
            known.put(role.id(), role.name());
        }
        Map<String, Set<String>> implied = new HashMap<>();
        for (Inference one :
                context.once("inferences", issues -> list("/v3/role_inferences", Inference.ITEMS, issues))) {
            implied.put(one.prior(), one.implied());
        }
        Map<String, Set<String>> named = new HashMap<>();
        for (String role : Set.copyOf(roles)) {
            named.put(role, named(role, known, implied, context.issues()));
        }
        return named;
    }

    private static Set<String> named(
            String role, Map<String, String> known, Map<String, Set<String>> implied, ReadIssues issues) {
        Set<String> names = new HashSet<>();
        Set<String> seen = new HashSet<>(Set.of(role));
        Deque<String> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            String id = open.pop();
            String name = known.get(id);
            if (name != null) {
                names.add(name);
            } else if (id.equals(role)) {
                // A role that belongs to a domain is not listed; it counts by the roles that it implies.
                if (implied.getOrDefault(id, Set.of()).isEmpty()) {
                    issues.add("the role " + id + " is assigned, but not listed");
                }
            }
            implied.getOrDefault(id, Set.of()).stream().filter(seen::add).forEach(open::push);
        }
        return names;
    }

    private Policy policy(String role) {
        String meaning = meanings.getOrDefault(role, role);
        if (meaning.equals(KeystoneSettings.OWNER)) {
            return OWNER;
        }
        return meaning.equals(KeystoneSettings.CUSTOM)
                ? new Policy.CustomPolicy(
                        role,
                        SystemPolicies.named(SystemPolicies.COMMON_OPERATIONS).statements())
                : SystemPolicies.named(meaning);
    }

    @Override
    public Standing standing(IamId user, ProjectId project, Powers powers) throws UnavailableException {
        Set<String> roles = switch (powers) {
            case Powers.OfUser _ -> rolesOf(user, project);
            case Powers.OfLogin(Set<String> ids) -> ids;
            case Powers.Delegated(Set<String> ids) -> ids;
        };
        if (roles.isEmpty()) {
            return new Standing(false, Set.of(), Set.of());
        }
        ReadContext context = ReadContext.anew();
        Set<String> names = new HashSet<>();
        named(roles, context).values().forEach(names::addAll);
        context.issues().requireNone();
        Set<Policy> policies = names.stream().map(this::policy).collect(Collectors.toCollection(HashSet::new));
        policies.forEach(policy -> names.add(policy.name()));
        return new Standing(policies.remove(OWNER), policies, names);
    }

    /// The roles of the token itself: a token that was made for a program or for another person has fewer than its
    /// user.
    @Override
    public Powers powers(JsonNode token) {
        Set<String> roles = new HashSet<>();
        token.path("roles").forEach(role -> roles.add(Listing.text(role, "id")));
        return DELEGATIONS.stream().anyMatch(token::has) ? new Powers.Delegated(roles) : new Powers.OfLogin(roles);
    }

    private Set<String> rolesOf(IamId user, ProjectId project) throws UnavailableException {
        ReadIssues issues = new ReadIssues();
        Set<String> roles = new HashSet<>();
        String who = "effective&user.id=" + encoded(user.value()) + "&scope.";
        for (String scope : List.of("project.id=" + project, "domain.id=" + encoded(domain))) {
            assignments(who + scope, issues).forEach(one -> roles.add(one.role()));
        }
        issues.requireNone();
        return roles;
    }

    /// Keystone stores an EC2 credential under the hash of its public half. It is only valid in its own project.
    @Override
    public Optional<AccessKey> accessKey(String access) throws UnavailableException {
        return client.call(
                        Call.get(Part.IAM_USER, "/v3/credentials/" + Sha256.hex(access)),
                        Listing.one("credential", item -> key(access, item)))
                .flatMap(found -> found);
    }

    private static Optional<AccessKey> key(String access, JsonNode item) {
        JsonNode blob;
        try {
            blob = AnswerReader.JSON.readTree(Listing.text(item, "blob"));
        } catch (JsonProcessingException e) {
            // The exception would repeat the blob.
            throw new IllegalArgumentException("a blob that is no JSON");
        }
        if (!item.path("type").asText("").equals("ec2")
                || !blob.path("access").asText("").equals(access)) {
            return Optional.empty();
        }
        if (DELEGATED_KEYS.stream().anyMatch(field -> blob.hasNonNull(field))) {
            return Optional.empty();
        }
        String project = item.path("project_id").asText("");
        if (!ProjectId.isValid(project)) {
            return Optional.empty();
        }
        return Optional.of(new AccessKey(
                access,
                Secret.of(Listing.text(blob, "secret")),
                new IamId(Listing.text(item, "user_id")),
                new ProjectId(project)));
    }

    /// Expired tokens are returned too, so that their owners learn why they are refused.
    @Override
    public String validation() {
        return "?nocatalog&allow_expired=1";
    }
}
