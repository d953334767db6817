package io.rollcall.manager;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import io.rollcall.api.MapIdentitySource;
import io.rollcall.manager.layout.DirectoryLayout;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationState;
import io.rollcall.sync.provisioning.SampleChanges;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A directory full of other people's entries, before and after everything was synchronized and cancelled.
class ForeignEntriesIT {
    private static final int USERS = 40;
    /// Granting means to add our groups to a role, and our users to the Manager's group for launching jobs:
    /// these three entries of others have to be written to.
    private static final String[] GRANTED = {
        "cn=Manager_viewer,ou=Roles,dc=hadoop,dc=com",
        "cn=default,ou=Roles,dc=hadoop,dc=com",
        "cn=launcher-job,ou=Groups,dc=hadoop,dc=com"
    };

    @TempDir
    Path folder;

    @Test
    void nothingOfOthersDiffersInOneByteAfterASynchronizationAndACancel() throws Exception {
        try (Slapd slapd = SyncedCluster.directory();
                SyncedCluster cluster = new SyncedCluster(folder, slapd.settings(), iam())) {
            addForeigners(slapd);
            Map<String, String> before = export(slapd, true);
            Map<String, String> values = export(slapd, false);
            assertThat(before).hasSizeGreaterThan(1_000);

            Operation synchronization = cluster.synchronizeAll();

            // Ten are called like foreign users, ten like foreign users in capitals, two like built-in ones.
            assertThat(synchronization.state()).isEqualTo(OperationState.COMPLETED_WITH_ERRORS);
            assertThat(cluster.operations()
                            .synchronizedNames(SampleChanges.CLUSTER)
                            .userNames())
                    .hasSize(USERS - 20);
            Map<String, String> during = export(slapd, true);
            assertThat(during.keySet()).isEqualTo(before.keySet());
            assertThat(before.keySet().stream().filter(dn -> !Objects.equals(during.get(dn), before.get(dn))))
                    .containsExactlyInAnyOrder(GRANTED);

            assertThat(cluster.cancelAll().state()).isEqualTo(OperationState.COMPLETED);

            Map<String, String> after = export(slapd, true);
            for (String dn : GRANTED) {
                before.remove(dn);
                after.remove(dn);
            }
            assertThat(after).isEqualTo(before);
            // The three have their values back; only the times of their changes tell.
            assertThat(export(slapd, false)).isEqualTo(values);
        }
    }

    private static MapIdentitySource iam() {
        return SyncedCluster.iam(USERS)
                .user("hdfs")
                .user("Yarn")
                .group("more", java.util.List.of("hdfs", "Yarn", "user00030"), SyncedCluster.VIEWERS)
                .group("supergroup", java.util.List.of("user00031"), SyncedCluster.VIEWERS)
                .group("foreign00001", java.util.List.of("user00032"), SyncedCluster.VIEWERS);
    }

    private static void addForeigners(Slapd slapd) throws LDAPException {
        try (LDAPConnection admin = slapd.admin()) {
            for (int i = 0; i < 400; i++) {
                String like = "user%05d".formatted(i);
                String name = i < 10 ? like : i < 20 ? like.toUpperCase(Locale.ROOT) : "other%05d".formatted(i);
                user(admin, name, 3_000 + i);
                admin.add(new Entry(
                        ManagerFixture.groupDn(i % 2 == 0 ? "foreign%05d".formatted(i) : "FOREIGN%05d".formatted(i)),
                        new Attribute("objectClass", "groupOfMembers", "posixGroup"),
                        new Attribute("cn", "foreign%05d".formatted(i)),
                        new Attribute("gidNumber", Integer.toString(5_000 + i)),
                        new Attribute("member", ManagerFixture.userDn(name))));
            }
            for (String builtIn : new String[] {"YARN", "omm", "mapred"}) {
                user(admin, builtIn, 2_500 + builtIn.hashCode() % 100);
            }
            for (int i = 0; i < 250; i++) {
                admin.add(new Entry(
                        "cn=role%05d,ou=Roles,%s".formatted(i, Slapd.BASE),
                        new Attribute("objectClass", "organizationalRole", "extensibleObject"),
                        new Attribute("cn", "role%05d".formatted(i)),
                        new Attribute("member", ManagerFixture.userDn("hdfs"))));
            }
        }
    }

    private static void user(LDAPConnection admin, String name, int number) throws LDAPException {
        admin.add(new Entry(
                ManagerFixture.userDn(name),
                new Attribute("objectClass", "inetOrgPerson", "posixAccount"),
                new Attribute("uid", name),
                new Attribute("cn", name),
                new Attribute("sn", name),
                new Attribute("uidNumber", Integer.toString(number)),
                new Attribute("gidNumber", "100"),
                new Attribute("homeDirectory", "/home/" + name)));
    }

    /// The LDIF of every entry that is not ours, by its DN.
    private static Map<String, String> export(Slapd slapd, boolean operational) throws LDAPException {
        Map<String, String> entries = new TreeMap<>();
        String[] attributes = operational ? new String[] {"*", "+"} : new String[] {"*"};
        try (LDAPConnection admin = slapd.admin()) {
            for (SearchResultEntry entry :
                    Objects.requireNonNull(admin.search(Slapd.BASE, SearchScope.SUB, "(objectClass=*)", attributes)
                            .getSearchEntries())) {
                boolean ours = entry.hasAttribute(DirectoryLayout.MARK);
                if (!ours) {
                    Entry copy = entry.duplicate();
                    // The number of the last change anywhere, which the server shows on the base entry.
                    copy.removeAttribute("contextCSN");
                    entries.put(copy.getDN(), copy.toLDIFString());
                }
            }
        }
        return entries;
    }
}
