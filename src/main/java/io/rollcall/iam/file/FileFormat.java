package io.rollcall.iam.file;

import io.rollcall.access.AccessKey;
import io.rollcall.access.Token;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UserName;
import io.rollcall.document.Document;
import io.rollcall.document.DocumentException;
import io.rollcall.document.Meanings;
import io.rollcall.document.Section;
import io.rollcall.document.Values;
import io.rollcall.iam.Conditions;
import io.rollcall.iam.PolicyNames;
import io.rollcall.iam.file.Content.Person;
import io.rollcall.policy.Condition;
import io.rollcall.policy.Policy;
import io.rollcall.policy.Statement;
import io.rollcall.sync.source.IamGroup;
import io.rollcall.sync.source.IamUser;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// Reads the content of an IAM file: `domain`, `projects`, `users`, `groups` and, if there are any, `policies`,
/// `access_keys` and `tokens`. Used once for each content. A reference to an entry that has a problem of its own
/// is not a second problem, so every name is remembered as soon as it is seen. Not thread-safe; confined to one
/// reading.
final class FileFormat {
    private static final Pattern ACTION = Pattern.compile("[A-Za-z0-9*_.-]{1,64}(:[A-Za-z0-9*_.-]{1,64}){0,2}");
    private static final Pattern ACCESS = Pattern.compile("[!-+\\--~]{1,128}");

    private final Set<String> projectIds = new HashSet<>();
    private final Set<String> userIds = new HashSet<>();
    private final Set<String> userNames = new HashSet<>();
    private final Set<String> groupIds = new HashSet<>();
    private final Set<String> groupNames = new HashSet<>();
    private final Set<String> policyNames = new HashSet<>();
    private final Set<String> accesses = new HashSet<>();
    private final Map<Secret, Token> tokens = new HashMap<>();

    private final Set<ProjectId> projects = new HashSet<>();
    private final Map<String, Person> people = new HashMap<>();

    /// The members of groups: their names are there again in each group.
    private final Meanings<Optional<Person>> members = new Meanings<>(this::declaredPerson);

    private final Map<String, Policy> customPolicies = new HashMap<>();
    private PolicyNames policies = new PolicyNames(Map.of(), Set.of());

    private final Content earlier;

    private FileFormat(Content earlier) {
        this.earlier = earlier;
    }

    /// @param file for people
    /// @throws DocumentException with all problems
    static Content read(String file, byte[] content) throws DocumentException {
        return read(file, content, Content.NONE);
    }

    /// As above, with the objects of earlier content for what did not change.
    static Content read(String file, byte[] content, Content earlier) throws DocumentException {
        return Document.read(file, content, UnaryOperator.identity(), root -> new FileFormat(earlier).ownership(root));
    }

    private Optional<Content> ownership(Section root) {
        root.require("domain", "projects", "users", "groups");
        root.optionalSection("domain", domain -> {
            domain.value("id", Values.text(1, 64));
            return domain.value("name", Values.text(1, 64));
        });
        root.sections("projects", this::project);
        root.sections("policies", this::policy);
        policies = new PolicyNames(customPolicies, policyNames);
        List<Person> users = root.sections("users", this::user);
        List<Content.Group> groups = root.sections("groups", this::group);
        List<AccessKey> keys = root.sections("access_keys", this::accessKey);
        root.sections("tokens", this::token);
        return Optional.of(new Content(projects, users, groups, keys, tokens, root.keys()));
    }

    private Optional<ProjectId> project(Section project) {
        Optional<ProjectId> id =
                project.value("id", Values.unique(projectIds, "project id").andThen(ProjectId::new));
        project.value("name", Values.text(1, 64));
        id.ifPresent(projects::add);
        return id;
    }

    private Optional<Person> user(Section user) {
        Optional<IamId> id = user.value(
                "id", Values.unique(userIds, "user id").andThen(IamId::new).andThen(earlier::known));
        Optional<UserName> name = user.value(
                "name",
                Values.unique(userNames, "user name")
                        .andThen(Values.text(1, 64))
                        .andThen(UserName::new));
        // A missing key means yes; a key without a value is unclear, and an unclear value lets no user in.
        boolean enabled =
                !user.has("enabled") || user.value("enabled", Values::flag).orElse(false);
        boolean owner = user.optionalValue("domain_owner", Values::flag).orElse(false);
        String description = description(user);
        if (id.isEmpty() || name.isEmpty()) {
            return Optional.empty();
        }
        IamUser read = earlier.known(new IamUser(id.get(), name.get(), enabled, description));
        Person person = Person.of(read, owner);
        people.put(name.get().value(), person);
        return Optional.of(person);
    }

    private Optional<Content.Group> group(Section group) {
        Optional<IamId> id =
                group.value("id", Values.unique(groupIds, "group id").andThen(IamId::new));
        Optional<GroupName> name = group.value(
                "name",
                Values.unique(groupNames, "group name")
                        .andThen(Values.text(1, 128))
                        .andThen(GroupName::new));
        String description = description(group);
        List<Optional<Person>> persons = group.values("members", members);
        Set<Policy> everywhere = new HashSet<>();
        Map<ProjectId, Set<Policy>> onProject = new HashMap<>();
        group.sections("grants", grant -> grant(grant, everywhere, onProject));
        if (id.isEmpty() || name.isEmpty()) {
            return Optional.empty();
        }
        IamGroup elsewhere = new IamGroup(id.get(), name.get(), description, ids(persons), everywhere);
        Content.Group read = earlier.known(Content.Group.of(elsewhere, onProject));
        persons.forEach(person -> person.ifPresent(member -> member.join(read)));
        return Optional.of(read);
    }

    /// Without a set that grows meanwhile, unless a user is listed twice: there are many more memberships than
    /// users.
    private static Set<IamId> ids(List<Optional<Person>> persons) {
        IamId[] ids = new IamId[persons.size()];
        int count = 0;
        for (Optional<Person> person : persons) {
            if (person.isPresent()) {
                ids[count++] = person.get().user().id();
            }
        }
        return IamGroup.members(count == ids.length ? ids : Arrays.copyOf(ids, count));
    }

    private enum On {
        PROJECT,
        ALL_PROJECTS,
        DOMAIN
    }

    private Optional<Policy> grant(Section grant, Set<Policy> everywhere, Map<ProjectId, Set<Policy>> onProject) {
        Optional<Policy> policy = grant.value("policy", policies::named);
        Optional<On> on = grant.value("on", Values.oneOf(On.class));
        if (on.isEmpty()) {
            grant.ignore("project");
        } else if (on.get() != On.PROJECT) {
            if (grant.has("project")) {
                grant.problem("project", "is only for on: project");
            }
            policy.ifPresent(everywhere::add);
        } else {
            Optional<ProjectId> project =
                    grant.value("project", this::declaredProject).flatMap(Function.identity());
            if (policy.isPresent() && project.isPresent()) {
                onProject.computeIfAbsent(project.get(), _ -> new HashSet<>()).add(policy.get());
            }
        }
        return policy;
    }

    private Optional<Policy> policy(Section policy) {
        Optional<String> name =
                policy.value("name", Values.unique(policyNames, "policy name").andThen(Values.text(1, 128)));
        policy.optionalValue("description", Values.text(0, 1024));
        Optional<List<Statement>> statements = policy.section("document", document -> {
            document.ignore("Depends");
            document.value("Version", Values.text(1, 16));
            document.require("Statement");
            return Optional.of(document.sections("Statement", FileFormat::statement));
        });
        Optional<Policy> custom = name.flatMap(named -> statements.map(says -> new Policy.CustomPolicy(named, says)));
        custom.ifPresent(usable -> {
            customPolicies.put(usable.name(), usable);
            Conditions.tell(usable);
        });
        return custom;
    }

    private static Optional<Statement> statement(Section statement) {
        Optional<Statement.Effect> effect = statement.value("Effect", FileFormat::effect);
        statement.require("Action");
        List<String> actions = statement.values("Action", FileFormat::action);
        Optional<Map<String, Map<String, List<String>>>> demands = statement.has("Condition")
                ? statement.optionalSection("Condition", FileFormat::demands).or(() -> Optional.of(Map.of()))
                : Optional.of(Map.of());
        List<Condition> conditions = Conditions.of(
                statement.has("Resource")
                        ? Optional.of(statement.texts("Resource").orElse(List.of()))
                        : Optional.empty(),
                demands);
        return effect.map(says -> new Statement(says, actions, conditions));
    }

    /// `operator: {key: [values]}`
    private static Optional<Map<String, Map<String, List<String>>>> demands(Section operators) {
        Map<String, Map<String, List<String>>> all = new LinkedHashMap<>();
        for (String operator : operators.keys()) {
            operators.optionalSection(operator, keys -> {
                Map<String, List<String>> values = new LinkedHashMap<>();
                keys.keys().forEach(key -> values.put(key, keys.texts(key).orElse(List.of())));
                all.put(operator, values);
                return Optional.of(values);
            });
        }
        return Optional.of(all);
    }

    private static Statement.Effect effect(String value) {
        return switch (value) {
            case "Allow" -> Statement.Effect.ALLOW;
            case "Deny" -> Statement.Effect.DENY;
            default -> throw new IllegalArgumentException("must be Allow or Deny");
        };
    }

    private static String action(String value) {
        if (!ACTION.matcher(value).matches()) {
            throw new IllegalArgumentException("must be an action like mrs:job:submit or mrs:*:*");
        }
        return value;
    }

    private Optional<AccessKey> accessKey(Section key) {
        Optional<String> access =
                key.value("access", Values.unique(accesses, "access key").andThen(value -> {
                    if (!ACCESS.matcher(value).matches()) {
                        throw new IllegalArgumentException(
                                "must have 1 to 128 visible ASCII characters, without spaces and commas");
                    }
                    return value;
                }));
        Optional<Secret> secret = key.value("secret", Values.text(1, 256).andThen(Secret::of));
        Optional<IamId> user = key.value("user", this::declaredUser).flatMap(Function.identity());
        if (access.isEmpty() || secret.isEmpty() || user.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new AccessKey(access.get(), secret.get(), user.get()));
    }

    private Optional<Token> token(Section section) {
        Optional<Secret> text = section.value("token", Values.text(8, 16_384).andThen(Secret::of));
        Optional<IamId> user = section.value("user", this::declaredUser).flatMap(Function.identity());
        Optional<ProjectId> project =
                section.value("project", this::declaredProject).flatMap(Function.identity());
        Instant expires = section.optionalValue("expires", FileFormat::instant).orElse(Instant.MAX);
        if (text.isEmpty() || user.isEmpty() || project.isEmpty()) {
            return Optional.empty();
        }
        Token token = new Token(user.get(), project.get(), expires);
        if (tokens.put(text.get(), token) != null) {
            section.problem("token", "is there twice");
        }
        return Optional.of(token);
    }

    private static Instant instant(String value) {
        try {
            return Instant.parse(value);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("must be a time like 2030-01-31T12:00:00Z", e);
        }
    }

    /// The user of that name; empty when it is declared but has a problem of its own.
    private Optional<Person> declaredPerson(String name) {
        Person person = people.get(name);
        if (person == null && !userNames.contains(name)) {
            throw new IllegalArgumentException("there is no user '" + Values.excerpt(name) + "'");
        }
        return Optional.ofNullable(person);
    }

    private Optional<IamId> declaredUser(String name) {
        return declaredPerson(name).map(person -> person.user().id());
    }

    /// The project of that id; empty when it is declared but has a problem of its own.
    private Optional<ProjectId> declaredProject(String id) {
        if (!projectIds.contains(id)) {
            throw new IllegalArgumentException("there is no project '" + Values.excerpt(id) + "'");
        }
        return ProjectId.isValid(id) ? Optional.of(new ProjectId(id)) : Optional.empty();
    }

    private static String description(Section section) {
        return section.optionalValue("description", Values.text(0, 1024)).orElse("");
    }
}
