package io.rollcall.sync.planner;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.ownership.Ownership;
import io.rollcall.sync.rules.Entitlements;
import io.rollcall.sync.source.IamGroup;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.IamUser;
import io.rollcall.sync.source.Selection;
import io.rollcall.sync.target.Concern;
import io.rollcall.sync.target.Right;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// What a plan has to know of the Manager. One that is about few users does not need the whole: it gives the same
/// changes and refusals from [io.rollcall.sync.target.TargetSnapshot#about] of their [Concern]. `PlannerLawsTest`
/// holds that.
final class Concerns {
    /// More users are as soon read with the whole Manager.
    private static final int MOST_USERS = 50;

    private Concerns() {}

    /// What a synchronization is about; empty when it is about everything, about whole groups, or about many users.
    ///
    /// @param iam a read for this selection
    static Optional<Concern> of(Selection selection, IamSnapshot iam, Ownership ownership, Entitlements entitlements) {
        if (!(selection instanceof Selection.Named named)
                || !named.groups().isEmpty()
                || named.users().size() > MOST_USERS) {
            return Optional.empty();
        }
        Set<UserName> users = new HashSet<>(named.users());
        Set<IamId> userIds = new HashSet<>();
        Set<GroupName> groups = new HashSet<>();
        Set<IamId> groupIds = new HashSet<>();
        for (IamUser user : iam.users()) {
            if (!named.users().contains(user.name())) {
                continue;
            }
            userIds.add(user.id());
            Ownership.UserEntry owned = ownership.users().get(user.id());
            if (owned != null) {
                users.add(owned.name());
                groups.addAll(owned.granted());
            }
        }
        for (IamGroup group : iam.groups()) {
            if (userIds.stream().noneMatch(group.members()::contains)) {
                continue;
            }
            groups.add(group.name());
            groupIds.add(group.id());
            Ownership.GroupEntry owned = ownership.groups().get(group.id());
            if (owned != null) {
                groups.add(owned.name());
            }
        }
        entitlements.rows().forEach(row -> groups.addAll(row.managerGroups()));
        for (Right right : ownership.promised()) {
            if (right instanceof Right.Membership membership && userIds.contains(membership.holder())) {
                groups.add(membership.group());
            }
        }
        return Optional.of(new Concern(users, userIds, groups, groupIds, true));
    }
}
