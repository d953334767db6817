package io.rollcall.manager;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldif.LDIFException;
import io.rollcall.cluster.Secret;
import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.manager.connection.Timeouts;
import io.rollcall.manager.layout.EntryLayout;
import io.rollcall.manager.layout.GroupLayout;
import io.rollcall.sync.provisioning.UserRef;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/// Names, settings and foreign entries for the tests of a Manager, whatever server it runs on.
public final class ManagerFixture {
    private ManagerFixture() {}

    public static String userDn(String name) {
        return "uid=" + name + ",ou=Peoples," + LdapSettings.DEFAULT_BASE;
    }

    static String groupDn(String name) {
        return "cn=" + name + ",ou=Groups," + LdapSettings.DEFAULT_BASE;
    }

    public static void deleteTree(LDAPConnection admin, String dn) throws LDAPException {
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

    /// Whether the directory lets a person bind.
    public static boolean letsIn(LdapSettings settings, UserRef user, Secret password) {
        try (LDAPConnection connection = connect(settings, user, password)) {
            return connection.isConnected();
        } catch (LDAPException e) {
            return false;
        }
    }

    static LDAPConnection connect(LdapSettings settings, UserRef user, Secret password) throws LDAPException {
        return new LDAPConnection(
                "127.0.0.1",
                settings.servers().getFirst().getPort(),
                userDn(user.name().value()),
                password.reveal());
    }

    public static void until(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            // The processors are for what is waited for.
            LockSupport.parkNanos(1_000_000);
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

    /// The containers, one foreign account `hdfs`, one foreign group `launcher-job` with it, and the role
    /// `Manager_viewer`, which `hdfs` holds by hand, in the schema of the layout.
    public static void fill(LDAPConnection admin, EntryLayout layout) throws LDAPException {
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
