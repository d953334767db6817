package io.rollcall.sync.planner;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UserName;
import io.rollcall.policy.Policy;
import io.rollcall.policy.Statement;
import io.rollcall.policy.SystemPolicies;
import io.rollcall.sync.plan.Plan;
import io.rollcall.sync.provisioning.MemoryTarget;
import io.rollcall.sync.rules.PlanRules;
import io.rollcall.sync.source.Completeness;
import io.rollcall.sync.source.IamGroup;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.IamUser;
import io.rollcall.sync.source.Selection;
import io.rollcall.sync.target.TargetGroup;
import io.rollcall.sync.target.TargetRole;
import io.rollcall.sync.target.TargetSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;

/// An IAM and a Manager made by hand, a few names each, and what a plan makes of them.
abstract class HandMadeWorld {
    static final Policy READS = SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS);
    static final Policy CUSTOM = new Policy.CustomPolicy("jobs", List.of(Statement.allow("mrs:job:*")));
    static final Selection.Everything ALL = new Selection.Everything();

    final List<IamUser> users = new ArrayList<>();
    final List<IamGroup> groups = new ArrayList<>();
    final PlanRunner runner = new PlanRunner(new RandomWorld(0));

    @BeforeEach
    void startWithAnEmptyManager() {
        runner.target = new MemoryTarget("model");
        runner.rules = PlanRules.standard();
        for (String role : List.of("Manager_viewer", "default", "by_hand")) {
            runner.target.put(new TargetRole(new RoleName(role), Set.of(), Set.of()));
        }
        runner.target.put(new TargetGroup(new GroupName("launcher-job"), null, 500, "", Set.of()));
    }

    void user(String name) {
        user("id-" + name, name, true, "");
    }

    void user(String id, String name, boolean enabled, String description) {
        users.removeIf(user -> user.id().value().equals(id));
        users.add(new IamUser(new IamId(id), new UserName(name), enabled, description));
    }

    void group(String name, Policy policy, String... members) {
        groupOf(name, Set.of(policy), members);
    }

    void groupOf(String name, Set<Policy> policies, String... members) {
        groups.removeIf(group -> group.id().value().equals("id-" + name));
        groups.add(new IamGroup(
                new IamId("id-" + name),
                new GroupName(name),
                "",
                Arrays.stream(members).map(m -> new IamId("id-" + m)).collect(Collectors.toSet()),
                policies));
    }

    static Selection.Named named(List<String> users, List<String> groups) {
        return Selection.Named.of(
                users.stream().map(UserName::new).toList(),
                groups.stream().map(GroupName::new).toList());
    }

    Plan plan(Selection selection) {
        return Planner.synchronize(
                selection, new IamSnapshot(users, groups, new Completeness.Complete()), runner.input(), 0);
    }

    Plan sync(Selection selection) {
        Plan plan = plan(selection);
        runner.run(plan);
        return plan;
    }

    TargetSnapshot manager() {
        return runner.target.read();
    }

    Set<String> accounts() {
        return manager().accounts().stream()
                .map(account -> account.name().value())
                .collect(Collectors.toSet());
    }

    Set<String> members(String group) {
        TargetGroup there = manager().group(new GroupName(group));
        return there == null
                ? Set.of()
                : there.members().stream().map(UserName::value).collect(Collectors.toSet());
    }
}
