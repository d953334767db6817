package io.rollcall.manager;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.rollcall.api.MapIdentitySource;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationState;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// POSIX numbers that others use in the same directory.
class NumbersIT {
    @TempDir
    Path folder;

    /// Two service accounts outside `ou=Peoples`, with the first numbers that would be given.
    private static void services(Slapd slapd) throws LDAPException {
        try (LDAPConnection admin = slapd.admin()) {
            ManagerFixture.add(
                    admin, "dn: ou=Services," + Slapd.BASE, "objectClass: organizationalUnit", "ou: Services");
            ManagerFixture.add(
                    admin,
                    "dn: uid=etl-robot,ou=Services," + Slapd.BASE,
                    "objectClass: account",
                    "objectClass: posixAccount",
                    "uid: etl-robot",
                    "cn: etl-robot",
                    "uidNumber: 20001",
                    "gidNumber: 20001",
                    "homeDirectory: /home/etl-robot");
            ManagerFixture.add(
                    admin,
                    "dn: cn=svc-group,ou=Services," + Slapd.BASE,
                    "objectClass: groupOfMembers",
                    "objectClass: posixGroup",
                    "cn: svc-group",
                    "gidNumber: 20000");
        }
    }

    private static Set<String> numbers(Slapd slapd, int users) throws LDAPException {
        Set<String> numbers = new HashSet<>();
        try (LDAPConnection admin = slapd.admin()) {
            for (String name : SyncedCluster.names(users)) {
                Entry entry = Objects.requireNonNull(admin.getEntry(ManagerFixture.userDn(name)), name);
                assertThat(numbers.add(entry.getAttributeValue("uidNumber"))).isTrue();
            }
            Entry group = Objects.requireNonNull(admin.getEntry(ManagerFixture.groupDn("data")));
            assertThat(numbers.add(group.getAttributeValue("gidNumber"))).isTrue();
        }
        return numbers;
    }

    @Test
    void whatAnotherUnitUsesIsGivenToNobody() throws Exception {
        try (Slapd slapd = SyncedCluster.directory();
                SyncedCluster cluster = new SyncedCluster(folder, slapd.settings(), SyncedCluster.iam(2))) {
            services(slapd);

            assertThat(cluster.synchronizeAll().state()).isEqualTo(OperationState.COMPLETED);

            assertThat(numbers(slapd, 2)).doesNotContain("20000", "20001").hasSize(3);
        }
    }

    /// So many newcomers that all numbers of the directory are read.
    @Test
    void nobodyOfAThousandGetsANumberThatIsInUse() throws Exception {
        try (Slapd slapd = SyncedCluster.directory();
                SyncedCluster cluster = new SyncedCluster(folder, slapd.settings(), SyncedCluster.iam(1_200))) {
            services(slapd);

            assertThat(cluster.synchronizeAll().state()).isEqualTo(OperationState.COMPLETED);

            assertThat(numbers(slapd, 1_200)).doesNotContain("20000", "20001").hasSize(1_201);
        }
    }

    /// The login may not read the service accounts, and the server lets no number be used twice.
    @Test
    void aNumberThatTheServerRefusesIsFollowedByTheNextOneInTheNextRun() throws Exception {
        try (Slapd slapd = SyncedCluster.directory(Slapd.Overlay.UNIQUE);
                SyncedCluster cluster = new SyncedCluster(folder, slapd.settings(), SyncedCluster.iam(1))) {
            services(slapd);
            hideServices(slapd);

            Operation first = cluster.synchronizeAll();
            assertThat(first.state()).isEqualTo(OperationState.COMPLETED_WITH_ERRORS);
            assertThat(cluster.troubles(first)).anyMatch(row -> row.contains("may be in use elsewhere"));
            ManagerFixture.until(() -> cluster.synchronizeAll().state() == OperationState.COMPLETED);

            assertThat(numbers(slapd, 1)).doesNotContain("20000", "20001");
        }
    }

    @Test
    void aNameThatTheServerRefusesIsSaidToBeTakenAndByWhom() throws Exception {
        MapIdentitySource iam = new MapIdentitySource().project("p1").user("etl-robot");
        iam.group("data", List.of("etl-robot"), SyncedCluster.VIEWERS);
        try (Slapd slapd = SyncedCluster.directory(Slapd.Overlay.UNIQUE);
                SyncedCluster cluster = new SyncedCluster(folder, slapd.settings(), iam)) {
            services(slapd);

            Operation operation = cluster.synchronizeAll();

            assertThat(cluster.troubles(operation))
                    .anyMatch(row -> row.startsWith("etl-robot: ")
                            && row.contains("'uid=etl-robot,ou=Services,dc=hadoop,dc=com' has the same uid"));
        }
    }

    @Test
    void aNumberThatAHandGaveIsTheOneThatComesBackWithItsOwner() throws Exception {
        try (Slapd slapd = SyncedCluster.directory();
                SyncedCluster cluster = new SyncedCluster(folder, slapd.settings(), SyncedCluster.iam(2))) {
            cluster.synchronizeAll();
            try (LDAPConnection admin = slapd.admin()) {
                admin.modify(
                        ManagerFixture.userDn("user00000"),
                        new Modification(ModificationType.REPLACE, "uidNumber", "4711"));
            }
            cluster.synchronizeAll();
            cluster.cancelAll();
            cluster.synchronizeAll();

            assertThat(numbers(slapd, 2)).contains("4711");
        }
    }

    private static void hideServices(Slapd slapd) throws LDAPException {
        try (LDAPConnection config = slapd.config()) {
            config.modify(
                    "olcDatabase={1}mdb,cn=config",
                    new Modification(
                            ModificationType.ADD,
                            "olcAccess",
                            "{0}to dn.subtree=\"ou=Services," + Slapd.BASE + "\" by * none"));
        }
    }
}
