package io.rollcall.manager.layout;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ResultCode;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.provisioning.Change.CreateAccount;
import io.rollcall.sync.provisioning.Change.CreateGroup;
import io.rollcall.sync.target.ObjectKind;
import io.rollcall.sync.target.OwnerMark;
import io.rollcall.sync.target.Provenance;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The only place that knows DNs, object classes and attributes of the Manager's directory. It sends no requests.
/// The reasons are in `docs/decisions/0004-directory-layout.md`.
public final class DirectoryLayout {
    public static final String NO_REALM = "principals are not in the directory but in a realm";
    public static final String UID = "uid";
    public static final String CN = "cn";
    public static final String MARK = "labeledURI";
    /// Changes with every write to an entry, on servers that have it.
    public static final String VERSION = "entryCSN";

    /// The groups of an entry, as the server maintains them.
    public static final String MEMBER_OF = "memberOf";

    public static final String DESCRIPTION = "description";
    public static final String UID_NUMBER = "uidNumber";
    public static final String GID_NUMBER = "gidNumber";
    public static final String PASSWORD = "userPassword";
    /// Of the password policy that OpenLDAP and others follow (draft-behera-ldap-password-policy).
    public static final String MUST_CHANGE = "pwdReset";
    /// The day from which on an account is disabled, counted from 1970-01-01 (RFC 2307): the nodes of a cluster
    /// check it.
    public static final String OUT_OF_USE = "shadowExpire";

    private static final LocalDate FAR_AWAY = LocalDate.of(9999, 12, 31);
    private static final String SCHEME = "urn:rollcall:";
    private static final Pattern ANY_MARK =
            Pattern.compile(Pattern.quote(SCHEME) + "(?<cluster>[^:]+):(?<kind>[^:]+):(?<id>.+)");
    /// DNs without anything that could be written in two ways, but for the letter case.
    private static final Pattern PLAIN_DN = Pattern.compile("[A-Za-z]+=[A-Za-z0-9_.-]+(,[A-Za-z]+=[A-Za-z0-9_.-]+)*");

    private static final String SN = "sn";
    private static final String HOME = "homeDirectory";
    private static final String SHELL = "loginShell";
    /// Members of roles in both layouts, of groups in one.
    public static final String MEMBER = "member";

    private static final String MEMBER_UID = "memberUid";

    private final EntryLayout layout;
    private final String markPrefix;
    private final String disabledMark;
    private final DN base;
    private final DN peopleContainer;
    private final DN groupContainer;
    private final DN roleContainer;

    /// What the DN of an entry directly below a container ends with.
    private final Map<ObjectKind, String> containerSuffix = new EnumMap<>(ObjectKind.class);

    public DirectoryLayout(ClusterId cluster, EntryLayout layout, String baseDn) {
        this.layout = layout;
        this.markPrefix = SCHEME + cluster.value() + ":";
        this.disabledMark = disabledMarkOf(cluster.value());
        try {
            this.base = new DN(baseDn);
        } catch (LDAPException e) {
            throw new IllegalArgumentException("'" + baseDn + "' is not a DN", e);
        }
        this.peopleContainer = child("ou", "Peoples", base);
        this.groupContainer = child("ou", "Groups", base);
        this.roleContainer = child("ou", "Roles", base);
        for (ObjectKind kind : List.of(ObjectKind.USER, ObjectKind.GROUP, ObjectKind.ROLE)) {
            containerSuffix.put(kind, "," + container(kind));
        }
    }

    public DN base() {
        return base;
    }

    /// The entry below which all objects of a kind are.
    public DN container(ObjectKind kind) {
        return switch (kind) {
            case USER -> peopleContainer;
            case GROUP -> groupContainer;
            case ROLE -> roleContainer;
            case PRINCIPAL -> throw new IllegalArgumentException(NO_REALM);
        };
    }

    /// The entry to add where the container of a kind is missing.
    public Entry containerEntry(ObjectKind kind) {
        DN dn = container(kind);
        return new Entry(
                dn,
                new Attribute("objectClass", "top", "organizationalUnit"),
                new Attribute("ou", rdn(dn).getAttributeValues()[0]));
    }

    /// Whether a DN is, letter for letter, where this service puts the entry of that name. A `false` says nothing:
    /// then the DN has to be parsed.
    public boolean isPlainly(ObjectKind kind, String dn, String name) {
        String attribute = nameAttribute(kind);
        String below = containerSuffix.get(kind);
        return below != null
                && dn.length() == attribute.length() + 1 + name.length() + below.length()
                && dn.startsWith(attribute)
                && dn.charAt(attribute.length()) == '='
                && dn.startsWith(name, attribute.length() + 1)
                && dn.endsWith(below)
                && isPlain(name);
    }

    /// Whether a text means the same in a DN or a mark as by itself: letters, digits and dashes.
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!plain && c != '-' && c != '_' && c != '.') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    public DN dn(UserName name) {
        return child(UID, name.value(), peopleContainer);
    }

    public DN dn(GroupName name) {
        return child(CN, name.value(), groupContainer);
    }

    public DN dn(RoleName name) {
        return child(CN, name.value(), roleContainer);
    }

    /// The leftmost part of a DN; only the empty DN has none, and no entry here has the empty DN.
    public static RDN rdn(DN dn) {
        RDN rdn = dn.getRDN();
        if (rdn == null) {
            throw new IllegalArgumentException("the empty DN has no name");
        }
        return rdn;
    }

    private static DN child(String attribute, String value, DN parent) {
        return new DN(new RDN(attribute, value), parent);
    }

    /// The attribute whose values are the names of an entry.
    public String nameAttribute(ObjectKind kind) {
        return kind == ObjectKind.USER ? UID : CN;
    }

    /// All entries below a container that have a name, no matter what made them: their names are taken.
    public Filter filter(ObjectKind kind) {
        return Filter.createPresenceFilter(nameAttribute(kind));
    }

    /// The attributes that a snapshot is made of.
    public String[] attributes(ObjectKind kind) {
        return switch (kind) {
            case USER -> new String[] {UID, UID_NUMBER, GID_NUMBER, DESCRIPTION, MARK, OUT_OF_USE};
            case GROUP -> new String[] {CN, GID_NUMBER, DESCRIPTION, MARK, groupMember()};
            case ROLE -> new String[] {CN, MEMBER};
            case PRINCIPAL -> throw new IllegalArgumentException(NO_REALM);
        };
    }

    public String groupMember() {
        return membersAreDns() ? MEMBER : MEMBER_UID;
    }

    /// Whether the members of groups are DNs, or else names.
    public boolean membersAreDns() {
        return layout.groups() == GroupLayout.RFC2307BIS;
    }

    public String groupMemberValue(UserName name) {
        if (!membersAreDns()) {
            return name.value();
        }
        // The text of the DN without the DN: a first synchronization needs a value for each membership.
        return isPlain(name.value())
                ? UID + "=" + name.value() + containerSuffix.get(ObjectKind.USER)
                : dn(name).toString();
    }

    /// The text of this cluster's mark on an entry of that kind.
    public String mark(ObjectKind kind, IamId id) {
        String encoded = URLEncoder.encode(id.value(), StandardCharsets.UTF_8).replace("+", "%20");
        return markPrefix + kind.word() + ":" + encoded;
    }

    /// What replaces the mark of another cluster's synchronization with this cluster's, in one write.
    ///
    /// @param disabled whether the account is disabled: a second mark of the same cluster says so
    public List<Modification> adopted(ClusterId from, ObjectKind kind, IamId id, boolean disabled) {
        List<Modification> all = new ArrayList<>();
        all.add(new Modification(ModificationType.DELETE, MARK, markOf(from, kind, id)));
        all.add(new Modification(ModificationType.ADD, MARK, mark(kind, id)));
        if (disabled) {
            all.add(new Modification(ModificationType.DELETE, MARK, disabledMarkOf(from.value())));
            all.add(new Modification(ModificationType.ADD, MARK, disabledMark));
        }
        return all;
    }

    /// The mark of another cluster's synchronization.
    public String markOf(ClusterId other, ObjectKind kind, IamId id) {
        return SCHEME + other.value() + ":" + mark(kind, id).substring(markPrefix.length());
    }

    private static String disabledMarkOf(String cluster) {
        return SCHEME + cluster + ":disabled";
    }

    /// This cluster's mark on an entry, or null when there is none or only another cluster's.
    public @Nullable OwnerMark markOn(Entry entry, ObjectKind kind) {
        String prefix = markPrefix + kind.word() + ":";
        for (String value : values(entry, MARK)) {
            if (value.startsWith(prefix)) {
                String encodedId = value.substring(prefix.length());
                try {
                    if (isPlain(encodedId)) {
                        return new OwnerMark(new IamId(encodedId));
                    }
                    IamId id = new IamId(URLDecoder.decode(encodedId, StandardCharsets.UTF_8));
                    // Only the exact text counts: a write demands it.
                    return mark(kind, id).equals(value) ? new OwnerMark(id) : null;
                } catch (IllegalArgumentException _) {
                    return null;
                }
            }
        }
        return null;
    }

    /// What the marks on a foreign entry tell; null when they tell nothing.
    public @Nullable Provenance provenance(Entry entry, ObjectKind kind) {
        if (markOn(entry, kind) != null) {
            return new Provenance.Misplaced(entry.getDN());
        }
        for (String value : values(entry, MARK)) {
            Matcher other = ANY_MARK.matcher(value);
            if (other.matches() && other.group("kind").equals(kind.word())) {
                try {
                    return new Provenance.OtherCluster(
                            other.group("cluster"),
                            new IamId(URLDecoder.decode(other.group("id"), StandardCharsets.UTF_8)),
                            values(entry, MARK).contains(disabledMarkOf(other.group("cluster"))));
                } catch (IllegalArgumentException _) {
                    // No synchronization writes such a mark.
                }
            }
        }
        return null;
    }

    public Entry account(CreateAccount account) {
        UserName name = account.user().name();
        Entry entry = new Entry(
                dn(name),
                classes(layout.userClasses()),
                new Attribute(UID, name.value()),
                new Attribute(CN, name.value()),
                new Attribute(SN, name.value()),
                new Attribute(UID_NUMBER, Integer.toString(account.uidNumber())),
                new Attribute(GID_NUMBER, Integer.toString(account.gidNumber())),
                new Attribute(HOME, home(name)),
                new Attribute(SHELL, layout.shell()),
                new Attribute(MARK, mark(ObjectKind.USER, account.user().id())));
        describe(entry, account.description());
        return entry;
    }

    /// A group with the first of its members.
    public Entry group(CreateGroup group, Collection<String> memberValues) {
        GroupName name = group.group().name();
        Entry entry = new Entry(
                dn(name),
                classes(layout.groupClasses()),
                new Attribute(CN, name.value()),
                new Attribute(GID_NUMBER, Integer.toString(group.gidNumber())),
                new Attribute(MARK, mark(ObjectKind.GROUP, group.group().id())));
        describe(entry, group.description());
        if (!memberValues.isEmpty()) {
            entry.addAttribute(new Attribute(groupMember(), memberValues));
        }
        return entry;
    }

    private static Attribute classes(List<String> own) {
        List<String> all = new ArrayList<>(own);
        all.addFirst("top");
        all.addLast("labeledURIObject");
        return new Attribute("objectClass", all);
    }

    private static void describe(Entry entry, String description) {
        if (!description.isEmpty()) {
            entry.addAttribute(DESCRIPTION, description);
        }
    }

    /// What disables an owned account: no password, so no bind; expired for the nodes; and a second mark, which
    /// tells it from a `shadowExpire` that an administrator set. There is no way to lock a password that all
    /// servers know, so the password is removed.
    public List<Modification> disabled(LocalDate today) {
        return List.of(
                new Modification(ModificationType.ADD, "objectClass", "shadowAccount"),
                new Modification(ModificationType.REPLACE, OUT_OF_USE, Long.toString(today.toEpochDay())),
                new Modification(ModificationType.ADD, MARK, disabledMark),
                new Modification(ModificationType.REPLACE, PASSWORD));
    }

    /// What enables a disabled account again.
    public List<Modification> enabled(int gidNumber, String description) {
        return List.of(
                new Modification(ModificationType.DELETE, MARK, disabledMark),
                new Modification(ModificationType.REPLACE, OUT_OF_USE),
                gidNumber(gidNumber),
                description(description));
    }

    /// Since when an entry is disabled by this service; null when it is in use. An administrator who removes the
    /// day by hand keeps the account from being deleted.
    public @Nullable LocalDate disabledSince(Entry entry) {
        if (!values(entry, MARK).contains(disabledMark)) {
            return null;
        }
        int day = number(entry, OUT_OF_USE);
        return day < 0 ? FAR_AWAY : LocalDate.ofEpochDay(day);
    }

    public Modification description(String description) {
        return description.isEmpty()
                ? new Modification(ModificationType.REPLACE, DESCRIPTION)
                : new Modification(ModificationType.REPLACE, DESCRIPTION, description);
    }

    public Modification gidNumber(int number) {
        return new Modification(ModificationType.REPLACE, GID_NUMBER, Integer.toString(number));
    }

    /// What follows from an account's name besides its DN. The home directory is renamed too: the next owner of
    /// the old name must not find the files of the previous one.
    public List<Modification> namesOf(UserName name) {
        return List.of(
                new Modification(ModificationType.REPLACE, CN, name.value()),
                new Modification(ModificationType.REPLACE, SN, name.value()),
                new Modification(ModificationType.REPLACE, HOME, home(name)));
    }

    private String home(UserName name) {
        return layout.home().replace(EntryLayout.NAME, name.value());
    }

    /// Changes of the single-valued attributes that make an existing owned entry equal to the wanted one.
    public List<Modification> repair(Entry existing, Entry wanted, ObjectKind kind) {
        List<String> compared = kind == ObjectKind.USER
                ? List.of(CN, SN, DESCRIPTION, UID_NUMBER, GID_NUMBER, HOME, SHELL)
                : List.of(DESCRIPTION, GID_NUMBER);
        List<Modification> modifications = new ArrayList<>();
        for (String attribute : compared) {
            if (!values(existing, attribute).equals(values(wanted, attribute))) {
                modifications.add(new Modification(
                        ModificationType.REPLACE,
                        attribute,
                        values(wanted, attribute).toArray(String[]::new)));
            }
        }
        return modifications;
    }

    /// The form in which the directory compares two member values of one attribute.
    static String memberKey(String attribute, String value) {
        return attribute.equalsIgnoreCase(MEMBER) ? normalized(value) : value;
    }

    /// A DN in the form in which two of them are compared; the text itself where it is none.
    public static String normalized(String dn) {
        if (PLAIN_DN.matcher(dn).matches()) {
            return dn.toLowerCase(Locale.ROOT);
        }
        try {
            return DN.normalize(dn);
        } catch (LDAPException _) {
            return dn;
        }
    }

    public static List<String> values(Entry entry, String attribute) {
        String[] values = entry.getAttributeValues(attribute);
        return values == null ? List.of() : Arrays.asList(values);
    }

    public static int number(Entry entry, String attribute) {
        Integer number = entry.getAttributeValueAsInteger(attribute);
        return number == null || number < 0 ? -1 : number;
    }

    /// The parsed DN of an entry that a server sent.
    public static DN dnOf(Entry entry) throws LDAPException {
        try {
            return entry.getParsedDN();
        } catch (LDAPException e) {
            throw new LDAPException(ResultCode.DECODING_ERROR, "the directory sent an entry with a broken DN", e);
        }
    }
}
