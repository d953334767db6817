package io.rollcall.manager.examination;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.schema.Schema;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.Text;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import io.rollcall.manager.connection.LdapConnections;
import io.rollcall.manager.connection.LdapErrors;
import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.manager.layout.DirectoryLayout;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.GroupRef;
import io.rollcall.sync.provisioning.UserRef;
import io.rollcall.sync.rules.Entitlement;
import io.rollcall.sync.rules.Entitlements;
import io.rollcall.sync.target.ObjectKind;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Examines the directory of a cluster's Manager by the login of this service. It makes an account and a group that
/// carry the cluster's mark and removes them at once; should that fail, the next full synchronization removes them.
public final class DirectoryExamination {
    /// Kerberos and signatures tolerate five and fifteen minutes; a minute is a clock that nothing keeps right.
    private static final Duration SKEW = Duration.ofMinutes(1);

    /// Beside all numbers that are given to users.
    private static final int PROBE_NUMBER = 2_147_000_000;

    private static final Duration TIDIED_WITHIN = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final LdapSettings settings;
    private final DirectoryLayout layout;
    private final Entitlements entitlements;
    private final InstantSource clock;
    private final boolean write;
    private final List<Finding> findings = new ArrayList<>();

    /// @param write whether the right to write may be tried
    public DirectoryExamination(
            ClusterId cluster, LdapSettings settings, Entitlements entitlements, InstantSource clock, boolean write) {
        this.settings = settings;
        this.layout = new DirectoryLayout(cluster, settings.layout(), settings.baseDn());
        this.entitlements = entitlements;
        this.clock = clock;
        this.write = write;
    }

    /// All that was found, in the order of the examination.
    public List<Finding> examine() {
        boolean any = false;
        for (URI server : settings.servers()) {
            any |= answers(server);
        }
        if (!any) {
            return findings;
        }
        try (LdapConnections connections = new LdapConnections(settings, Duration.ofSeconds(1))) {
            boolean ignored = connections.with(UnavailableException.Part.MANAGER_USER, connection -> {
                look(connection);
                return true;
            });
        } catch (UnavailableException e) {
            findings.add(
                    Finding.wrong("directory", String.valueOf(e.getMessage()), "look at the log of the directory"));
        }
        return findings;
    }

    private boolean answers(URI server) {
        LdapSettings one = new LdapSettings(
                List.of(server),
                settings.baseDn(),
                settings.login(),
                settings.startTls(),
                settings.caFile(),
                settings.layout(),
                settings.timeouts());
        try (LdapConnections connections = new LdapConnections(one, Duration.ofSeconds(1))) {
            boolean ignored = connections.with(UnavailableException.Part.MANAGER_USER, LDAPConnection::isConnected);
            findings.add(Finding.ok("bind", server + " takes the login"));
            return true;
        } catch (UnavailableException | IllegalArgumentException e) {
            findings.add(Finding.wrong(
                    "bind",
                    server + ": " + e.getMessage(),
                    "check whether the directory runs, and servers, bind_dn, bind_password and ca_file of"
                            + " manager.ldap"));
            return false;
        }
    }

    private void look(LDAPConnection connection) throws LDAPException {
        containers(connection);
        schema(connection);
        int users = count(connection, ObjectKind.USER);
        int groups = count(connection, ObjectKind.GROUP);
        if (users >= 0 && groups >= 0) {
            findings.add(Finding.ok(
                    "size limits",
                    Text.count(users, "account") + " and " + Text.count(groups, "group")
                            + " are read in one answer each"));
        }
        table(connection);
        if (write) {
            new Probe(connection).run();
        } else {
            findings.add(Finding.note("write right", "was not tried", "leave out --no-write"));
        }
    }

    private void containers(LDAPConnection connection) throws LDAPException {
        List<String> missing = new ArrayList<>();
        for (ObjectKind kind : List.of(ObjectKind.USER, ObjectKind.GROUP, ObjectKind.ROLE)) {
            DN dn = layout.container(kind);
            if (connection.getEntry(dn.toString(), "1.1") == null) {
                missing.add(dn.toString());
            }
        }
        findings.add(
                missing.isEmpty()
                        ? Finding.ok("entries", "the containers of users, groups and roles are there")
                        : Finding.wrong(
                                "entries",
                                "missing, or not to be seen by the login: " + String.join("; ", missing),
                                "load manager-base.ldif (on Debian's slapd manager-debian.ldif), or let the login read them"
                                        + " (docs/manager.md)"));
    }

    private void schema(LDAPConnection connection) throws LDAPException {
        Schema schema = connection.getSchema();
        if (schema == null) {
            findings.add(Finding.note("schema", "the login cannot read it", "let the login read the subschema"));
            return;
        }
        Set<String> missing = new TreeSet<>();
        List<String> needed = new ArrayList<>(settings.layout().userClasses());
        needed.addAll(settings.layout().groupClasses());
        needed.add("labeledURIObject");
        for (String name : needed) {
            if (schema.getObjectClass(name) == null) {
                missing.add(name);
            }
        }
        findings.add(
                missing.isEmpty()
                        ? Finding.ok("schema", "knows all object classes of accounts and groups")
                        : Finding.wrong(
                                "schema",
                                "lacks the object classes " + String.join(", ", missing),
                                "load the schema, or set groups (on Debian's slapd rfc2307), user_classes and group_classes"
                                        + " of manager.ldap (docs/manager.md)"));
    }

    /// @return -1 where not all could be read
    private int count(LDAPConnection connection, ObjectKind kind) throws LDAPException {
        try {
            return connection
                    .search(new SearchRequest(
                            layout.container(kind).toString(), SearchScope.ONE, layout.filter(kind), "1.1"))
                    .getEntryCount();
        } catch (LDAPException e) {
            if (e.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)
                    || e.getResultCode().equals(ResultCode.ADMIN_LIMIT_EXCEEDED)
                    || e.getResultCode().equals(ResultCode.TIME_LIMIT_EXCEEDED)) {
                findings.add(Finding.wrong(
                        "size limits",
                        "the directory cuts the list of all " + kind.word() + "s off: " + LdapErrors.worded(e),
                        "lift the limits for this login, in OpenLDAP by olcLimits (docs/manager.md)"));
                return -1;
            }
            if (e.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)) {
                return -1;
            }
            throw e;
        }
    }

    /// The roles and groups of the Manager that policies give.
    private void table(LDAPConnection connection) throws LDAPException {
        Set<RoleName> roles = new TreeSet<>();
        Set<GroupName> groups = new TreeSet<>();
        entitlements.rows().forEach((Entitlement row) -> {
            roles.addAll(row.roles());
            groups.addAll(row.managerGroups());
        });
        List<String> missing = new ArrayList<>();
        for (RoleName role : roles) {
            if (connection.getEntry(layout.dn(role).toString(), "1.1") == null) {
                missing.add("role " + role);
            }
        }
        for (GroupName group : groups) {
            if (connection.getEntry(layout.dn(group).toString(), "1.1") == null) {
                missing.add("group " + group);
            }
        }
        findings.add(
                missing.isEmpty()
                        ? Finding.ok(
                                "roles",
                                "all that policies give is there: " + Text.count(roles.size(), "role") + " and "
                                        + Text.count(groups.size(), "group"))
                        : Finding.wrong(
                                "roles",
                                "the Manager lacks what policies give, which is refused in every plan: "
                                        + String.join(", ", missing),
                                "make these entries, which manager-base.ldif and manager-debian.ldif have, or take them out of"
                                        + " entitlements (docs/manager.md)"));
    }

    /// One account and one group that exist for a moment.
    private final class Probe {
        private final LDAPConnection connection;
        private final Entry account;
        private final Entry group;

        Probe(LDAPConnection connection) {
            this.connection = connection;
            String suffix = Long.toHexString(RandomGenerator.getDefault().nextLong(1L << 32));
            UserName user = new UserName("rollcall-doctor-" + suffix);
            GroupName name = new GroupName("rollcall-doctor-" + suffix);
            IamId id = new IamId("rollcall-doctor-" + suffix);
            account = layout.account(new Change.CreateAccount(
                    new UserRef(id, user), PROBE_NUMBER, PROBE_NUMBER, "made and removed by rollcall doctor"));
            group = layout.group(
                    new Change.CreateGroup(new GroupRef(id, name), PROBE_NUMBER, "", true, List.of(user)),
                    List.of(layout.groupMemberValue(user)));
        }

        void run() throws LDAPException {
            boolean made = tried("make accounts", layout.container(ObjectKind.USER), () -> connection.add(account));
            if (!made) {
                return;
            }
            boolean grouped = false;
            try {
                clock();
                grouped = tried("make groups", layout.container(ObjectKind.GROUP), () -> connection.add(group));
                boolean roles = role();
                if (grouped && roles) {
                    findings.add(Finding.ok("write right", "an account and a group were made, changed and removed"));
                }
                if (grouped) {
                    overlays();
                }
            } finally {
                remove(group, grouped);
                remove(account, true);
            }
        }

        private void remove(Entry entry, boolean there) throws LDAPException {
            if (!there) {
                return;
            }
            try {
                connection.delete(entry.getDN());
            } catch (LDAPException e) {
                if (!e.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)) {
                    findings.add(Finding.wrong(
                            "write right",
                            "the login may make entries and not delete them: " + LdapErrors.worded(e),
                            "delete " + entry.getDN() + ", and give the login the right (docs/manager.md)"));
                }
            }
        }

        /// Adds the probe to a role and takes it out in the same request: nothing is left of it.
        private boolean role() throws LDAPException {
            List<RoleName> roles = entitlements
                    .rows()
                    .flatMap(row -> row.roles().stream())
                    .distinct()
                    .sorted()
                    .toList();
            for (RoleName role : roles) {
                String dn = layout.dn(role).toString();
                if (connection.getEntry(dn, "1.1") != null) {
                    return tried(
                            "grant roles",
                            layout.container(ObjectKind.ROLE),
                            () -> connection.modify(
                                    dn,
                                    new Modification(ModificationType.ADD, DirectoryLayout.MEMBER, account.getDN()),
                                    new Modification(
                                            ModificationType.DELETE, DirectoryLayout.MEMBER, account.getDN())));
                }
            }
            return true;
        }

        private interface Request {
            Object send() throws LDAPException;
        }

        private boolean tried(String what, DN where, Request request) throws LDAPException {
            try {
                Object ignored = request.send();
                return true;
            } catch (LDAPException e) {
                if (LdapErrors.passes(e.getResultCode())) {
                    throw e;
                }
                findings.add(Finding.wrong(
                        "write right",
                        "the login cannot " + what + " below " + where + ": " + LdapErrors.worded(e),
                        "give the login write access there, by a rule before the general ones: docs/ldap has the rules"
                                + " for each server (docs/manager.md)"));
                return false;
            }
        }

        /// What the server does by itself with the members of groups.
        private void overlays() throws LDAPException {
            if (!layout.membersAreDns()) {
                return;
            }
            Entry seen = connection.getEntry(account.getDN(), DirectoryLayout.MEMBER_OF);
            boolean backlinks = seen != null && seen.hasAttribute(DirectoryLayout.MEMBER_OF);
            connection.delete(account.getDN());
            boolean tidied = isTidied();
            findings.add(
                    backlinks
                            ? Finding.ok("memberOf", "the server keeps memberOf")
                            : Finding.note(
                                    "memberOf",
                                    "the server keeps no memberOf",
                                    "add the overlay memberof or dynlist if services read memberOf"));
            findings.add(
                    tidied
                            ? Finding.ok("refint", "the server takes deleted accounts out of their groups")
                            : Finding.note(
                                    "refint",
                                    "a deleted account stays a member of its groups; Rollcall takes its own out first",
                                    "add the overlay refint if others delete accounts, too"));
        }

        /// OpenLDAP's refint does its work behind the answer to the deletion.
        private boolean isTidied() throws LDAPException {
            long begin = System.nanoTime();
            while (true) {
                Entry left = connection.getEntry(group.getDN(), layout.groupMember());
                boolean tidied = left != null && !left.hasAttribute(layout.groupMember());
                if (tidied || left == null || System.nanoTime() - begin >= TIDIED_WITHIN.toNanos()) {
                    return tidied;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }

        private void clock() throws LDAPException {
            Entry seen = connection.getEntry(account.getDN(), "createTimestamp");
            Date made = seen == null ? null : seen.getAttributeValueAsDate("createTimestamp");
            skew("clock", "the directory", made == null ? null : made.toInstant(), clock.instant())
                    .ifPresent(findings::add);
        }
    }

    /// Compares a clock with that of this machine.
    ///
    /// @param there null where the server does not tell
    public static Optional<Finding> skew(String about, String whose, @Nullable Instant there, Instant here) {
        if (there == null) {
            return Optional.empty();
        }
        Duration skew = Duration.between(there, here).abs();
        return Optional.of(
                skew.compareTo(SKEW) <= 0
                        ? Finding.ok(about, "that of " + whose + " agrees with this machine's")
                        : Finding.wrong(
                                about,
                                "that of " + whose + " differs from this machine's by " + skew.toSeconds() + " s",
                                "let both follow the same time servers"));
    }
}
