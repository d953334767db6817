package io.rollcall.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.SearchScope;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.database.Database;
import io.rollcall.definition.Definitions;
import io.rollcall.iam.keystone.Keystone;
import io.rollcall.manager.ManagerFixture;
import io.rollcall.manager.Slapd;
import io.rollcall.manager.kerberos.Kdc;
import io.rollcall.manager.layout.GroupLayout;
import io.rollcall.operation.model.Requester;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// `rollcall doctor` against real servers, right ones and wrong ones.
class DoctorIT {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private static final String FILE = "{file: iam.yaml}";

    private int doctor(String iam, String ldap, String... more) throws IOException {
        Files.writeString(folder.resolve("iam.yaml"), """
                domain: {id: d1, name: house}
                projects: [{id: p1, name: first}]
                users: [{id: u1, name: alice}]
                groups: []
                """);
        Path file = Files.writeString(folder.resolve("rollcall.yaml"), """
                listen: 127.0.0.1:0
                data: data
                secrets_readable_by_others: true
                iam: %s
                clusters:
                  - id: one
                    name: first
                    project: p1
                    manager: {ldap: {%s}}
                """.formatted(iam, ldap));
        out.reset();
        String[] arguments = new String[more.length + 2];
        arguments[0] = "--config";
        arguments[1] = file.toString();
        System.arraycopy(more, 0, arguments, 2, more.length);
        return new CommandLine(new DoctorCommand(new PrintStream(out, true, UTF_8), Map.of())).execute(arguments);
    }

    private String said() {
        return out.toString(UTF_8);
    }

    private static String ldap(Slapd slapd) {
        return ldap(slapd, Slapd.PASSWORD);
    }

    private static String ldap(Slapd slapd, String password) {
        return "servers: [%s], base_dn: '%s', bind_dn: '%s', bind_password: %s, retry_for: 1s"
                .formatted(slapd.url(), Slapd.BASE, Slapd.SERVICE_DN, password);
    }

    /// With all entries that a Manager has of its own.
    private static Slapd filled(GroupLayout layout, Slapd.Overlay... overlays) throws Exception {
        Slapd slapd = Slapd.start(layout, overlays);
        try (LDAPConnection admin = slapd.admin()) {
            ManagerFixture.fill(admin, slapd.settings().layout());
            for (String role : List.of(
                    "Manager_administrator",
                    "Manager_auditor",
                    "Manager_operator",
                    "Manager_tenant",
                    "System_administrator",
                    "default")) {
                admin.add(
                        "dn: cn=" + role + ",ou=Roles," + Slapd.BASE,
                        "objectClass: organizationalRole",
                        "objectClass: extensibleObject",
                        "cn: " + role);
            }
        }
        return slapd;
    }

    private static int entries(Slapd slapd) throws Exception {
        try (LDAPConnection admin = slapd.admin()) {
            return admin.search(Slapd.BASE, SearchScope.SUB, "(objectClass=*)", "1.1")
                    .getEntryCount();
        }
    }

    @Test
    void aDirectoryThatIsAsItShouldBeIsSaidToBeSoAndLeftAsItWas() throws Exception {
        try (Slapd slapd = filled(GroupLayout.RFC2307BIS, Slapd.Overlay.MEMBEROF, Slapd.Overlay.REFINT)) {
            int before = entries(slapd);
            int code = doctor(FILE, ldap(slapd));
            assertThat(code).as(said()).isZero();
            assertThat(said())
                    .contains("OK     IAM: rights: project p1: 1 user and 0 groups")
                    .contains("OK     cluster first: bind: " + slapd.url() + " takes the login")
                    .contains("OK     cluster first: schema: ", "OK     cluster first: size limits: ")
                    .contains("OK     cluster first: roles: all ", "OK     cluster first: write right: ")
                    .contains("memberOf: the server keeps memberOf", "refint: the server takes deleted accounts out")
                    .contains("OK     cluster first: clock: ")
                    .contains("Everything is right.");
            assertThat(entries(slapd)).isEqualTo(before);
        }
    }

    @Test
    void whatIsWrongIsNamedWithWhatToDo() throws Exception {
        try (Slapd slapd = filled(GroupLayout.RFC2307BIS)) {
            slapd.limitAnswersTo(1);
            try (LDAPConnection admin = slapd.admin()) {
                admin.add(
                        "dn: uid=hive,ou=Peoples," + Slapd.BASE,
                        "objectClass: inetOrgPerson",
                        "uid: hive",
                        "cn: hive",
                        "sn: hive");
                admin.delete("cn=Manager_viewer,ou=Roles," + Slapd.BASE);
            }
            int code = doctor(FILE, ldap(slapd) + ", user_classes: [inetOrgPerson, posixAccount, hadoopPerson]");
            assertThat(code).as(said()).isEqualTo(1);
            assertThat(said())
                    .contains("WRONG  cluster first: size limits: ", "olcLimits")
                    .contains("WRONG  cluster first: roles: ", "role Manager_viewer")
                    .contains("WRONG  cluster first: schema: lacks the object classes hadoopPerson")
                    .contains("things are wrong.");
        }
    }

    @Test
    void aLoginThatMayOnlyReadIsFoundByTheEntryThatItCannotMake() throws Exception {
        try (Slapd slapd = filled(GroupLayout.RFC2307BIS)) {
            try (LDAPConnection config = slapd.config()) {
                config.modify(
                        "olcDatabase={1}mdb,cn=config",
                        new Modification(ModificationType.REPLACE, "olcAccess", "{0}to * by * read"));
            }
            int before = entries(slapd);
            assertThat(doctor(FILE, ldap(slapd))).as(said()).isEqualTo(1);
            assertThat(said())
                    .contains("WRONG  cluster first: write right: the login cannot make accounts below ou=Peoples,");
            assertThat(entries(slapd)).isEqualTo(before);
            assertThat(doctor(FILE, ldap(slapd), "--no-write")).as(said()).isZero();
            assertThat(said()).contains("note   cluster first: write right: was not tried");
        }
    }

    @Test
    void aWrongPasswordIsAWrongLoginAndNothingElseIsTried() throws Exception {
        try (Slapd slapd = filled(GroupLayout.RFC2307BIS)) {
            assertThat(doctor(FILE, ldap(slapd, "not-the-password"))).isEqualTo(1);
            assertThat(said())
                    .contains("WRONG  cluster first: bind: ", "bind_password")
                    .doesNotContain("schema");
        }
    }

    @Test
    void theRealmIsAskedToo() throws Exception {
        try (Slapd slapd = filled(GroupLayout.RFC2307BIS);
                Kdc kdc = Kdc.start()) {
            String kerberos = ", kerberos: {realm: %s, config_file: %s, administrator: %s, keytab: %s}"
                    .formatted(Kdc.REALM, kdc.settings().krb5Config(), Kdc.ADMINISTRATOR, kdc.keytab());
            assertThat(doctor(FILE, ldap(slapd) + kerberos)).as(said()).isZero();
            assertThat(said()).contains("OK     cluster first: KDC: the realm HADOOP.COM takes");
            kdc.stopKadmind();
            assertThat(doctor(FILE, ldap(slapd) + kerberos)).isEqualTo(1);
            assertThat(said()).contains("WRONG  cluster first: KDC: ");
        }
    }

    @Test
    void anIamOverHttpIsAskedByItsLogin() throws Exception {
        try (Slapd slapd = filled(GroupLayout.RFC2307BIS);
                Keystone keystone = Keystone.start()) {
            keystone.reader();
            keystone.group("staff", keystone.user("someone"));
            String project = keystone.project("first");
            String iam = "{keystone: {url: '%s', domain: default, password: {user: rollcall, user_domain: default,"
                    + " password: %s}, retry_for: 1s}}";
            int code = doctorOf(project, iam.formatted(keystone.url(), Keystone.PASSWORD), ldap(slapd));
            assertThat(code).as(said()).isZero();
            assertThat(said())
                    .contains(
                            "OK     IAM: login: ",
                            "note   IAM: clock: the IAM does not tell its time",
                            "OK     IAM: rights: project " + project);
            assertThat(doctorOf(project, iam.formatted(keystone.url(), "wrong-password"), ldap(slapd)))
                    .isEqualTo(1);
            assertThat(said()).contains("WRONG  IAM: login: ");
        }
    }

    @Test
    void clustersThatAreStoredAreExaminedTooAndTheDatabaseStaysAsItIs() throws Exception {
        String nowhere = "servers: ['ldap://127.0.0.1:9'], bind_dn: cn=x, bind_password: pppp, retry_for: 1s";
        try (Slapd slapd = filled(GroupLayout.RFC2307BIS)) {
            doctor(FILE, nowhere, "--cluster", "none");
            assertThat(said()).contains("rollcall.db does not exist yet, so no cluster is stored there");
            Path file = folder.resolve("rollcall.yaml");
            Files.writeString(file, "stored_clusters: {secrets: secrets}\n", StandardOpenOption.APPEND);
            Files.createDirectories(folder.resolve("secrets/s1"));
            Files.writeString(folder.resolve("secrets/s1/password"), Slapd.PASSWORD);
            Requester by = new Requester("u1", "root", "token", "192.0.2.1", "r1");
            Files.createDirectories(folder.resolve("data"));
            Path data = folder.resolve("data").resolve(Server.DATABASE);
            try (Database database = Database.open(data)) {
                Definitions definitions = new Definitions(database, InstantSource.system());
                for (String id : List.of("s1", "s2")) {
                    String text = """
                            {"id":"%s","name":"of %s","project":"p1","manager":{"ldap":{"servers":["%s"],\
                            "base_dn":"%s","bind_dn":"%s","bind_password":"file:password"}}}""".formatted(id, id, slapd.url(), Slapd.BASE, Slapd.SERVICE_DN);
                    definitions.write(
                            definitions.number(),
                            new ClusterId(id),
                            new ProjectId("p1"),
                            Definitions.Kind.ADDED,
                            text,
                            by);
                }
            }
            byte[] before = Files.readAllBytes(data);

            assertThat(again(file)).isEqualTo(1);
            assertThat(said())
                    .contains("OK     database: stored clusters: 2 clusters")
                    .contains("WRONG  cluster first: bind: ")
                    .contains("OK     stored cluster of s1: write right: ")
                    .contains("WRONG  stored cluster s2: definition: manager.ldap.bind_password: ");
            assertThat(again(file, "--cluster", "s1")).as(said()).isEqualTo(1);
            assertThat(said()).doesNotContain("cluster first");
            assertThat(Files.readAllBytes(data)).isEqualTo(before);
        }
    }

    private int again(Path file, String... more) {
        out.reset();
        List<String> arguments = new ArrayList<>(List.of("--config", file.toString()));
        arguments.addAll(List.of(more));
        return new CommandLine(new DoctorCommand(new PrintStream(out, true, UTF_8), Map.of()))
                .execute(arguments.toArray(String[]::new));
    }

    private int doctorOf(String project, String iam, String ldap) throws IOException {
        doctor(FILE, ldap, "--cluster", "none");
        Path file = folder.resolve("rollcall.yaml");
        Files.writeString(
                file, Files.readString(file).replace(FILE, iam).replace("project: p1", "project: " + project));
        out.reset();
        return new CommandLine(new DoctorCommand(new PrintStream(out, true, UTF_8), Map.of()))
                .execute("--config", file.toString());
    }
}
