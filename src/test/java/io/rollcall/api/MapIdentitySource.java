package io.rollcall.api;

import io.rollcall.access.AccessKey;
import io.rollcall.access.Caller;
import io.rollcall.access.CallerSource;
import io.rollcall.access.Powers;
import io.rollcall.access.Rights;
import io.rollcall.access.Subject;
import io.rollcall.access.Token;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import io.rollcall.policy.Policy;
import io.rollcall.sync.source.Completeness;
import io.rollcall.sync.source.IamGroup;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.IamUser;
import io.rollcall.sync.source.IdentitySource;
import io.rollcall.sync.source.LastReads;
import io.rollcall.sync.source.Selection;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/// An IAM of one account in memory, whose groups hold their policies in every project, or in one. It can be sent
/// away.
public final class MapIdentitySource implements IdentitySource, CallerSource {
    private final LastReads lastReads = new LastReads();
    private final Set<ProjectId> projects = ConcurrentHashMap.newKeySet();
    private final Map<IamId, IamUser> users = new ConcurrentHashMap<>();
    private final Map<IamId, IamGroup> groups = new ConcurrentHashMap<>();
    private final Map<ProjectId, Map<IamId, Set<Policy>>> onProjects = new ConcurrentHashMap<>();
    private final Map<String, AccessKey> keys = new ConcurrentHashMap<>();
    private final Map<String, Token> tokens = new ConcurrentHashMap<>();
    private final Set<IamId> owners = ConcurrentHashMap.newKeySet();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile boolean away;
    private volatile boolean broken;
    private volatile Completeness completeness = new Completeness.Complete();
    private volatile boolean listsNobody;

    public MapIdentitySource project(String id) {
        projects.add(new ProjectId(id));
        return this;
    }

    /// The user's id is `u-` and the name.
    public MapIdentitySource user(String name) {
        return user(name, true);
    }

    public MapIdentitySource user(String name, boolean enabled) {
        users.put(id(name), new IamUser(id(name), new UserName(name), enabled, ""));
        return this;
    }

    public MapIdentitySource token(String token, String user, String project, Instant expires) {
        tokens.put(token, new Token(id(user), new ProjectId(project), expires));
        return this;
    }

    public MapIdentitySource owner(String name) {
        owners.add(id(name));
        return user(name);
    }

    public MapIdentitySource key(String access, String secret, String user) {
        keys.put(access, new AccessKey(access, Secret.of(secret), id(user)));
        return this;
    }

    /// The group's id is `g-` and the name.
    public MapIdentitySource group(String name, List<String> members, Policy... policies) {
        return groupOf(name, members.stream().map(member -> id(member).value()).toList(), policies);
    }

    /// The same with the ids of its members.
    public MapIdentitySource groupOf(String name, List<String> ids, Policy... policies) {
        IamId id = new IamId("g-" + name);
        Set<IamId> members = ids.stream().map(IamId::new).collect(Collectors.toSet());
        groups.put(id, new IamGroup(id, new GroupName(name), "", members, Set.of(policies)));
        return this;
    }

    /// The group holds these policies in that project besides.
    public MapIdentitySource grant(String group, String project, Policy... policies) {
        onProjects
                .computeIfAbsent(new ProjectId(project), _ -> new ConcurrentHashMap<>())
                .put(new IamId("g-" + group), Set.of(policies));
        return this;
    }

    /// The user leaves the group.
    public void leave(String group, String user) {
        groups.computeIfPresent(new IamId("g-" + group), (id, g) -> {
            Set<IamId> members = new HashSet<>(g.members());
            members.remove(id(user));
            return new IamGroup(id, g.name(), g.description(), members, g.policies());
        });
    }

    /// From now on whoever asks waits until that is open.
    public void waitFor(CountDownLatch other) {
        gate = other;
    }

    /// How often it was asked for anything.
    public int asked() {
        return asked.get();
    }

    /// The token is worth nothing any more.
    public void revoke(String token) {
        tokens.remove(token);
    }

    /// From now on nobody can be asked.
    public void goAway(boolean now) {
        away = now;
    }

    /// The user is gone, and from every group.
    public void remove(String name) {
        users.remove(id(name));
    }

    /// The user has that description from now on.
    public MapIdentitySource describe(String name, String description) {
        users.computeIfPresent(id(name), (id, u) -> new IamUser(id, u.name(), u.enabled(), description));
        return this;
    }

    /// The user of that first name is called otherwise from now on.
    public MapIdentitySource renameUser(String first, String now) {
        users.put(id(first), new IamUser(id(first), new UserName(now), true, ""));
        return this;
    }

    /// The group of that first name is called otherwise from now on.
    public MapIdentitySource renameGroup(String first, String now) {
        groups.computeIfPresent(
                new IamId("g-" + first),
                (id, g) -> new IamGroup(id, new GroupName(now), g.description(), g.members(), g.policies()));
        return this;
    }

    /// Somebody else, with another id, has that name.
    public void replace(String name, String newId) {
        remove(name);
        users.put(new IamId(newId), new IamUser(new IamId(newId), new UserName(name), true, ""));
    }

    /// From now on lists are known to be cut short.
    public void cutShort(String reason) {
        completeness = new Completeness.Incomplete(reason);
    }

    /// From now on lists are empty, and said to be complete.
    public void listNobody(boolean now) {
        listsNobody = now;
    }

    /// From now on every call meets a defect.
    public void breakDown(boolean now) {
        broken = now;
    }

    @Override
    public IamSnapshot read(ProjectId project, Selection selection, Progress progress) throws UnavailableException {
        answer();
        progress.made();
        List<IamUser> known = listsNobody ? List.of() : List.copyOf(users.values());
        List<IamGroup> held = listsNobody ? List.of() : seenFrom(project);
        Completeness whole = projects.contains(project)
                ? completeness
                : new Completeness.Incomplete("the IAM has no project " + project);
        return switch (selection) {
            case Selection.Everything _ -> lastReads.next(project, new IamSnapshot(known, held, whole));
            case Selection.Named named -> {
                List<IamUser> found = known.stream()
                        .filter(user -> named.users().contains(user.name()))
                        .toList();
                List<IamGroup> theirs = held.stream()
                        .filter(group -> named.groups().contains(group.name())
                                || found.stream()
                                        .anyMatch(user -> group.members().contains(user.id())))
                        .toList();
                yield new IamSnapshot(found, theirs, whole);
            }
        };
    }

    private List<IamGroup> seenFrom(ProjectId project) {
        Map<IamId, Set<Policy>> more = onProjects.getOrDefault(project, Map.of());
        return groups.values().stream()
                .map(group -> {
                    Set<Policy> policies = new HashSet<>(group.policies());
                    policies.addAll(more.getOrDefault(group.id(), Set.of()));
                    return new IamGroup(group.id(), group.name(), group.description(), group.members(), policies);
                })
                .toList();
    }

    @Override
    public Optional<AccessKey> accessKey(String access) throws UnavailableException {
        answer();
        return Optional.ofNullable(keys.get(access));
    }

    @Override
    public Optional<Token> token(Secret token) throws UnavailableException {
        answer();
        return Optional.ofNullable(tokens.get(token.reveal()));
    }

    @Override
    public Optional<Caller> caller(IamId user, ProjectId project, Powers powers) throws UnavailableException {
        answer();
        IamUser known = users.get(user);
        if (known == null || !known.enabled() || !projects.contains(project)) {
            return Optional.empty();
        }
        Set<Policy> policies = new HashSet<>();
        Set<Subject> subjects =
                new HashSet<>(Set.of(new Subject.UserWithId(user), new Subject.UserNamed(known.name())));
        seenFrom(project).stream()
                .filter(group -> group.members().contains(user))
                .forEach(group -> {
                    policies.addAll(group.policies());
                    subjects.add(new Subject.GroupWithId(group.id()));
                    subjects.add(new Subject.GroupNamed(group.name()));
                });
        policies.forEach(policy -> subjects.add(new Subject.PolicyNamed(policy.name())));
        return Optional.of(new Caller(user, known.name(), subjects, new Rights(owners.contains(user), policies)));
    }

    private void answer() throws UnavailableException {
        asked.incrementAndGet();
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts a test", e);
        }
        if (broken) {
            throw new IllegalStateException("a defect that names secret-of-the-house");
        }
        if (away) {
            throw new UnavailableException(UnavailableException.Part.IAM_USER, "the IAM went away");
        }
    }

    private static IamId id(String name) {
        return new IamId("u-" + name);
    }
}
