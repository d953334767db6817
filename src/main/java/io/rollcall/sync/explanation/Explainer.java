package io.rollcall.sync.explanation;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UserName;
import io.rollcall.policy.Policy;
import io.rollcall.sync.explanation.Explanation.Because;
import io.rollcall.sync.explanation.Explanation.Condition;
import io.rollcall.sync.explanation.Explanation.Step;
import io.rollcall.sync.ownership.Ownership;
import io.rollcall.sync.rules.Entitlement;
import io.rollcall.sync.rules.Entitlements;
import io.rollcall.sync.rules.PlanRules;
import io.rollcall.sync.scope.Scope;
import io.rollcall.sync.source.IamGroup;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.IamUser;
import io.rollcall.sync.target.ObjectKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Explains one user in one cluster: from what the IAM says now, by the rules of the cluster, against what is
/// recorded of the cluster's Manager.
public final class Explainer {
    private final IamSnapshot iam;
    private final PlanRules rules;
    private final Entitlements entitlements;
    private final Holdings holdings;
    private final @Nullable IamUser user;
    private final List<IamGroup> groups;
    private final List<IamGroup> eligible;
    private final List<Step> steps = new ArrayList<>();

    private Explainer(
            IamSnapshot iam, PlanRules rules, Holdings holdings, @Nullable IamUser user, List<IamGroup> groups) {
        this.iam = iam;
        this.rules = rules;
        this.entitlements = rules.entitlements();
        this.holdings = holdings;
        this.user = user;
        this.groups = groups;
        this.eligible = groups.stream()
                .filter(group -> entitlements.makeEligible(group.policies()))
                .toList();
    }

    /// Explains a user.
    ///
    /// @param iam a read that has the user with all groups
    /// @param holdings what is recorded of that user, by id or, where the IAM does not know the name, by name
    public static Explanation explain(UserName name, IamSnapshot iam, PlanRules rules, Holdings holdings) {
        IamUser user = find(name, iam);
        return new Explainer(iam, rules, holdings, user, groupsOf(user, iam)).explain();
    }

    /// Why a user of the IAM is not eligible for an account, or cannot have one; empty for a user who is eligible.
    ///
    /// @param groups all groups of the user
    public static Optional<String> whyNotEligible(
            IamUser user, List<IamGroup> groups, IamSnapshot iam, PlanRules rules) {
        Holdings none = new Holdings(null, null, Map.of(), Scope.EMPTY);
        Explainer explainer = new Explainer(iam, rules, none, user, groups);
        explainer.eligibility(user);
        explainer.name(user.name());
        return explainer.steps.stream()
                .filter(step -> !step.passed())
                .map(Step::detail)
                .findFirst();
    }

    /// The user of that name.
    public static @Nullable IamUser find(UserName name, IamSnapshot iam) {
        return iam.users().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /// The groups that a read of the IAM has the user in, by name.
    public static List<IamGroup> groupsOf(@Nullable IamUser user, IamSnapshot iam) {
        return user == null
                ? List.of()
                : iam.groups().stream()
                        .filter(group -> group.members().contains(user.id()))
                        .sorted((one, other) -> one.name().compareTo(other.name()))
                        .toList();
    }

    private Explanation explain() {
        steps();
        IamId id = user != null ? user.id() : holdings.id();
        List<Explanation.Group> all = allGroups();
        List<Explanation.Role> roles = roles();
        if (steps.stream().allMatch(Step::passed)) {
            presence(
                    Condition.ACCOUNT,
                    holdings.account() != null ? List.of() : List.of("the account"),
                    "the account is there");
        }
        if (holdings.account() != null && user != null && !eligible.isEmpty()) {
            presence(
                    Condition.GROUPS,
                    all.stream()
                            .filter(group -> !group.present())
                            .map(this::missing)
                            .toList(),
                    "all groups are there");
            presence(
                    Condition.ROLES,
                    roles.stream()
                            .filter(role -> !role.present())
                            .map(this::missing)
                            .toList(),
                    "all roles are given");
        }
        return new Explanation(id, steps, holdings.name(), all, roles, accountGoesIf());
    }

    private void steps() {
        if (user == null) {
            steps.add(new Step(
                    Condition.FOUND,
                    false,
                    holdings.account() == null
                            ? "the IAM has no such user"
                            : "the IAM has no such user any more: the next synchronization removes the account"));
            return;
        }
        steps.add(new Step(Condition.FOUND, true, "the IAM has the user with the id " + user.id()));
        eligibility(user);
        name(user.name());
        asked(user);
    }

    private void eligibility(IamUser one) {
        if (!one.enabled()) {
            fail(Condition.ELIGIBLE, iam.unclear().getOrDefault(one.id(), "the user is disabled in the IAM"));
        } else if (groups.isEmpty()) {
            fail(Condition.ELIGIBLE, "the user is in no group, and only groups hold policies that count");
        } else if (eligible.isEmpty()) {
            fail(
                    Condition.ELIGIBLE,
                    "the user is in no group that holds an MRS policy on the cluster's project: " + described());
        } else {
            steps.add(new Step(
                    Condition.ELIGIBLE,
                    true,
                    eligible.stream()
                            .map(group -> group.name() + " holds " + counting(group))
                            .collect(Collectors.joining("; "))));
        }
    }

    private String described() {
        return groups.stream()
                .map(group -> group.policies().isEmpty()
                        ? group.name() + " holds no policy there"
                        : group.name() + " holds only "
                                + group.policies().stream()
                                        .map(Policy::name)
                                        .sorted()
                                        .collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
    }

    private String counting(IamGroup group) {
        return counted(group).map(Policy::name).sorted().collect(Collectors.joining(", "));
    }

    private java.util.stream.Stream<Policy> counted(IamGroup group) {
        return group.policies().stream().filter(policy -> entitlements.makeEligible(List.of(policy)));
    }

    private void name(UserName name) {
        Optional<String> broken =
                rules.names().brokenBy(name).or(() -> rules.names().reservedBy(name));
        steps.add(new Step(
                Condition.NAME,
                broken.isEmpty(),
                broken.orElse("the Manager can hold the name, and it is free to use")));
    }

    private void asked(IamUser one) {
        Scope scope = holdings.scope();
        if (has(scope.cancelled(), ObjectKind.USER, one.id(), one.name().value())) {
            fail(Condition.ASKED, "the user was cancelled");
        } else if (scope.everything()) {
            steps.add(new Step(Condition.ASKED, true, "everybody was asked for"));
        } else if (has(scope.asked(), ObjectKind.USER, one.id(), one.name().value())) {
            steps.add(new Step(Condition.ASKED, true, "the user was asked for by name"));
        } else if (holdings.account() != null) {
            steps.add(new Step(Condition.ASKED, true, "the user is in the Manager by an earlier request"));
        } else {
            fail(
                    Condition.ASKED,
                    scope.isEmpty()
                            ? "nothing has been asked for in this cluster yet"
                            : "the user has not been asked for in this cluster");
        }
    }

    private static boolean has(Collection<Scope.Entry> entries, ObjectKind kind, IamId id, String name) {
        return entries.stream()
                .anyMatch(entry -> entry.kind() == kind
                        && (entry.id() == null ? entry.name().equals(name) : id.equals(entry.id())));
    }

    private void fail(Condition condition, String detail) {
        steps.add(new Step(condition, false, detail));
    }

    private void presence(Condition condition, List<String> missing, String present) {
        steps.add(
                missing.isEmpty()
                        ? new Step(condition, true, present)
                        : new Step(
                                condition,
                                false,
                                "not made by a synchronization so far: " + String.join(", ", missing)));
    }

    /// A group that is not there, and why the next synchronization does not make it either.
    private String missing(Explanation.Group group) {
        return group.name()
                + (group.ofManager()
                        ? ""
                        : refusal(group.name())
                                .map(rule -> " (refused: " + rule + ")")
                                .orElse(""));
    }

    /// A role that is not given, and why the next synchronization does not give it either.
    private String missing(Explanation.Role role) {
        boolean never = role.because().stream()
                .allMatch(because -> refusal(because.group()).isPresent());
        return role.name()
                + (never
                        ? " (only given by groups that are refused: "
                                + role.because().stream()
                                        .map(because -> because.group().value())
                                        .distinct()
                                        .collect(Collectors.joining(", "))
                                + ")"
                        : "");
    }

    private Optional<String> refusal(GroupName name) {
        return rules.names().brokenBy(name).or(() -> rules.names().reservedBy(name));
    }

    /// The copies of the groups of the IAM, and the Manager's own groups that policies give.
    private List<Explanation.Group> allGroups() {
        List<Explanation.Group> all = new ArrayList<>();
        boolean in = holdings.account() != null;
        for (IamGroup group : eligible) {
            List<Because> because = counted(group)
                    .map(policy -> new Because(policy.name(), group.name()))
                    .sorted((one, other) -> one.policy().compareTo(other.policy()))
                    .toList();
            all.add(new Explanation.Group(
                    group.name(),
                    false,
                    in && holdings.groups().containsKey(group.id()),
                    because,
                    List.of(
                            "the user leaves the group " + group.name() + " in the IAM",
                            "the group " + group.name() + " loses " + everyOf(because))));
        }
        SortedMap<GroupName, List<Because>> given = new TreeMap<>();
        each((entitlement, because) -> entitlement
                .managerGroups()
                .forEach(name ->
                        given.computeIfAbsent(name, _ -> new ArrayList<>()).add(because)));
        Ownership.UserEntry account = holdings.account();
        given.forEach((name, because) -> all.add(new Explanation.Group(
                name, true, account != null && account.granted().contains(name), because, List.of(goes(because)))));
        return all;
    }

    private List<Explanation.Role> roles() {
        SortedMap<RoleName, List<Because>> given = new TreeMap<>();
        each((entitlement, because) -> entitlement
                .roles()
                .forEach(name ->
                        given.computeIfAbsent(name, _ -> new ArrayList<>()).add(because)));
        List<Explanation.Role> roles = new ArrayList<>();
        given.forEach((name, because) -> roles.add(new Explanation.Role(
                name.value(),
                holdings.account() != null
                        && holdings.groups().values().stream()
                                .anyMatch(group -> group.granted().contains(name)),
                because,
                List.of(goes(because)))));
        return roles;
    }

    private interface Gift {
        void of(Entitlement entitlement, Because because);
    }

    private void each(Gift gift) {
        for (IamGroup group : eligible) {
            group.policies().stream()
                    .sorted((one, other) -> one.name().compareTo(other.name()))
                    .forEach(policy ->
                            gift.of(entitlements.of(List.of(policy)), new Because(policy.name(), group.name())));
        }
    }

    private static String everyOf(List<Because> because) {
        return because.stream().map(Because::policy).collect(Collectors.joining(" and "));
    }

    private static String goes(List<Because> because) {
        return because.stream()
                .map(one -> "the user leaves " + one.group() + ", or " + one.group() + " loses " + one.policy())
                .collect(Collectors.joining("; and "));
    }

    private List<String> accountGoesIf() {
        if (holdings.account() == null) {
            return List.of();
        }
        List<String> ways = new ArrayList<>();
        ways.add("the user is disabled or deleted in the IAM");
        if (!eligible.isEmpty()) {
            ways.add("the user is left in no group that holds an MRS policy: now "
                    + eligible.stream().map(group -> group.name().value()).collect(Collectors.joining(", ")));
        }
        ways.add("the user is cancelled");
        return ways;
    }
}
