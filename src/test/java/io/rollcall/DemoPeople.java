package io.rollcall;

import io.rollcall.cluster.IamId;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.ProjectId;
import io.rollcall.iam.file.FileIdentitySource;
import io.rollcall.policy.Policy;
import io.rollcall.sync.source.IamGroup;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.Selection;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What the Manager of the demo must hold, worked out from the IAM's file and the documented table from
/// policies to roles, without the planner.
final class DemoPeople {
    private static final Set<String> ALL_ROLES = Set.of(
            "Manager_administrator",
            "Manager_auditor",
            "Manager_operator",
            "Manager_tenant",
            "Manager_viewer",
            "System_administrator",
            "default");
    private static final Map<String, Set<String>> TABLE = Map.of(
            "MRS ReadOnlyAccess", Set.of("Manager_viewer"),
            "MRS CommonOperations", Set.of("Manager_viewer", "default"),
            "MRS FullAccess", ALL_ROLES,
            "MRS Administrator", ALL_ROLES,
            "Tenant Administrator", ALL_ROLES,
            "etl-operators", Set.of("Manager_viewer", "default"),
            "notebook-users", Set.of("Manager_viewer", "default"));

    /// Names of the file that no Manager can hold.
    static final Set<String> REFUSED =
            Set.of("bo", "hdfs", "li.wei", "kim-larsen", "maximiliane-von-und-zu-hohenstein-lang");

    private final Map<IamId, String> enabled = new TreeMap<>(java.util.Comparator.comparing(IamId::value));
    private final List<IamGroup> groups;

    DemoPeople(Path file, ProjectId project) throws Exception {
        IamSnapshot iam = FileIdentitySource.open(file, InstantSource.system())
                .read(project, new Selection.Everything(), Progress.NONE);
        iam.users().stream()
                .filter(user -> user.enabled() && !REFUSED.contains(user.name().value()))
                .forEach(user -> enabled.put(user.id(), user.name().value()));
        groups = iam.groups().stream().filter(group -> !roles(group).isEmpty()).toList();
    }

    /// The names of a group's members that are in the Manager after a full synchronization.
    Set<String> members(String group) {
        return groups.stream()
                .filter(each -> each.name().value().equals(group))
                .flatMap(each -> names(each).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// The Manager after a full synchronization and a cancel of one group; of none if there is none of that
    /// name.
    ManagerView without(String cancelled) {
        ManagerView view = ManagerView.untouched();
        Set<String> gone = members(cancelled);
        for (IamGroup group : groups) {
            String name = group.name().value();
            if (!name.equals(cancelled)) {
                Set<String> members = names(group);
                members.removeAll(gone);
                view.people().addAll(members);
                view.groups().put(name, members);
                roles(group).forEach(role -> held(view.roles(), role).add(name));
                if (roles(group).contains("default")) {
                    held(view.groups(), "launcher-job").addAll(members);
                }
            }
        }
        return view;
    }

    private static Set<String> held(Map<String, Set<String>> map, String name) {
        return Objects.requireNonNull(map.get(name), name);
    }

    private Set<String> names(IamGroup group) {
        return group.members().stream()
                .filter(enabled::containsKey)
                .map(enabled::get)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> roles(IamGroup group) {
        return group.policies().stream()
                .map(Policy::name)
                .flatMap(policy -> TABLE.getOrDefault(policy, Set.of()).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
