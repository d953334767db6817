package io.rollcall.manager;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldif.LDIFException;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.manager.connection.Timeouts;
import io.rollcall.manager.layout.EntryLayout;
import io.rollcall.manager.layout.GroupLayout;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.ChangeOutcome;
import io.rollcall.sync.provisioning.ChangeOutcome.Applied;
import io.rollcall.sync.provisioning.Checkpoint;
import io.rollcall.sync.provisioning.GroupRef;
import io.rollcall.sync.provisioning.UserRef;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.OwnerMark;
import io.rollcall.sync.target.TargetGroup;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// A directory for the tests of a Manager, whatever server it runs on. It holds the suffix, the containers,
/// one foreign account `hdfs`, one foreign group `launcher-job` with it, and the role `Manager_viewer`,
/// which `hdfs` holds by hand.
public abstract class ManagerFixture {
    public static final ClusterId CLUSTER = new ClusterId("cluster-1");
    static final GroupName LAUNCHER = new GroupName("launcher-job");
    static final RoleName VIEWER = new RoleName("Manager_viewer");
    static final UserName HDFS = new UserName("hdfs");

    @SuppressWarnings("NullAway.Init") // JUnit prepares every test.
    LdapTarget target;

    /// How the service reaches the directory of this test.
    abstract LdapSettings settings();

    /// A connection that may do everything.
    abstract LDAPConnection admin() throws LDAPException;

    /// Ends the server as a crash would.
    abstract void crash() throws IOException;

    /// Starts it again on the same port and data.
    abstract void restart() throws IOException;

    /// Makes the state that the class comment tells.
    abstract void prepare() throws Exception;

    @BeforeEach
    void open() throws Exception {
        prepare();
        target = new LdapTarget(CLUSTER, settings());
    }

    @AfterEach
    void close() {
        target.close();
    }

    LdapTarget target() {
        return target;
    }

    public static UserRef user(String name) {
        return new UserRef(new IamId("u-" + name), new UserName(name));
    }

    public static GroupRef group(String name) {
        return new GroupRef(new IamId("g-" + name), new GroupName(name));
    }

    public static Change.CreateAccount account(String name, int number) {
        return new Change.CreateAccount(user(name), number, 10_000, "about " + name.strip());
    }

    public static Change.CreateGroup newGroup(String name, int number, String... members) {
        return new Change.CreateGroup(
                group(name),
                number,
                "",
                true,
                Stream.of(members).map(UserName::new).toList());
    }

    static Account expected(Change.CreateAccount account) {
        return new Account(
                account.user().name(),
                new OwnerMark(account.user().id()),
                account.uidNumber(),
                account.gidNumber(),
                account.description());
    }

    List<ChangeOutcome> apply(Change... changes) throws UnavailableException {
        return target.apply(List.of(changes), Checkpoint.OPEN);
    }

    /// Makes these changes, accounts before the groups that they are in, as the stages of a plan do.
    void given(Change... changes) throws UnavailableException {
        Map<Boolean, List<Change>> stages =
                Stream.of(changes).collect(Collectors.partitioningBy(Change.CreateAccount.class::isInstance));
        for (Boolean accounts : List.of(true, false)) {
            assertThat(target.apply(Objects.requireNonNull(stages.get(accounts)), Checkpoint.OPEN))
                    .allMatch(Applied.class::isInstance);
        }
    }

    Account readAccount(String name) throws UnavailableException {
        return Objects.requireNonNull(target.read(Progress.NONE).account(new UserName(name)), name);
    }

    TargetGroup readGroup(String name) throws UnavailableException {
        return Objects.requireNonNull(target.read(Progress.NONE).group(new GroupName(name)), name);
    }

    Set<UserName> names(String... names) {
        return Set.copyOf(Stream.of(names).map(UserName::new).toList());
    }

    Entry entry(String dn) throws LDAPException {
        try (LDAPConnection admin = admin()) {
            return Objects.requireNonNull(admin.getEntry(dn, "*", "modifyTimestamp", "entryCSN"), dn);
        }
    }

    void modify(String dn, ModificationType type, String attribute, String... values) throws LDAPException {
        try (LDAPConnection admin = admin()) {
            admin.modify(dn, new Modification(type, attribute, values));
        }
    }

    public static String userDn(String name) {
        return "uid=" + name + ",ou=Peoples," + LdapSettings.DEFAULT_BASE;
    }

    static String groupDn(String name) {
        return "cn=" + name + ",ou=Groups," + LdapSettings.DEFAULT_BASE;
    }

    static void deleteTree(LDAPConnection admin, String dn) throws LDAPException {
        if (admin.getEntry(dn, "1.1") == null) {
            return;
        }
        List<SearchResultEntry> children = Objects.requireNonNull(
                admin.search(dn, SearchScope.ONE, "(objectClass=*)", "1.1").getSearchEntries());
        for (Entry child : children) {
            admin.delete(child.getDN());
        }
        admin.delete(dn);
    }

    public static void until(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
        }
    }

    /// The same settings with little patience.
    static LdapSettings impatient(LdapSettings settings) {
        Timeouts usual = settings.timeouts();
        return patient(settings, new Timeouts(usual.connect(), usual.request(), Duration.ofMillis(300)));
    }

    static LdapSettings patient(LdapSettings settings, Timeouts timeouts) {
        return new LdapSettings(
                settings.servers(),
                settings.baseDn(),
                settings.login(),
                settings.startTls(),
                settings.caFile(),
                settings.layout(),
                timeouts);
    }

    /// The same directory by way of other addresses.
    static LdapSettings at(LdapSettings settings, URI... servers) {
        return new LdapSettings(
                List.of(servers),
                settings.baseDn(),
                settings.login(),
                settings.startTls(),
                settings.caFile(),
                settings.layout(),
                settings.timeouts());
    }

    static void add(LDAPConnection admin, String... ldif) throws LDAPException {
        try {
            admin.add(ldif);
        } catch (LDIFException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /// The foreign entries that every test starts with, in the schema of the layout.
    static void fill(LDAPConnection admin, EntryLayout layout) throws LDAPException {
        String base = LdapSettings.DEFAULT_BASE;
        for (String ou : List.of("Peoples", "Groups", "Roles")) {
            add(admin, "dn: ou=" + ou + "," + base, "objectClass: organizationalUnit", "ou: " + ou);
        }
        add(
                admin,
                "dn: " + userDn("hdfs"),
                "objectClass: inetOrgPerson",
                "objectClass: posixAccount",
                "uid: hdfs",
                "cn: hdfs",
                "sn: hdfs",
                "uidNumber: 2001",
                "gidNumber: 10000",
                "homeDirectory: /home/hdfs");
        boolean bis = layout.groups() == GroupLayout.RFC2307BIS;
        Entry launcher = new Entry(
                groupDn("launcher-job"),
                new Attribute("objectClass", layout.groupClasses()),
                new Attribute("cn", "launcher-job"),
                new Attribute("gidNumber", "10001"),
                bis ? new Attribute("member", userDn("hdfs")) : new Attribute("memberUid", "hdfs"));
        admin.add(launcher);
        add(
                admin,
                "dn: cn=Manager_viewer,ou=Roles," + base,
                "objectClass: organizationalRole",
                "objectClass: extensibleObject",
                "cn: Manager_viewer",
                "member: " + userDn("hdfs"));
    }
}
