package io.rollcall.manager.read;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.SearchResultEntry;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.Numbering;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UserName;
import io.rollcall.manager.layout.DirectoryLayout;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.Backlinks;
import io.rollcall.sync.target.ObjectKind;
import io.rollcall.sync.target.OwnerMark;
import io.rollcall.sync.target.TargetGroup;
import io.rollcall.sync.target.TargetRole;
import io.rollcall.sync.target.TargetSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Builds a snapshot out of entries: all accounts first, then groups, then roles, since members are identified by
/// the entries read before. Not thread-safe; confined to one read.
///
/// A foreign entry whose name no owned entry could ever equal (longer than 255 characters, with control
/// characters) is left out.
public final class SnapshotReader {
    private final DirectoryLayout layout;
    private NameIndex<UserName> userNames;
    private NameIndex<GroupName> groupNames;
    private final List<Account> accounts = new ArrayList<>();
    private final List<TargetGroup> groups = new ArrayList<>();
    private final List<TargetRole> roles = new ArrayList<>();

    /// The accounts whose `memberOf` names a group below the container of groups, by the group's name. Empty where
    /// the server does not maintain `memberOf`, or was not asked for it.
    private final Map<GroupName, Set<UserName>> memberOf = new HashMap<>();

    public SnapshotReader(DirectoryLayout layout) {
        this.layout = layout;
        userNames = users();
        groupNames = groups();
    }

    private NameIndex<UserName> users() {
        return new NameIndex<>(
                layout.container(ObjectKind.USER), DirectoryLayout.UID, text -> valid(text, UserName::new));
    }

    private NameIndex<GroupName> groups() {
        return new NameIndex<>(
                layout.container(ObjectKind.GROUP), DirectoryLayout.CN, text -> valid(text, GroupName::new));
    }

    /// Takes the entries of one kind.
    public BulkSearch.EntrySink of(ObjectKind kind) {
        return new BulkSearch.EntrySink() {
            @Override
            public void begin() {
                forget(kind);
            }

            @Override
            public void accept(SearchResultEntry entry) throws LDAPException {
                SnapshotReader.this.accept(kind, entry);
            }
        };
    }

    private void forget(ObjectKind kind) {
        switch (kind) {
            case USER -> {
                accounts.clear();
                memberOf.clear();
                userNames = users();
                groupNames = groups();
            }
            case GROUP -> {
                groups.clear();
                groupNames = groups();
            }
            case ROLE -> roles.clear();
            case PRINCIPAL -> throw new IllegalArgumentException(DirectoryLayout.NO_REALM);
        }
    }

    /// Adds one entry.
    ///
    /// @throws LDAPException when the entry cannot be understood at all
    private void accept(ObjectKind kind, Entry entry) throws LDAPException {
        switch (kind) {
            case USER -> account(entry);
            case GROUP -> group(entry);
            case ROLE -> role(entry);
            case PRINCIPAL -> throw new IllegalArgumentException(DirectoryLayout.NO_REALM);
        }
    }

    public TargetSnapshot snapshot() {
        return new TargetSnapshot(accounts, groups, roles, backlinks());
    }

    /// Where memberOf differs from the groups. A missing value means something only where the server maintains
    /// memberOf for these groups at all: then some account has it.
    private Backlinks backlinks() {
        if (memberOf.isEmpty()) {
            return Backlinks.RIGHT;
        }
        Set<UserName> present = Set.copyOf(userNames.learned());
        Map<GroupName, Set<UserName>> stale = new HashMap<>();
        Map<GroupName, Set<UserName>> missing = new HashMap<>();
        Map<String, Set<UserName>> members = new HashMap<>();
        groups.forEach(group -> members.put(group.name().key(), group.members()));
        memberOf.forEach((group, said) -> said.stream()
                .filter(account -> !members.getOrDefault(group.key(), Set.of()).contains(account))
                .forEach(account ->
                        stale.computeIfAbsent(group, g -> new HashSet<>()).add(account)));
        Map<String, Set<UserName>> said = new HashMap<>();
        memberOf.forEach((group, accounts) -> said.put(group.key(), accounts));
        for (TargetGroup group : groups) {
            if (group.mark() == null) {
                continue;
            }
            Set<UserName> known = said.getOrDefault(group.name().key(), Set.of());
            for (UserName member : group.members()) {
                if (!known.contains(member) && present.contains(member)) {
                    missing.computeIfAbsent(group.name(), g -> new HashSet<>()).add(member);
                }
            }
        }
        return new Backlinks(stale, missing);
    }

    private void account(Entry entry) throws LDAPException {
        Place place = new Place(ObjectKind.USER, entry);
        for (String text : DirectoryLayout.values(entry, DirectoryLayout.UID)) {
            UserName name = valid(text, UserName::new).orElse(null);
            if (name == null) {
                continue;
            }
            boolean primary = place.isNamed(text);
            if (primary) {
                userNames.learn(entry.getDN(), name);
                for (String group : DirectoryLayout.values(entry, DirectoryLayout.MEMBER_OF)) {
                    GroupName said = groupNames.find(group);
                    if (said != null) {
                        memberOf.computeIfAbsent(said, g -> new HashSet<>()).add(name);
                    }
                }
            }
            OwnerMark mark = markAt(place, entry, primary);
            accounts.add(new Account(
                    name,
                    mark,
                    DirectoryLayout.number(entry, DirectoryLayout.UID_NUMBER),
                    DirectoryLayout.number(entry, DirectoryLayout.GID_NUMBER),
                    description(entry),
                    mark == null ? null : layout.disabledSince(entry),
                    mark == null ? layout.provenance(entry, ObjectKind.USER) : null));
        }
    }

    private void group(Entry entry) throws LDAPException {
        Place place = new Place(ObjectKind.GROUP, entry);
        Set<UserName> members = members(entry);
        for (String text : DirectoryLayout.values(entry, DirectoryLayout.CN)) {
            GroupName name = valid(text, GroupName::new).orElse(null);
            if (name == null) {
                continue;
            }
            boolean primary = place.isNamed(text);
            if (primary) {
                groupNames.learn(entry.getDN(), name);
            }
            OwnerMark mark = markAt(place, entry, primary);
            groups.add(new TargetGroup(
                    name,
                    mark,
                    DirectoryLayout.number(entry, DirectoryLayout.GID_NUMBER),
                    description(entry),
                    members,
                    mark == null ? layout.provenance(entry, ObjectKind.GROUP) : null));
        }
    }

    private void role(Entry entry) throws LDAPException {
        Place place = new Place(ObjectKind.ROLE, entry);
        Set<GroupName> holders = new HashSet<>();
        Set<UserName> users = new HashSet<>();
        for (String member : DirectoryLayout.values(entry, DirectoryLayout.MEMBER)) {
            GroupName group = groupNames.find(member);
            UserName user = group == null ? userNames.find(member) : null;
            if (group != null) {
                holders.add(group);
            } else if (user != null) {
                users.add(user);
            }
        }
        for (String text : DirectoryLayout.values(entry, DirectoryLayout.CN)) {
            // Only an entry directly below the container can be granted by its name.
            if (place.isNamed(text) && place.isDirectlyBelow()) {
                valid(text, RoleName::new).ifPresent(name -> roles.add(new TargetRole(name, holders, users)));
            }
        }
    }

    private Set<UserName> members(Entry entry) {
        Attribute attribute = entry.getAttribute(layout.groupMember());
        ASN1OctetString[] values = attribute == null ? new ASN1OctetString[0] : attribute.getRawValues();
        int[] members = new int[values.length];
        int count = 0;
        for (ASN1OctetString value : values) {
            int number = layout.membersAreDns()
                    ? userNames.number(value.getValue())
                    : userNames.numberOfName(value.getValue());
            if (number != Numbering.NONE) {
                members[count++] = number;
            }
        }
        return userNames.names().set(members, count);
    }

    /// A mark counts only where this service puts it: on the entry of that name, directly below the container.
    private @Nullable OwnerMark markAt(Place place, Entry entry, boolean primary) throws LDAPException {
        return primary && place.isDirectlyBelow() ? layout.markOn(entry, place.kind) : null;
    }

    /// Where an entry is. Nearly all are where this service puts them, in the same spelling, and their DNs need not
    /// be parsed.
    private final class Place {
        private final ObjectKind kind;
        private final Entry entry;
        private boolean plain;

        Place(ObjectKind kind, Entry entry) {
            this.kind = kind;
            this.entry = entry;
        }

        /// Whether the entry is named by that value of its naming attribute, and by nothing else.
        boolean isNamed(String value) throws LDAPException {
            if (layout.isPlainly(kind, entry.getDN(), value)) {
                plain = true;
                return true;
            }
            RDN rdn = DirectoryLayout.dnOf(entry).getRDN();
            return rdn != null
                    && rdn.getAttributeNames().length == 1
                    && rdn.equals(new RDN(layout.nameAttribute(kind), value));
        }

        boolean isDirectlyBelow() throws LDAPException {
            return plain
                    || layout.container(kind).equals(DirectoryLayout.dnOf(entry).getParent());
        }
    }

    private static String description(Entry entry) {
        List<String> values = DirectoryLayout.values(entry, DirectoryLayout.DESCRIPTION);
        return values.isEmpty() ? "" : values.getFirst();
    }

    private static <N> Optional<N> valid(String text, Function<String, N> constructor) {
        try {
            return Optional.of(constructor.apply(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
