package io.rollcall.sync.provisioning;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.target.ObjectKind;
import java.util.List;

/// One change of one object of the Manager. Every change can be repeated: applied a second time it finds the
/// Manager already so. A target carries out one change with one write.
public sealed interface Change {
    /// The sort of object that is changed.
    ObjectKind kind();

    /// The object's name, as it is before the change.
    String objectName();

    /// An owned account.
    sealed interface OfAccount extends Change {
        UserRef user();

        @Override
        default ObjectKind kind() {
            return ObjectKind.USER;
        }

        @Override
        default String objectName() {
            return user().name().value();
        }
    }

    /// An owned group.
    sealed interface OfGroup extends Change {
        GroupRef group();

        @Override
        default ObjectKind kind() {
            return ObjectKind.GROUP;
        }

        @Override
        default String objectName() {
            return group().name().value();
        }
    }

    /// A role of the Manager.
    sealed interface OfRole extends Change {
        RoleName role();

        @Override
        default ObjectKind kind() {
            return ObjectKind.ROLE;
        }

        @Override
        default String objectName() {
            return role().value();
        }
    }

    /// A new account without a usable password (R21).
    record CreateAccount(UserRef user, int uidNumber, int gidNumber, String description) implements OfAccount {}

    /// Other attributes of an owned account.
    record UpdateAccount(UserRef user, int gidNumber, String description, int oldGidNumber, String oldDescription)
            implements OfAccount {}

    /// The user has another name in the IAM now. Where there is a realm, the principal takes its key along.
    record RenameAccount(UserRef user, UserName newName) implements OfAccount {}

    /// The account is disabled from today on, but entry, numbers and principal stay. Its memberships and roles
    /// were removed before.
    record DisableAccount(UserRef user) implements OfAccount {}

    /// The account can be used again, by the same user as before. Memberships and roles follow later.
    record EnableAccount(UserRef user, int gidNumber, String description) implements OfAccount {}

    /// The account is deleted. Its memberships and roles were removed before.
    record DeleteAccount(UserRef user) implements OfAccount {}

    /// The account carries another cluster's mark and gets this one's instead. Where there is a realm, the
    /// principal gets it too. Nothing else changes.
    ///
    /// @param disabled whether the account is out of use, and stays so
    record AdoptAccount(UserRef user, ClusterId from, boolean disabled) implements OfAccount {}

    /// A new principal without a key, for an account that exists (R21, R25).
    record CreatePrincipal(UserRef user) implements Change {
        @Override
        public ObjectKind kind() {
            return ObjectKind.PRINCIPAL;
        }

        @Override
        public String objectName() {
            return user.name().value();
        }
    }

    /// The principal is deleted with its keys. The account's rights were removed before, the account itself is
    /// removed later.
    record DeletePrincipal(UserRef user) implements Change {
        @Override
        public ObjectKind kind() {
            return ObjectKind.PRINCIPAL;
        }

        @Override
        public String objectName() {
            return user.name().value();
        }
    }

    /// A new group with its members.
    ///
    /// @param asked whether it was asked for itself, and not only comes with one of its users (R17)
    record CreateGroup(GroupRef group, int gidNumber, String description, boolean asked, List<UserName> members)
            implements OfGroup {
        public CreateGroup {
            members = List.copyOf(members);
        }
    }

    /// Other members or another description of an owned group: only the difference, in one write.
    record ChangeGroup(
            GroupRef group, List<UserName> add, List<UserName> remove, String description, String oldDescription)
            implements OfGroup {
        public ChangeGroup {
            add = List.copyOf(add);
            remove = List.copyOf(remove);
        }
    }

    /// Corrects the server's list of its members' groups (`memberOf`) for one owned group, whose own list of
    /// members is right already and stays as it is.
    ///
    /// @param stale accounts whose `memberOf` names the group although they are not in it
    /// @param missing members of the group whose `memberOf` lacks it
    record RepairBacklinks(GroupRef group, List<UserName> stale, List<UserName> missing) implements OfGroup {
        public RepairBacklinks {
            stale = List.copyOf(stale);
            missing = List.copyOf(missing);
        }
    }

    /// The same for a group that does not exist any more: the `memberOf` of accounts still names it.
    ///
    /// @param group the name that no group bears
    record ClearBacklinks(GroupName group, List<UserName> stale) implements Change {
        public ClearBacklinks {
            stale = List.copyOf(stale);
        }

        @Override
        public ObjectKind kind() {
            return ObjectKind.GROUP;
        }

        @Override
        public String objectName() {
            return group.value();
        }
    }

    /// The group carries another cluster's mark and gets this one's instead.
    record AdoptGroup(GroupRef group, ClusterId from) implements OfGroup {}

    /// The group has another name in the IAM now.
    record RenameGroup(GroupRef group, GroupName newName) implements OfGroup {}

    /// The group is deleted, with all members that it has.
    record DeleteGroup(GroupRef group) implements OfGroup {}

    /// Owned accounts join or leave a group that is not owned, like `launcher-job`. Its other members are not
    /// touched.
    ///
    /// @param carried whether memberships only follow a user to another name: then the ownership stays as it is
    record ChangeManagerGroup(GroupName group, List<UserRef> add, List<UserRef> remove, boolean carried)
            implements Change {
        public ChangeManagerGroup {
            add = List.copyOf(add);
            remove = List.copyOf(remove);
        }

        public ChangeManagerGroup(GroupName group, List<UserRef> add, List<UserRef> remove) {
            this(group, add, remove, false);
        }

        @Override
        public ObjectKind kind() {
            return ObjectKind.GROUP;
        }

        @Override
        public String objectName() {
            return group.value();
        }
    }

    /// Owned groups get a role of the Manager.
    ///
    /// @param users owned accounts that had it by hand under their old name
    /// @param carried whether the role only follows its holders to their new names
    record GrantRole(RoleName role, List<GroupRef> groups, List<UserRef> users, boolean carried) implements OfRole {
        public GrantRole {
            groups = List.copyOf(groups);
            users = List.copyOf(users);
        }

        public GrantRole(RoleName role, List<GroupRef> groups, List<UserRef> users) {
            this(role, groups, users, false);
        }
    }

    /// Owned groups lose a role of the Manager; so do owned accounts that are about to be deleted or renamed.
    ///
    /// @param carried whether the role only follows its holders to their new names
    record WithdrawRole(RoleName role, List<GroupRef> groups, List<UserName> users, boolean carried) implements OfRole {
        public WithdrawRole {
            groups = List.copyOf(groups);
            users = List.copyOf(users);
        }

        public WithdrawRole(RoleName role, List<GroupRef> groups, List<UserName> users) {
            this(role, groups, users, false);
        }
    }
}
