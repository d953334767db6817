package io.rollcall.sync.planner;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.NumberedSet;
import io.rollcall.cluster.Numbering;
import io.rollcall.cluster.UserName;
import io.rollcall.policy.Policy;
import io.rollcall.sync.ownership.Ownership;
import io.rollcall.sync.plan.Refusal;
import io.rollcall.sync.rules.Entitlements;
import io.rollcall.sync.scope.Scope;
import io.rollcall.sync.source.IamGroup;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.IamUser;
import io.rollcall.sync.source.Selection;
import io.rollcall.sync.target.ObjectKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;

/// The users and groups that a synchronization is about: the eligible ones among those that were asked for, and
/// why the others are refused.
///
/// Built by [#of]; not changed afterwards.
final class SelectedIdentities {
    /// The selected users by id.
    final Map<IamId, IamUser> users = new LinkedHashMap<>();

    /// The selected groups by id: the named ones and those of the selected users.
    final Map<IamId, IamGroup> groups = new LinkedHashMap<>();

    /// The selected groups that were asked for themselves (R17).
    final Set<IamId> asked = new HashSet<>();

    /// What was asked for by name and cannot be selected.
    final List<Refusal> refusals = new ArrayList<>();

    /// Every eligible group of the snapshot, selected or not.
    final Map<IamId, IamGroup> eligibleGroups = new HashMap<>();

    /// The numbers of the users and of the members of the eligible groups.
    final Numbering<IamId> numbers;

    /// The members of each eligible group, numbered.
    private final Map<IamId, NumberedSet<IamId>> members = new HashMap<>();

    /// The eligible groups of each user.
    final GroupsOfUsers groupsOf;

    /// Users that are members of any group with a custom policy: the Manager decides about their rights.
    final Set<IamId> customUsers = new HashSet<>();

    /// Whether all users and groups were asked for, so that absence means removal.
    final boolean everything;

    /// Users and groups that the caller named and the IAM knows, whether or not they can be selected.
    final Set<Scope.Entry> named = new HashSet<>();

    private final Map<IamId, IamUser> known = new HashMap<>();
    private final Map<IamId, String> unclear;

    /// @param leftOut groups whose members are ignored
    private SelectedIdentities(IamSnapshot iam, Entitlements entitlements, boolean everything, Set<IamId> leftOut) {
        this.everything = everything;
        this.unclear = iam.unclear();
        iam.users().forEach(user -> known.put(user.id(), user));
        List<IamGroup> eligible = new ArrayList<>();
        for (IamGroup group : iam.groups()) {
            if (group.policies().stream().anyMatch(Policy.CustomPolicy.class::isInstance)) {
                customUsers.addAll(group.members());
            }
            if (!leftOut.contains(group.id()) && entitlements.makeEligible(group.policies())) {
                eligibleGroups.put(group.id(), group);
                eligible.add(group);
            }
        }
        numbers = new Numbering<>(iam.users().size());
        iam.users().forEach(user -> numbers.add(user.id()));
        eligible.forEach(group -> members.put(group.id(), numbers.set(group.members())));
        groupsOf = new GroupsOfUsers(numbers, eligible, members);
    }

    /// What a caller selected.
    static SelectedIdentities of(Selection selection, IamSnapshot iam, Entitlements entitlements) {
        return switch (selection) {
            case Selection.Everything all -> everything(iam, entitlements);
            case Selection.Named named -> named(named, iam, entitlements);
        };
    }

    private static SelectedIdentities everything(IamSnapshot iam, Entitlements entitlements) {
        return everybody(iam, entitlements, Set.of(), Set.of());
    }

    private static SelectedIdentities everybody(
            IamSnapshot iam, Entitlements entitlements, Set<IamId> withoutUsers, Set<IamId> withoutGroups) {
        SelectedIdentities selected = new SelectedIdentities(iam, entitlements, true, withoutGroups);
        iam.users().stream()
                .filter(user -> selected.eligible(user) && !withoutUsers.contains(user.id()))
                .forEach(user -> selected.users.put(user.id(), user));
        // A user left out because of an unclear answer of the IAM is named; a user who is plainly disabled is not.
        iam.users().stream()
                .filter(user -> selected.unclear.containsKey(user.id()) && selected.groupsOf.hasAny(user.id()))
                .forEach(selected::refuseDisabled);
        selected.groups.putAll(selected.eligibleGroups);
        selected.asked.addAll(selected.eligibleGroups.keySet());
        return selected;
    }

    private static SelectedIdentities named(Selection.Named named, IamSnapshot iam, Entitlements entitlements) {
        SelectedIdentities selected = new SelectedIdentities(iam, entitlements, false, Set.of());
        selected.chooseUsers(named.users(), iam);
        selected.chooseGroups(named.groups(), iam);
        return selected;
    }

    /// The users and groups that a scope is about: all but the cancelled, or those that were asked for by name and
    /// those that are in the Manager already, even if the IAM calls them otherwise by now, with all their groups.
    ///
    /// @param scope as it was resolved by the same read
    static SelectedIdentities of(Scope scope, Ownership ownership, IamSnapshot iam, Entitlements entitlements) {
        Set<IamId> withoutUsers = scope.cancelledOf(ObjectKind.USER);
        Set<IamId> withoutGroups = scope.cancelledOf(ObjectKind.GROUP);
        if (scope.everything()) {
            return everybody(iam, entitlements, withoutUsers, withoutGroups);
        }
        SelectedIdentities selected = new SelectedIdentities(iam, entitlements, false, withoutGroups);
        ownership.users().forEach((id, entry) -> {
            IamUser user = selected.known.get(id);
            if (withoutUsers.contains(id)) {
                return;
            }
            if (user == null) {
                selected.refuse(entry.name(), Refusal.Cause.UNKNOWN, "the IAM has no such user any more");
            } else {
                selected.choose(user);
            }
        });
        ownership.groups().forEach((id, entry) -> {
            if (!withoutGroups.contains(id)) {
                selected.chooseGroup(id, entry.name());
            }
        });
        for (Scope.Entry entry : scope.asked()) {
            IamId id = entry.id();
            if (id == null) {
                continue;
            }
            IamUser user = selected.known.get(id);
            if (entry.kind() == ObjectKind.GROUP && !ownership.groups().containsKey(id)) {
                selected.chooseGroup(id, new GroupName(entry.name()));
            } else if (entry.kind() == ObjectKind.USER
                    && user != null
                    && !ownership.users().containsKey(id)) {
                selected.choose(user);
            }
        }
        return selected;
    }

    private void chooseGroup(IamId id, GroupName name) {
        IamGroup group = eligibleGroups.get(id);
        if (group == null) {
            refuse(name, Refusal.Cause.NOT_ELIGIBLE, "the group is gone, or holds no MRS policy any more");
        } else {
            groups.put(id, group);
            asked.add(id);
        }
    }

    /// What this selection means for the scope, when a caller made it.
    Scope.Request request() {
        if (everything) {
            return new Scope.Request.Everybody();
        }
        Set<Scope.Entry> along = new HashSet<>();
        groups.values().forEach(group -> along.add(Scope.Entry.of(group)));
        return new Scope.Request.Some(named, along);
    }

    /// The members of a selected group, as numbers.
    NumberedSet<IamId> members(IamId group) {
        return Objects.requireNonNull(members.get(group), "only eligible groups are selected");
    }

    /// Whether every synchronized member of a selected group belongs into it, not only the selected users.
    boolean wholeGroup(IamId group) {
        return asked.contains(group);
    }

    /// Whether the user could be selected at all (R13).
    boolean eligible(IamId id) {
        IamUser user = known.get(id);
        return user != null && eligible(user);
    }

    private boolean eligible(IamUser user) {
        return user.enabled() && groupsOf.hasAny(user.id());
    }

    private void chooseUsers(SortedSet<UserName> names, IamSnapshot iam) {
        Map<UserName, IamUser> byName = new TreeMap<>();
        iam.users().forEach(user -> byName.put(user.name(), user));
        for (UserName name : names) {
            IamUser user = byName.get(name);
            if (user == null) {
                refuse(name, Refusal.Cause.UNKNOWN, "the IAM has no such user");
            } else {
                named.add(Scope.Entry.of(user));
                choose(user);
            }
        }
    }

    private void choose(IamUser user) {
        if (!user.enabled()) {
            refuseDisabled(user);
        } else if (!eligible(user)) {
            refuse(
                    user.name(),
                    Refusal.Cause.NOT_ELIGIBLE,
                    "the user is in no group that holds an MRS policy on the cluster's project");
        } else {
            users.put(user.id(), user);
            groupsOf.of(user.id()).forEach(group -> groups.put(group.id(), group));
        }
    }

    private void refuseDisabled(IamUser user) {
        refuse(user.name(), Refusal.Cause.DISABLED, unclear.getOrDefault(user.id(), "the user is disabled in the IAM"));
    }

    private void chooseGroups(SortedSet<GroupName> names, IamSnapshot iam) {
        Map<GroupName, IamGroup> byName = new TreeMap<>();
        iam.groups().forEach(group -> byName.put(group.name(), group));
        for (GroupName name : names) {
            IamGroup group = byName.get(name);
            if (group == null) {
                refuse(name, Refusal.Cause.UNKNOWN, "the IAM has no such group");
                continue;
            }
            named.add(Scope.Entry.of(group));
            if (!eligibleGroups.containsKey(group.id())) {
                refuse(name, Refusal.Cause.NOT_ELIGIBLE, "the group holds no MRS policy on the cluster's project");
            } else {
                groups.put(group.id(), group);
                asked.add(group.id());
            }
        }
    }

    private void refuse(UserName name, Refusal.Cause cause, String detail) {
        refusals.add(new Refusal(ObjectKind.USER, name.value(), cause, detail));
    }

    private void refuse(GroupName name, Refusal.Cause cause, String detail) {
        refusals.add(new Refusal(ObjectKind.GROUP, name.value(), cause, detail));
    }
}
