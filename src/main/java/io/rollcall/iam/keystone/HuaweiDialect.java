package io.rollcall.iam.keystone;

import static io.rollcall.iam.http.IamClient.encoded;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.access.AccessKey;
import io.rollcall.access.Powers;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UnavailableException.Part;
import io.rollcall.iam.Conditions;
import io.rollcall.iam.http.IamClient;
import io.rollcall.iam.http.IamClient.Call;
import io.rollcall.iam.http.Items;
import io.rollcall.iam.http.Listing;
import io.rollcall.iam.http.Parallel;
import io.rollcall.iam.http.ReadContext;
import io.rollcall.iam.http.ReadIssues;
import io.rollcall.policy.Policy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The IAM of Huawei Cloud with roles and policies (contract, section 6). Rights come through groups alone.
final class HuaweiDialect implements Dialect {
    /// The most that the IAM gives (contract, 6.1).
    private static final int PER_PAGE = 50;

    private static final int MOST_PAGES = 100_000;

    private final IamClient client;
    private final String account;

    HuaweiDialect(IamClient client, String account) {
        this.client = client;
        this.account = account;
    }

    @Override
    public Map<IamId, Set<String>> grants(ProjectId project, Optional<Set<IamId>> groups, ReadContext context)
            throws UnavailableException {
        List<RoleAssignment> assignments = new ArrayList<>();
        if (groups.isPresent()) {
            Parallel.map(groups.get(), id -> assignments("subject.group_id=" + encoded(id.value()), context.issues()))
                    .forEach(assignments::addAll);
        } else {
            assignments.addAll(context.once("assignments", issues -> assignments("subject=group", issues)));
        }
        Map<IamId, Set<String>> grants = new HashMap<>();
        for (RoleAssignment one : assignments) {
            boolean here = one.project().equals(project.value()) || one.domain().equals(account);
            if (here && !one.group().isEmpty()) {
                grants.computeIfAbsent(new IamId(one.group()), _ -> new HashSet<>())
                        .add(one.role());
            }
        }
        return grants;
    }

    /// A document that cannot be understood grants nothing, and withdraws nothing from users who held the policy
    /// before.
    private static Optional<Policy> understood(String id, JsonNode role, ReadIssues issues) {
        try {
            Policy policy = PolicyDocument.of(role);
            Conditions.tell(policy);
            return Optional.of(policy);
        } catch (IllegalArgumentException e) {
            issues.add("the policy " + id + " cannot be understood: " + e.getMessage());
            return Optional.empty();
        }
    }

    /// All pages of a list of assignments. The first one says how many there are.
    private Set<RoleAssignment> assignments(String subject, ReadIssues issues) throws UnavailableException {
        Listing.Page<RoleAssignment> first = page(subject, 1);
        long total = first.total().orElse(0);
        long pages = (total + PER_PAGE - 1) / PER_PAGE;
        if (pages > MOST_PAGES) {
            throw new UnavailableException(Part.IAM_USER, "the IAM says that there are " + total + " assignments");
        }
        issues.addAll(first.issues());
        List<Listing.Page<RoleAssignment>> rest =
                Parallel.map(IntStream.rangeClosed(2, (int) pages).boxed().toList(), number -> page(subject, number));
        Set<RoleAssignment> all = new HashSet<>(first.items());
        long read = first.items().size();
        for (Listing.Page<RoleAssignment> page : rest) {
            if (!page.total().equals(first.total())) {
                issues.add("the number of role assignments changed while they were read");
            }
            issues.addAll(page.issues());
            read += page.items().size();
            all.addAll(page.items());
        }
        if (read != total) {
            issues.add("there should be " + total + " role assignments, but " + read + " were listed");
        } else if (all.size() != read) {
            issues.add((read - all.size()) + " of " + total + " role assignments are listed twice");
        }
        return all;
    }

    private Listing.Page<RoleAssignment> page(String subject, int number) throws UnavailableException {
        String path = "/v3.0/OS-PERMISSION/role-assignments?domain_id=" + encoded(account) + "&" + subject + "&page="
                + number + "&per_page=" + PER_PAGE;
        Listing.Page<RoleAssignment> page = client.call(
                        Call.get(Part.IAM_USER, path), Listing.page(RoleAssignment.ITEMS))
                .orElseThrow(() -> new UnavailableException(Part.IAM_USER, "the IAM has no " + path));
        if (page.total().isEmpty()) {
            throw new UnavailableException(Part.IAM_USER, "the IAM does not say how many role assignments there are");
        }
        return page;
    }

    @Override
    public Map<String, Set<Policy>> policies(Collection<String> roles, ReadContext context)
            throws UnavailableException {
        Map<String, Set<Policy>> policies = new HashMap<>();
        List<String> ids = List.copyOf(Set.copyOf(roles));
        List<Optional<Optional<Policy>>> found = Parallel.map(
                ids,
                id -> context.once(
                        "role " + id,
                        issues -> client.call(
                                Call.get(Part.IAM_USER, "/v3/roles/" + encoded(id)),
                                Listing.one("role", item -> understood(id, item, issues)))));
        for (int i = 0; i < ids.size(); i++) {
            String id = ids.get(i);
            found.get(i)
                    .ifPresentOrElse(
                            policy -> policies.put(id, policy.map(Set::of).orElse(Set.of())),
                            () -> context.issues().add("the role " + id + " is assigned, but not there"));
        }
        return policies;
    }

    @Override
    public Standing standing(IamId user, ProjectId project, Powers powers) throws UnavailableException {
        switch (powers) {
            case Powers.OfUser _, Powers.OfLogin _ -> {}
            // An agency acts for the account, and its rights are not published.
            case Powers.Delegated _ -> {
                return new Standing(false, Set.of(), Set.of());
            }
        }
        if (isOwner(user)) {
            return new Standing(true, Set.of(), Set.of());
        }
        ReadContext context = ReadContext.anew();
        Set<String> roles = rolesOf(user, project);
        Set<Policy> policies = new HashSet<>();
        if (!roles.isEmpty()) {
            policies(roles, context).values().forEach(policies::addAll);
        }
        context.issues().requireNone();
        return new Standing(false, policies, policies.stream().map(Policy::name).collect(Collectors.toSet()));
    }

    /// The ids of roles in its tokens are always 0 (contract, 6.1), so the groups of the user are read instead.
    @Override
    public Powers powers(JsonNode token) {
        return token.has("assumed_by") ? new Powers.Delegated(Set.of()) : new Powers.OfUser();
    }

    private Set<String> rolesOf(IamId user, ProjectId project) throws UnavailableException {
        ReadContext context = ReadContext.anew();
        Optional<List<IamId>> groups = Listing.all(
                client,
                Call.get(Part.IAM_GROUP, "/v3/users/" + encoded(user.value()) + "/groups"),
                Items.of("groups", item -> new IamId(item.text("id"))),
                context.issues());
        if (groups.isEmpty() || groups.get().isEmpty()) {
            return Set.of();
        }
        Set<IamId> ids = Set.copyOf(groups.get());
        Set<String> roles = new HashSet<>();
        grants(project, Optional.of(ids), context).forEach((group, held) -> {
            if (ids.contains(group)) {
                roles.addAll(held);
            }
        });
        context.issues().requireNone();
        return roles;
    }

    private boolean isOwner(IamId user) throws UnavailableException {
        return client.call(
                        Call.get(Part.IAM_USER, "/v3.0/OS-USER/users/" + encoded(user.value())),
                        Listing.one(
                                "user",
                                (JsonNode item) -> item.path("is_domain_owner").asBoolean(false)))
                .orElse(false);
    }

    /// The IAM never reveals the secret of a key, so signatures of its users cannot be checked here.
    @Override
    public Optional<AccessKey> accessKey(String access) {
        return Optional.empty();
    }

    @Override
    public String validation() {
        return "?nocatalog=true";
    }
}
