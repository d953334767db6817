package io.rollcall.iam.keystone;

import static io.rollcall.iam.keystone.IamClient.encoded;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UnavailableException.Part;
import io.rollcall.cluster.UserName;
import io.rollcall.iam.keystone.IamClient.Call;
import io.rollcall.sync.IamGroup;
import io.rollcall.sync.IamSnapshot;
import io.rollcall.sync.IamUser;
import io.rollcall.sync.Policy;
import io.rollcall.sync.Selection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Reads the users and groups of one domain. The number of calls grows with the groups, not with the users.
///
/// A call that fails ends the read. What succeeds but cannot be the whole truth is a doubt, and the snapshot
/// says so (decision 23): something listed twice, a member or a role that is nowhere, a page that is missing,
/// numbers that disagree, no users or no groups at all. A single group that seems to be empty is asked twice,
/// as this is what takes rights away.
final class AccountReader {
    private final IamClient client;
    private final Dialect dialect;
    private final String domain;

    /// A group without what it holds.
    private record Group(String id, String name, String description) {}

    /// @param domain empty if the IAM does not say
    private record User(IamUser user, String domain) {}

    AccountReader(IamClient client, Dialect dialect, String domain) {
        this.client = client;
        this.dialect = dialect;
        this.domain = domain;
    }

    IamSnapshot read(ProjectId project, Selection selection) throws UnavailableException {
        Doubts doubts = new Doubts();
        Optional<String> owner = domainOf(project);
        if (owner.isEmpty() || !owner.get().equals(domain)) {
            doubts.add("the IAM has no project " + project + " in the domain " + domain);
        }
        return switch (selection) {
            case Selection.Everything _ -> everything(project, doubts);
            case Selection.Named named -> named(project, named, doubts);
        };
    }

    /// The domain of a project; empty if there is no such project.
    Optional<String> domainOf(ProjectId project) throws UnavailableException {
        return client.call(
                Call.get(Part.IAM_USER, "/v3/projects/" + project),
                Listing.one("project", item -> Listing.text(item, "domain_id")));
    }

    /// The user; empty if there is none of that id in the domain.
    Optional<IamUser> user(IamId id) throws UnavailableException {
        return client.call(
                        Call.get(Part.IAM_USER, "/v3/users/" + encoded(id.value())),
                        Listing.one("user", AccountReader::readUser))
                .filter(this::isOurs)
                .map(User::user);
    }

    private IamSnapshot everything(ProjectId project, Doubts doubts) throws UnavailableException {
        String all = "?domain_id=" + encoded(domain);
        Map<String, IamUser> users = new LinkedHashMap<>();
        for (User user : list(Part.IAM_USER, "/v3/users" + all, "users", AccountReader::readUser, doubts)) {
            if (isOurs(user) && users.put(user.user().id().value(), user.user()) != null) {
                doubts.add("the user " + user.user().name() + " is listed twice");
            }
        }
        List<Group> groups =
                once(list(Part.IAM_GROUP, "/v3/groups" + all, "groups", AccountReader::readGroup, doubts), doubts);
        if (users.isEmpty() || groups.isEmpty()) {
            doubts.add("the IAM lists " + users.size() + " users and " + groups.size() + " groups");
        }
        Map<String, Set<String>> grants = dialect.grants(project, Optional.empty(), doubts);
        Function<String, IamId> known = id -> {
            IamUser user = users.get(id);
            if (user == null) {
                doubts.add("the member " + id + " of a group is not listed as a user");
                return new IamId(id);
            }
            // The same object for every membership: there are many more of them than users.
            return user.id();
        };
        return new IamSnapshot(
                List.copyOf(users.values()), withMembers(groups, grants, known, doubts), doubts.completeness());
    }

    private IamSnapshot named(ProjectId project, Selection.Named named, Doubts doubts) throws UnavailableException {
        List<IamUser> users = new ArrayList<>();
        Parallel.map(named.users(), name -> byName(name, doubts)).forEach(found -> found.ifPresent(users::add));
        List<Group> found = new ArrayList<>();
        Map<String, Set<IamId>> expected = new HashMap<>();
        List<List<Group>> groupsOf = Parallel.map(users, user -> groupsOf(user, doubts));
        for (int i = 0; i < users.size(); i++) {
            for (Group group : groupsOf.get(i)) {
                found.add(group);
                expected.computeIfAbsent(group.id(), _ -> new HashSet<>())
                        .add(users.get(i).id());
            }
        }
        Parallel.map(named.groups(), name -> byName(name, doubts)).forEach(found::addAll);
        Map<String, Group> groups = new LinkedHashMap<>();
        found.forEach(group -> groups.put(group.id(), group));
        Map<String, Set<String>> grants =
                groups.isEmpty() ? Map.of() : dialect.grants(project, Optional.of(Set.copyOf(groups.keySet())), doubts);
        List<IamGroup> read = withMembers(List.copyOf(groups.values()), grants, IamId::new, doubts);
        for (IamGroup group : read) {
            if (!group.members().containsAll(expected.getOrDefault(group.id().value(), Set.of()))) {
                doubts.add("a user has the group " + group.name() + ", which does not list the user");
            }
        }
        return new IamSnapshot(users, read, doubts.completeness());
    }

    private Optional<IamUser> byName(UserName name, Doubts doubts) throws UnavailableException {
        String path = "/v3/users?domain_id=" + encoded(domain) + "&name=" + encoded(name.value());
        List<IamUser> found = list(Part.IAM_USER, path, "users", AccountReader::readUser, doubts).stream()
                .filter(this::isOurs)
                .map(User::user)
                .filter(user -> user.name().equals(name))
                .toList();
        if (found.size() > 1) {
            doubts.add("the user " + name + " is listed twice");
        }
        return found.stream().findFirst();
    }

    private List<Group> byName(GroupName name, Doubts doubts) throws UnavailableException {
        String path = "/v3/groups?domain_id=" + encoded(domain) + "&name=" + encoded(name.value());
        return once(list(Part.IAM_GROUP, path, "groups", AccountReader::readGroup, doubts), doubts).stream()
                .filter(group -> group.name().equals(name.value()))
                .toList();
    }

    private List<Group> groupsOf(IamUser user, Doubts doubts) throws UnavailableException {
        String path = "/v3/users/" + encoded(user.id().value()) + "/groups";
        Optional<List<Group>> groups =
                Listing.all(client, Call.get(Part.IAM_GROUP, path), "groups", AccountReader::readGroup, doubts);
        if (groups.isEmpty()) {
            doubts.add("the user " + user.name() + " went away while it was read");
        }
        return once(groups.orElse(List.of()), doubts);
    }

    private List<IamGroup> withMembers(
            List<Group> groups, Map<String, Set<String>> grants, Function<String, IamId> known, Doubts doubts)
            throws UnavailableException {
        Set<String> roles = new HashSet<>();
        groups.forEach(group -> roles.addAll(grants.getOrDefault(group.id(), Set.of())));
        Map<String, Set<Policy>> policies = roles.isEmpty() ? Map.of() : dialect.policies(roles, doubts);
        List<IamGroup> read = new ArrayList<>(groups.size());
        Parallel.map(groups, group -> {
                    Set<Policy> held = new HashSet<>();
                    grants.getOrDefault(group.id(), Set.of())
                            .forEach(role -> held.addAll(policies.getOrDefault(role, Set.of())));
                    return members(group, known, doubts)
                            .map(members -> new IamGroup(
                                    new IamId(group.id()),
                                    new GroupName(group.name()),
                                    group.description(),
                                    members,
                                    held));
                })
                .forEach(group -> group.ifPresent(read::add));
        return read;
    }

    /// The members of a group who are users of the domain; empty if the group is gone.
    private Optional<Set<IamId>> members(Group group, Function<String, IamId> known, Doubts doubts)
            throws UnavailableException {
        Optional<List<String>> listed = memberIds(group, doubts);
        if (listed.isPresent() && listed.get().isEmpty()) {
            listed = memberIds(group, doubts);
            if (listed.isPresent() && !listed.get().isEmpty()) {
                doubts.add("the group " + group.name() + " seemed to be empty at first");
            }
        }
        if (listed.isEmpty()) {
            doubts.add("the group " + group.name() + " went away while it was read");
            return Optional.empty();
        }
        Set<IamId> members = HashSet.newHashSet(listed.get().size());
        for (String id : listed.get()) {
            if (!members.add(known.apply(id))) {
                doubts.add("a member of the group " + group.name() + " is listed twice");
            }
        }
        return Optional.of(Set.copyOf(members));
    }

    private Optional<List<String>> memberIds(Group group, Doubts doubts) throws UnavailableException {
        return Listing.all(
                        client,
                        Call.get(Part.IAM_GROUP, "/v3/groups/" + encoded(group.id()) + "/users"),
                        "users",
                        // Users of other domains may be in a group of ours; they are not synchronized.
                        item -> domain.equals(item.path("domain_id").asText(domain)) ? Listing.text(item, "id") : "",
                        doubts)
                .map(ids -> ids.stream().filter(id -> !id.isEmpty()).toList());
    }

    private <T> List<T> list(Part part, String path, String field, Listing.Item<T> item, Doubts doubts)
            throws UnavailableException {
        return Listing.all(client, Call.get(part, path), field, item, doubts)
                .orElseThrow(() ->
                        new UnavailableException(part, "the IAM has no " + path + "; is the url that of its API v3?"));
    }

    private static List<Group> once(Collection<Group> groups, Doubts doubts) {
        Map<String, Group> byId = new LinkedHashMap<>();
        for (Group group : groups) {
            if (byId.put(group.id(), group) != null) {
                doubts.add("the group " + group.name() + " is listed twice");
            }
        }
        return List.copyOf(byId.values());
    }

    private boolean isOurs(User user) {
        return user.domain().isEmpty() || user.domain().equals(domain);
    }

    private static User readUser(JsonNode item) {
        IamUser user = new IamUser(
                new IamId(Listing.text(item, "id")),
                new UserName(Listing.text(item, "name")),
                item.path("enabled").asBoolean(true),
                item.path("description").asText(""));
        return new User(user, item.path("domain_id").asText(""));
    }

    private static Group readGroup(JsonNode item) {
        // Checked here, where a failure says which list it was in.
        IamId id = new IamId(Listing.text(item, "id"));
        GroupName name = new GroupName(Listing.text(item, "name"));
        return new Group(id.value(), name.value(), item.path("description").asText(""));
    }
}
