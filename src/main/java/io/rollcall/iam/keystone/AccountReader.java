package io.rollcall.iam.keystone;

import static io.rollcall.iam.http.IamClient.encoded;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UnavailableException.Part;
import io.rollcall.cluster.UserName;
import io.rollcall.document.Values;
import io.rollcall.iam.http.IamClient;
import io.rollcall.iam.http.IamClient.Call;
import io.rollcall.iam.http.Items;
import io.rollcall.iam.http.Listing;
import io.rollcall.iam.http.Parallel;
import io.rollcall.iam.http.ReadContext;
import io.rollcall.iam.http.ReadIssues;
import io.rollcall.iam.http.Row;
import io.rollcall.policy.Policy;
import io.rollcall.sync.source.IamGroup;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.IamUser;
import io.rollcall.sync.source.Selection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Reads the users and groups of one domain. The number of calls grows with the groups whose policies matter to a
/// cluster, not with the users: rights are read first, and members only where they make a difference.
///
/// A call that fails ends the read. An answer that cannot be complete is recorded as an issue, and the snapshot
/// says so (R23): an entry listed twice, a member or a role that is listed nowhere, a page that is
/// missing, numbers that disagree, no users or no groups at all. A single group that seems to be empty is read
/// twice, as this would withdraw rights.
final class AccountReader {
    static final Items<User> USERS =
            Items.of("users", AccountReader::readUser, "name", "enabled", "description", "domain_id");
    private static final Items<Group> GROUPS = groups(AccountReader::readGroup);

    private final IamClient client;
    private final Dialect dialect;
    private final String domain;
    private final String projectDomain;
    private final Predicate<Policy> matters;

    /// A member of a group.
    private record Member(IamId id, boolean ours) {}

    /// A group without what it holds.
    record Group(IamId id, GroupName name, String description) {}

    /// @param domain empty if the IAM does not say
    /// @param unclear what it says about whether the user may sign in, if that is neither yes nor no; else empty
    record User(IamUser user, String domain, String unclear) {}

    AccountReader(IamClient client, Dialect dialect, String domain, String projectDomain, Predicate<Policy> matters) {
        this.client = client;
        this.dialect = dialect;
        this.domain = domain;
        this.projectDomain = projectDomain;
        this.matters = matters;
    }

    IamSnapshot read(ProjectId project, Selection selection, ReadContext context) throws UnavailableException {
        Optional<String> owner = domainOf(project);
        if (owner.isEmpty()) {
            context.issues().add("the IAM has no project " + project);
        } else if (!owner.get().equals(projectDomain)) {
            context.issues()
                    .add("the project " + project + " is in the domain " + owner.get() + " of the IAM, not in "
                            + projectDomain + "; is project_domain right?");
        }
        return switch (selection) {
            case Selection.Everything _ -> everything(project, context);
            case Selection.Named named -> named(project, named, context);
        };
    }

    /// The domain of a project; empty if there is no such project.
    Optional<String> domainOf(ProjectId project) throws UnavailableException {
        return client.call(
                Call.get(Part.IAM_USER, "/v3/projects/" + project),
                Listing.one("project", item -> Listing.text(item, "domain_id")));
    }

    private IamSnapshot everything(ProjectId project, ReadContext context) throws UnavailableException {
        Map<String, User> users = context.once("users", this::users);
        List<Group> groups = context.once("groups", this::groups);
        if (users.isEmpty() || groups.isEmpty()) {
            context.issues().add("the IAM lists " + users.size() + " users and " + groups.size() + " groups");
        }
        Map<IamId, Set<Policy>> held = policies(groups, dialect.grants(project, Optional.empty(), context), context);
        Map<IamId, Set<IamId>> members = members(
                groups.stream().filter(group -> matters(held, group)).toList(),
                group -> context.once("members " + group.id(), issues -> members(group, users, issues)));
        return snapshot(List.copyOf(users.values()), groups, held, members, context);
    }

    private Map<String, User> users(ReadIssues issues) throws UnavailableException {
        Map<String, User> users = new LinkedHashMap<>();
        String path = "/v3/users?domain_id=" + encoded(domain);
        for (User user : list(Part.IAM_USER, path, USERS, issues)) {
            if (isOurs(user) && users.put(user.user().id().value(), user) != null) {
                issues.add("the user " + user.user().name() + " is listed twice");
            }
        }
        return users;
    }

    private List<Group> groups(ReadIssues issues) throws UnavailableException {
        String path = "/v3/groups?domain_id=" + encoded(domain);
        return once(list(Part.IAM_GROUP, path, GROUPS, issues), issues);
    }

    /// Of a group that is only read because of a named user, only the named users among its members matter, and
    /// the users' own lists of groups show them.
    private IamSnapshot named(ProjectId project, Selection.Named named, ReadContext context)
            throws UnavailableException {
        ReadIssues issues = context.issues();
        List<User> users = new ArrayList<>();
        Parallel.map(named.users(), name -> byName(name, issues)).forEach(found -> found.ifPresent(users::add));
        Map<IamId, Group> groups = new LinkedHashMap<>();
        Map<IamId, Set<IamId>> members = new HashMap<>();
        List<List<Group>> groupsOf = Parallel.map(users, user -> groupsOf(user.user(), issues));
        for (int i = 0; i < users.size(); i++) {
            for (Group group : groupsOf.get(i)) {
                groups.put(group.id(), group);
                members.computeIfAbsent(group.id(), _ -> new HashSet<>())
                        .add(users.get(i).user().id());
            }
        }
        List<Group> asked = Parallel.map(named.groups(), name -> byName(name, issues)).stream()
                .flatMap(List::stream)
                .toList();
        asked.forEach(group -> groups.put(group.id(), group));
        Map<IamId, Set<String>> grants = groups.isEmpty()
                ? Map.of()
                : dialect.grants(project, Optional.of(Set.copyOf(groups.keySet())), context);
        Map<IamId, Set<Policy>> held = policies(groups.values(), grants, context);
        List<Group> whole = asked.stream().filter(group -> matters(held, group)).toList();
        members(whole, group -> members(group, Map.of(), issues)).forEach((group, all) -> {
            if (!all.containsAll(members.getOrDefault(group, Set.of()))) {
                issues.add("a user has the group " + group + ", which does not list the user");
            }
            members.put(group, all);
        });
        return snapshot(users, groups.values(), held, members, context);
    }

    /// The policies of each group that holds any.
    private Map<IamId, Set<Policy>> policies(
            Collection<Group> groups, Map<IamId, Set<String>> grants, ReadContext context) throws UnavailableException {
        Set<String> roles = new HashSet<>();
        groups.forEach(group -> roles.addAll(grants.getOrDefault(group.id(), Set.of())));
        Map<String, Set<Policy>> meanings = roles.isEmpty() ? Map.of() : dialect.policies(roles, context);
        Map<IamId, Set<Policy>> held = new HashMap<>();
        for (Group group : groups) {
            Set<Policy> policies = new HashSet<>();
            grants.getOrDefault(group.id(), Set.of())
                    .forEach(role -> policies.addAll(meanings.getOrDefault(role, Set.of())));
            held.put(group.id(), policies);
        }
        return held;
    }

    private boolean matters(Map<IamId, Set<Policy>> held, Group group) {
        return held.getOrDefault(group.id(), Set.of()).stream().anyMatch(matters);
    }

    /// Groups that were deleted meanwhile are missing.
    private static Map<IamId, Set<IamId>> members(List<Group> groups, Parallel.Call<Group, Optional<Set<IamId>>> call)
            throws UnavailableException {
        List<Optional<Set<IamId>>> all = Parallel.map(groups, call);
        Map<IamId, Set<IamId>> members = HashMap.newHashMap(groups.size());
        for (int i = 0; i < groups.size(); i++) {
            IamId group = groups.get(i).id();
            all.get(i).ifPresent(known -> members.put(group, known));
        }
        return members;
    }

    private static IamSnapshot snapshot(
            List<User> users,
            Collection<Group> groups,
            Map<IamId, Set<Policy>> held,
            Map<IamId, Set<IamId>> members,
            ReadContext context) {
        List<IamGroup> read = groups.stream()
                .map(group -> new IamGroup(
                        group.id(),
                        group.name(),
                        group.description(),
                        members.getOrDefault(group.id(), Set.of()),
                        held.getOrDefault(group.id(), Set.of())))
                .toList();
        Map<IamId, String> unclear = new HashMap<>();
        users.stream()
                .filter(user -> !user.unclear().isEmpty())
                .forEach(user -> unclear.put(user.user().id(), user.unclear()));
        return new IamSnapshot(
                users.stream().map(User::user).toList(), read, context.issues().completeness(), unclear);
    }

    private Optional<User> byName(UserName name, ReadIssues issues) throws UnavailableException {
        String path = "/v3/users?domain_id=" + encoded(domain) + "&name=" + encoded(name.value());
        List<User> found = list(Part.IAM_USER, path, USERS, issues).stream()
                .filter(this::isOurs)
                .filter(user -> user.user().name().equals(name))
                .toList();
        if (found.size() > 1) {
            issues.add("the user " + name + " is listed twice");
        }
        return found.stream().findFirst();
    }

    private List<Group> byName(GroupName name, ReadIssues issues) throws UnavailableException {
        String path = "/v3/groups?domain_id=" + encoded(domain) + "&name=" + encoded(name.value());
        return once(list(Part.IAM_GROUP, path, GROUPS, issues), issues).stream()
                .filter(group -> group.name().equals(name))
                .toList();
    }

    private List<Group> groupsOf(IamUser user, ReadIssues issues) throws UnavailableException {
        String path = "/v3/users/" + encoded(user.id().value()) + "/groups";
        Optional<List<Group>> groups = Listing.all(client, Call.get(Part.IAM_GROUP, path), GROUPS, issues);
        if (groups.isEmpty()) {
            issues.add("the user " + user.name() + " went away while it was read");
        }
        return once(groups.orElse(List.of()), issues);
    }

    /// The members of a group who are users of the domain; empty if the group was deleted meanwhile.
    ///
    /// @param users all users of the domain; empty if they are not known
    private Optional<Set<IamId>> members(Group group, Map<String, User> users, ReadIssues issues)
            throws UnavailableException {
        // Users of other domains may be in a group of this domain; they are not synchronized.
        Items<Member> member = Items.of(
                "users",
                item -> domain.equals(item.at("domain_id").asText(domain))
                        ? new Member(member(item.text("id"), users, issues), true)
                        : new Member(new IamId(item.text("id")), false),
                "domain_id");
        Call call = Call.get(Part.IAM_GROUP, "/v3/groups/" + encoded(group.id().value()) + "/users");
        Optional<List<Member>> listed = Listing.all(client, call, member, issues);
        if (listed.isPresent() && listed.get().isEmpty()) {
            listed = Listing.all(client, call, member, issues);
            if (listed.isPresent() && !listed.get().isEmpty()) {
                issues.add("the group " + group.name() + " seemed to be empty at first");
            }
        }
        if (listed.isEmpty()) {
            issues.add("the group " + group.name() + " went away while it was read");
            return Optional.empty();
        }
        IamId[] ours =
                listed.get().stream().filter(Member::ours).map(Member::id).toArray(IamId[]::new);
        Set<IamId> members = IamGroup.members(ours);
        for (int i = members.size(); i < ours.length; i++) {
            issues.add("a member of the group " + group.name() + " is listed twice");
        }
        return Optional.of(members);
    }

    private static IamId member(String id, Map<String, User> users, ReadIssues issues) {
        User user = users.get(id);
        if (user == null && !users.isEmpty()) {
            issues.add("the member " + id + " of a group is not listed as a user");
        }
        // The same object for every membership: there are many more memberships than users.
        return user == null ? new IamId(id) : user.user().id();
    }

    private <T> List<T> list(Part part, String path, Items<T> wanted, ReadIssues issues) throws UnavailableException {
        return Listing.all(client, Call.get(part, path), wanted, issues)
                .orElseThrow(() ->
                        new UnavailableException(part, "the IAM has no " + path + "; is the url that of its API v3?"));
    }

    private static List<Group> once(Collection<Group> groups, ReadIssues issues) {
        Map<IamId, Group> byId = new LinkedHashMap<>();
        for (Group group : groups) {
            if (byId.put(group.id(), group) != null) {
                issues.add("the group " + group.name() + " is listed twice");
            }
        }
        return List.copyOf(byId.values());
    }

    private boolean isOurs(User user) {
        return user.domain().isEmpty() || user.domain().equals(domain);
    }

    /// A user with an unusable name stays in the list under a name that no Manager accepts, so that the user does
    /// not count as deleted. A value that is neither true nor false counts as disabled.
    private static User readUser(Row item) {
        IamId id = new IamId(item.text("id"));
        JsonNode enabled = item.at("enabled");
        boolean clear = enabled.isBoolean() || enabled.isMissingNode();
        IamUser user = new IamUser(
                id,
                new UserName(UnusableName.orName(id, item.at("name"))),
                clear && enabled.asBoolean(true),
                item.at("description").asText(""));
        String unclear = clear
                ? ""
                : "counts as disabled: the IAM says \"enabled\": " + Values.excerpt(enabled.toString())
                        + ", which is neither true nor false (id " + id + ")";
        return new User(user, item.at("domain_id").asText(""), unclear);
    }

    /// The groups of a list, as something else is made of them.
    static <T> Items<T> groups(Items.Making<T> making) {
        return Items.of("groups", making, "name", "description", "domain_id");
    }

    static Group readGroup(Row item) {
        IamId id = new IamId(item.text("id"));
        GroupName name = new GroupName(UnusableName.orName(id, item.at("name")));
        return new Group(id, name, item.at("description").asText(""));
    }
}
