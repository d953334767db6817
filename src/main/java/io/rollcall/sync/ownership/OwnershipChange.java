package io.rollcall.sync.ownership;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.target.Right;
import java.util.List;
import java.util.stream.Stream;

/// What a change of the Manager means for the ownership: one row of the database each, so that a slice of changes
/// and what is owned because of them are written in one transaction.
public sealed interface OwnershipChange {
    /// The user or group that it is about.
    IamId id();

    /// The account exists under that name; known grants stay.
    record KeepUser(IamId id, UserName name) implements OwnershipChange {}

    /// The group exists under that name; known grants stay.
    record KeepGroup(IamId id, GroupName name, boolean asked) implements OwnershipChange {}

    /// The group has another name.
    record RenameGroup(IamId id, GroupName name) implements OwnershipChange {}

    /// The account was deleted, and so were its grants.
    record ForgetUser(IamId id) implements OwnershipChange {}

    /// The group was deleted, and so were its grants.
    record ForgetGroup(IamId id) implements OwnershipChange {}

    /// The user was put into a group of the Manager, as promised ([Ownership#promised]).
    record AddUserGrant(IamId id, GroupName group) implements OwnershipChange {}

    /// The user was taken out again.
    record DropUserGrant(IamId id, GroupName group) implements OwnershipChange {}

    /// The group was given a role, as promised ([Ownership#promised]).
    record AddGroupGrant(IamId id, RoleName role) implements OwnershipChange {}

    /// The role was withdrawn again.
    record DropGroupGrant(IamId id, RoleName role) implements OwnershipChange {}

    /// The right has followed its holder to the new name and is not owed any more ([Ownership#owed]).
    record SettleRight(Right right) implements OwnershipChange {
        @Override
        public IamId id() {
            return right.holder();
        }
    }

    /// What follows from a change that was made.
    static List<OwnershipChange> of(Change change) {
        return switch (change) {
            case Change.CreateAccount c ->
                List.of(new KeepUser(c.user().id(), c.user().name()));
            case Change.RenameAccount c -> List.of(new KeepUser(c.user().id(), c.newName()));
            case Change.UpdateAccount c -> List.of();
            case Change.CreatePrincipal c -> List.of();
            case Change.DeletePrincipal c -> List.of();
            // The next plan adds it, with the rights that it has.
            case Change.AdoptAccount c -> List.of();
            case Change.AdoptGroup c -> List.of();
            // A disabled account is not part of the ownership: promises and answers are about the accounts in use.
            case Change.DisableAccount c -> List.of(new ForgetUser(c.user().id()));
            case Change.EnableAccount c ->
                List.of(new KeepUser(c.user().id(), c.user().name()));
            case Change.DeleteAccount c -> List.of(new ForgetUser(c.user().id()));
            case Change.CreateGroup c ->
                List.of(new KeepGroup(c.group().id(), c.group().name(), c.asked()));
            case Change.ChangeGroup c -> List.of();
            case Change.RepairBacklinks c -> List.of();
            case Change.ClearBacklinks c -> List.of();
            case Change.RenameGroup c -> List.of(new RenameGroup(c.group().id(), c.newName()));
            case Change.DeleteGroup c -> List.of(new ForgetGroup(c.group().id()));
            case Change.ChangeManagerGroup c
            when c.carried() ->
                c.add().stream()
                        .<OwnershipChange>map(user -> new SettleRight(new Right.Membership(user.id(), c.group())))
                        .toList();
            case Change.ChangeManagerGroup c ->
                Stream.<OwnershipChange>concat(
                                c.add().stream().map(user -> new AddUserGrant(user.id(), c.group())),
                                c.remove().stream().map(user -> new DropUserGrant(user.id(), c.group())))
                        .toList();
            case Change.GrantRole c
            when c.carried() ->
                Stream.<OwnershipChange>concat(
                                c.groups().stream()
                                        .map(group -> new SettleRight(new Right.GroupRole(group.id(), c.role()))),
                                c.users().stream()
                                        .map(user -> new SettleRight(new Right.UserRole(user.id(), c.role()))))
                        .toList();
            case Change.GrantRole c ->
                c.groups().stream()
                        .<OwnershipChange>map(group -> new AddGroupGrant(group.id(), c.role()))
                        .toList();
            case Change.WithdrawRole c when c.carried() -> List.of();
            case Change.WithdrawRole c ->
                c.groups().stream()
                        .<OwnershipChange>map(group -> new DropGroupGrant(group.id(), c.role()))
                        .toList();
        };
    }
}
