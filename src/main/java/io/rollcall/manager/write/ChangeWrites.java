package io.rollcall.manager.write;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.controls.AssertionRequestControl;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UserName;
import io.rollcall.manager.layout.DirectoryLayout;
import io.rollcall.manager.layout.MemberSet;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.GroupRef;
import io.rollcall.sync.provisioning.UserRef;
import io.rollcall.sync.target.ObjectKind;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Translates a change into the requests that carry it out, in their order. Nearly always that is one. Sends
/// nothing itself.
public final class ChangeWrites {
    /// The number of a group that exists only for a moment: no range of numbers begins so high.
    private static final int REPAIR_NUMBER = Integer.MAX_VALUE;

    private final DirectoryLayout layout;
    private final MemberEdits edits;
    private final InstantSource clock;

    /// @param clock says on which day an account is disabled, in UTC
    public ChangeWrites(DirectoryLayout layout, MemberEdits edits, InstantSource clock) {
        this.layout = layout;
        this.edits = edits;
        this.clock = clock;
    }

    /// The requests; none when the change changes nothing.
    public List<Write> of(Change change) {
        return switch (change) {
            case Change.CreateAccount create ->
                List.of(Write.add(
                        layout.account(create), layout.dn(create.user().name())));
            case Change.UpdateAccount update -> update(update);
            // The new name comes last: until then, the plan of a later run still sees that a rename is due.
            case Change.RenameAccount rename ->
                List.of(
                        Write.modify(userDn(rename.user()), mark(rename.user()), layout.namesOf(rename.newName())),
                        Write.rename(userDn(rename.user()), mark(rename.user()), layout.dn(rename.newName())));
            case Change.DisableAccount disable ->
                List.of(Write.modify(
                        userDn(disable.user()),
                        mark(disable.user()),
                        layout.disabled(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC))));
            case Change.EnableAccount enable ->
                List.of(Write.modify(
                        userDn(enable.user()),
                        mark(enable.user()),
                        layout.enabled(enable.gidNumber(), enable.description())));
            case Change.AdoptAccount adopt ->
                List.of(Write.modify(
                        userDn(adopt.user()),
                        layout.markOf(
                                adopt.from(), ObjectKind.USER, adopt.user().id()),
                        layout.adopted(
                                adopt.from(), ObjectKind.USER, adopt.user().id(), adopt.disabled())));
            case Change.AdoptGroup adopt ->
                List.of(Write.modify(
                        groupDn(adopt.group()),
                        layout.markOf(
                                adopt.from(), ObjectKind.GROUP, adopt.group().id()),
                        layout.adopted(
                                adopt.from(), ObjectKind.GROUP, adopt.group().id(), false)));
            case Change.DeleteAccount delete -> List.of(Write.delete(userDn(delete.user()), mark(delete.user())));
            case Change.CreatePrincipal _, Change.DeletePrincipal _ ->
                throw new IllegalArgumentException(DirectoryLayout.NO_REALM);
            case Change.CreateGroup create -> create(create);
            case Change.ChangeGroup group ->
                modifies(
                        groupDn(group.group()),
                        mark(group.group()),
                        edits.requests(
                                descriptionOf(group),
                                layout.groupMember(),
                                memberValues(group.remove()),
                                memberValues(group.add())));
            case Change.RepairBacklinks repair -> repair(repair);
            case Change.ClearBacklinks clear -> clear(clear);
            case Change.RenameGroup rename ->
                List.of(Write.rename(groupDn(rename.group()), mark(rename.group()), layout.dn(rename.newName())));
            case Change.DeleteGroup delete -> List.of(Write.delete(groupDn(delete.group()), mark(delete.group())));
            case Change.ChangeManagerGroup group ->
                foreign(
                        layout.dn(group.group()),
                        layout.groupMember(),
                        memberValues(names(group.remove())),
                        memberValues(names(group.add())));
            case Change.GrantRole grant ->
                foreign(
                        layout.dn(grant.role()),
                        DirectoryLayout.MEMBER,
                        List.of(),
                        holderDns(grant.groups(), names(grant.users())));
            case Change.WithdrawRole withdraw ->
                foreign(
                        layout.dn(withdraw.role()),
                        DirectoryLayout.MEMBER,
                        holderDns(withdraw.groups(), withdraw.users()),
                        List.of());
        };
    }

    private List<Modification> descriptionOf(Change.ChangeGroup group) {
        return group.description().equals(group.oldDescription())
                ? List.of()
                : List.of(layout.description(group.description()));
    }

    /// The whole new list of members in place of what differs, on the condition that the entry was not written to
    /// since it was read.
    ///
    /// @param existing the entry with its members and its [DirectoryLayout#VERSION]
    /// @return null when the list does not fit into one request, or the server gives entries no version
    @Nullable
    Write whole(Change.ChangeGroup group, Entry existing) {
        String attribute = layout.groupMember();
        List<String> versions = DirectoryLayout.values(existing, DirectoryLayout.VERSION);
        List<String> members = edits.changed(
                attribute,
                DirectoryLayout.values(existing, attribute),
                memberValues(group.remove()),
                memberValues(group.add()));
        if (versions.size() != 1 || !edits.fits(members)) {
            return null;
        }
        List<Modification> request = new ArrayList<>(descriptionOf(group));
        request.add(new Modification(ModificationType.REPLACE, attribute, members.toArray(String[]::new)));
        Write write = Write.modify(groupDn(group.group()), mark(group.group()), request);
        write.request()
                .addControl(new AssertionRequestControl(
                        Filter.createANDFilter(
                                Filter.createEqualityFilter(DirectoryLayout.MARK, mark(group.group())),
                                Filter.createEqualityFilter(DirectoryLayout.VERSION, versions.getFirst())),
                        true));
        return write;
    }

    private List<Write> update(Change.UpdateAccount update) {
        List<Modification> modifications = new ArrayList<>();
        if (update.gidNumber() != update.oldGidNumber()) {
            modifications.add(layout.gidNumber(update.gidNumber()));
        }
        if (!update.description().equals(update.oldDescription())) {
            modifications.add(layout.description(update.description()));
        }
        return modifications.isEmpty()
                ? List.of()
                : List.of(Write.modify(userDn(update.user()), mark(update.user()), modifications));
    }

    private List<Write> create(Change.CreateGroup create) {
        List<List<String>> chunks = edits.chunks(memberValues(create.members()));
        DN dn = groupDn(create.group());
        List<Write> writes = new ArrayList<>();
        writes.add(Write.add(layout.group(create, chunks.isEmpty() ? List.of() : chunks.getFirst()), dn));
        chunks.stream()
                .skip(1)
                .map(chunk ->
                        new Modification(ModificationType.ADD, layout.groupMember(), chunk.toArray(String[]::new)))
                .forEach(edit -> writes.add(Write.modify(dn, mark(create.group()), List.of(edit))));
        return writes;
    }

    /// The server writes memberOf when a member is added or removed, so each member is added and removed, or
    /// removed and added, within one request: no reader ever sees the group changed.
    private List<Write> repair(Change.RepairBacklinks repair) {
        List<Write> writes = new ArrayList<>();
        for (List<String> chunk : edits.chunks(memberValues(repair.stale()))) {
            writes.add(touch(repair.group(), ModificationType.ADD, ModificationType.DELETE, chunk));
        }
        for (List<String> chunk : edits.chunks(memberValues(repair.missing()))) {
            writes.add(touch(repair.group(), ModificationType.DELETE, ModificationType.ADD, chunk));
        }
        return writes;
    }

    private Write touch(GroupRef group, ModificationType first, ModificationType then, List<String> members) {
        String[] values = members.toArray(String[]::new);
        return Write.modify(
                groupDn(group),
                mark(group),
                List.of(
                        new Modification(first, layout.groupMember(), values),
                        new Modification(then, layout.groupMember(), values)));
    }

    /// A missing group is created for a moment; its deletion then removes the `memberOf` values that name it. It
    /// has a mark: if it is left behind, the next synchronization of everything deletes it.
    private List<Write> clear(Change.ClearBacklinks clear) {
        IamId noOwner = new IamId("memberof-repair");
        GroupRef group = new GroupRef(noOwner, clear.group());
        List<Write> writes =
                new ArrayList<>(create(new Change.CreateGroup(group, REPAIR_NUMBER, "", true, clear.stale())));
        writes.add(Write.delete(groupDn(group), mark(group)));
        return writes;
    }

    /// What makes an existing owned entry equal to the one that was to be created.
    List<Write> repair(Change create, Entry existing) {
        return switch (create) {
            case Change.CreateAccount account -> {
                List<Modification> edit = layout.repair(existing, layout.account(account), ObjectKind.USER);
                yield edit.isEmpty()
                        ? List.of()
                        : List.of(Write.modify(userDn(account.user()), mark(account.user()), edit));
            }
            case Change.CreateGroup group -> {
                Entry wanted = layout.group(group, memberValues(group.members()));
                String attribute = layout.groupMember();
                List<String> have = DirectoryLayout.values(existing, attribute);
                List<String> want = DirectoryLayout.values(wanted, attribute);
                yield modifies(
                        groupDn(group.group()),
                        mark(group.group()),
                        edits.requests(
                                layout.repair(existing, wanted, ObjectKind.GROUP),
                                attribute,
                                without(attribute, have, want),
                                without(attribute, want, have)));
            }
            default -> throw new IllegalArgumentException("not a creation: " + create);
        };
    }

    private static List<String> without(String attribute, List<String> values, List<String> taken) {
        MemberSet set = new MemberSet(attribute, taken);
        return values.stream().filter(value -> !set.contains(value)).toList();
    }

    private List<Write> foreign(DN dn, String attribute, Collection<String> remove, Collection<String> add) {
        return edits.requests(List.of(), attribute, remove, add).stream()
                .map(request -> Write.modify(dn, null, request))
                .toList();
    }

    private static List<Write> modifies(DN dn, String mark, List<List<Modification>> requests) {
        return requests.stream().map(request -> Write.modify(dn, mark, request)).toList();
    }

    private List<String> memberValues(List<UserName> names) {
        return names.stream().map(layout::groupMemberValue).toList();
    }

    private static List<UserName> names(List<UserRef> users) {
        return users.stream().map(UserRef::name).toList();
    }

    private List<String> holderDns(List<GroupRef> groups, List<UserName> users) {
        return Stream.concat(
                        groups.stream().map(group -> groupDn(group).toString()),
                        users.stream().map(user -> layout.dn(user).toString()))
                .toList();
    }

    private DN userDn(UserRef user) {
        return layout.dn(user.name());
    }

    private DN groupDn(GroupRef group) {
        return layout.dn(group.name());
    }

    private String mark(UserRef user) {
        return mark(ObjectKind.USER, user.id());
    }

    private String mark(GroupRef group) {
        return mark(ObjectKind.GROUP, group.id());
    }

    private String mark(ObjectKind kind, IamId id) {
        return layout.mark(kind, id);
    }
}
