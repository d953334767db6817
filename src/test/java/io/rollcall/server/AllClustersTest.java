package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.api.Registry;
import io.rollcall.api.RegistryContract;
import io.rollcall.background.LoopObserver;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.config.ClusterSettings;
import io.rollcall.config.Configuration;
import io.rollcall.config.StoredClusters;
import io.rollcall.database.Database;
import io.rollcall.database.TestDatabase;
import io.rollcall.definition.Definitions;
import io.rollcall.iam.file.FileIdentitySource;
import io.rollcall.operation.Operations;
import io.rollcall.operation.audit.AuditEntry;
import io.rollcall.operation.audit.AuditFilter;
import io.rollcall.operation.model.Requester;
import io.rollcall.ops.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clusters that are stored beside those of the file: what is taken, what is refused, and what replicas on one
/// database see of it. The replicas here are objects of one process; [io.rollcall.StoredClustersIT] has real ones.
class AllClustersTest extends RegistryContract {
    private static final ProjectId P1 = new ProjectId("p1");
    private static final ProjectId P2 = new ProjectId("p2");
    private static final Requester BY = new Requester("u1", "root", "token", "192.0.2.1", "r1");

    @TempDir
    Path folder;

    private Database database;
    private Definitions definitions;
    private final List<AutoCloseable> open = new ArrayList<>();

    /// One of several servers on the database, with a configuration file of its own.
    private final class Replica {
        final Path file;
        final ServedClusters served;
        final AllClusters all;
        final ReentrantLock lock = new ReentrantLock();

        Replica(String name, String more) throws Exception {
            this(name, OF_FILE, more);
        }

        Replica(String name, String clusters, String more) throws Exception {
            file = folder.resolve(name + ".yaml");
            Configuration configuration = configuration(clusters, more);
            served = new ServedClusters(new ClusterParts.Surroundings(
                    FileIdentitySource.open(folder.resolve("iam.yaml"), InstantSource.system(), true),
                    metrics(),
                    folder));
            open.add(served);
            all = AllClusters.open(configuration, definitions, served, lock, LoopObserver.NONE);
        }

        private Metrics metrics() {
            Metrics metrics = new Metrics();
            open.add(metrics);
            return metrics;
        }

        private Configuration configuration(String clusters, String more) throws Exception {
            Files.writeString(file, """
                    listen: 127.0.0.1:0
                    iam: {file: iam.yaml}
                    secrets_readable_by_others: true
                    """ + clusters + more);
            return Configuration.load(file, Map.of("SECRET", "s3cret"));
        }

        Registry.Outcome add(String id, String more) {
            return all.add(P1, new ClusterId(id), section(id, more), BY);
        }

        Registry.Outcome change(String id, String more, @Nullable Long version) {
            return all.change(P1, new ClusterId(id), section(id, more), version, BY);
        }

        Registry.Outcome remove(String id) {
            return all.remove(P1, new ClusterId(id), null, BY);
        }

        List<String> ids() {
            return served.all().keySet().stream().map(ClusterId::value).sorted().toList();
        }

        int graceDays(String id) {
            return Objects.requireNonNull(served.parts(new ClusterId(id)))
                    .settings()
                    .graceDays();
        }

        void reload(String more) throws Exception {
            reload(OF_FILE, more);
        }

        void reload(String clusters, String more) throws Exception {
            all.prepare(configuration(clusters, more)).take();
        }
    }

    private static final String OF_FILE = """
            clusters:
              - id: f1
                name: of the file
                project: p1
                manager: {ldap: {servers: ["ldap://127.0.0.1:1"], bind_dn: cn=x, bind_password: pppp}}
            """;

    private static final String STORED = "stored_clusters: {secrets: secrets}\n";

    private static String section(String id, String more) {
        return section(id, 2, more);
    }

    private static String section(String id, int port, String more) {
        return ldap(id, "\"servers\":[\"ldap://127.0.0.1:%d\"],\"base_dn\":\"dc=%s\",".formatted(port, id), more);
    }

    private static String ldap(String id, String manager, String more) {
        return """
                {"id":"%s","name":"stored %s","project":"p1","manager":{"ldap":{%s"bind_dn":"cn=x",\
                "bind_password":"file:password"}}%s}""".formatted(id, id, manager, more);
    }

    @Override
    protected Registry registry() throws Exception {
        return new Replica("contract", STORED).all;
    }

    @Override
    protected String definition(ClusterId id, ProjectId project) {
        return section(id.value(), "").replace("\"p1\"", "\"" + project + "\"");
    }

    @BeforeEach
    void start() throws Exception {
        Files.writeString(folder.resolve("iam.yaml"), """
                domain: {id: d, name: d}
                projects: [{id: p1, name: one}]
                users: []
                groups: []
                """);
        for (String id : List.of("s1", "s2", "s3")) {
            secret(id, "password", "secret of " + id);
        }
        Files.createDirectory(folder.resolve("database"));
        database = TestDatabase.in(folder.resolve("database")).open();
        definitions = new Definitions(database, InstantSource.system());
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable part : open.reversed()) {
            part.close();
        }
        database.close();
    }

    private Path secret(String id, String name, String content) throws IOException {
        Path file =
                Files.createDirectories(folder.resolve("secrets").resolve(id)).resolve(name);
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private static void assertInvalid(Registry.Outcome outcome, String... problems) {
        assertThat(outcome).isInstanceOf(Registry.Outcome.Invalid.class);
        List<String> told = ((Registry.Outcome.Invalid) outcome)
                .problems().stream().map(Object::toString).toList();
        assertThat(told).hasSize(problems.length);
        for (int i = 0; i < problems.length; i++) {
            assertThat(told.get(i)).contains(problems[i]);
        }
    }

    @Test
    void aClusterIsAddedChangedAndRemovedAndOtherReplicasSeeIt() throws Exception {
        Replica here = new Replica("here", STORED);
        Replica there = new Replica("there", STORED);

        assertThat(here.add("s1", "")).isEqualTo(new Registry.Outcome.Done(1));
        assertThat(here.ids()).containsExactly("f1", "s1");
        assertThat(there.ids()).containsExactly("f1");
        there.all.look();
        assertThat(there.ids()).containsExactly("f1", "s1");

        assertThat(there.change("s1", ",\"grace_days\":7", null)).isEqualTo(new Registry.Outcome.Done(2));
        here.all.look();
        assertThat(here.graceDays("s1")).isEqualTo(7);

        assertThat(here.remove("s1")).isEqualTo(new Registry.Outcome.Done(3));
        there.all.look();
        assertThat(there.ids()).containsExactly("f1");
        assertThat(new Replica("new", STORED).ids()).containsExactly("f1");
    }

    @Test
    void aRemovalThatIsFollowedByAnAdditionIsSeen() throws Exception {
        Replica here = new Replica("here", STORED);
        here.add("s1", "");
        Replica there = new Replica("there", STORED);

        here.remove("s1");
        here.add("s2", "");
        there.all.look();

        assertThat(there.ids()).containsExactly("f1", "s2");
    }

    @Test
    void whatIsStoredIsServedAfterARestart() throws Exception {
        new Replica("before", STORED).add("s1", ",\"grace_days\":7");

        Replica after = new Replica("after", STORED);

        assertThat(after.ids()).containsExactly("f1", "s1");
        assertThat(after.graceDays("s1")).isEqualTo(7);
    }

    @Test
    void aChangeOfAnotherVersionThanTheCallerHasReadIsRefused() throws Exception {
        Replica here = new Replica("here", STORED);
        here.add("s1", "");
        here.add("s2", "");

        assertThat(here.change("s1", "", 2L)).isEqualTo(new Registry.Outcome.Changed(1));
        assertThat(here.change("s1", "", 1L)).isEqualTo(new Registry.Outcome.Done(3));
        assertThat(here.all.remove(P1, new ClusterId("s1"), 1L, BY)).isEqualTo(new Registry.Outcome.Changed(3));
        assertThat(here.all.remove(P1, new ClusterId("s1"), 3L, BY)).isEqualTo(new Registry.Outcome.Done(4));
    }

    @Test
    void anotherReplicasChangeIsNotOverwrittenUnseen() throws Exception {
        Replica here = new Replica("here", STORED);
        Replica there = new Replica("there", STORED);
        here.add("s1", "");

        // It has not looked yet, and decides by what is stored all the same.
        assertThat(there.add("s1", "")).isEqualTo(new Registry.Outcome.Taken());
        assertInvalid(
                there.all.add(P1, new ClusterId("s2"), section("s2", "").replace("dc=s2", "dc=s1"), BY),
                "used already");
        assertThat(definitions.write(0, new ClusterId("s3"), P1, Definitions.Kind.ADDED, "{}", BY))
                .isFalse();
        assertThat(definitions.number()).isEqualTo(1);
    }

    @Test
    void aClusterOfTheFileIsNotTheApisToChange() throws Exception {
        Replica here = new Replica("here", STORED);

        assertThat(here.add("f1", "")).isEqualTo(new Registry.Outcome.InFile());
        assertThat(here.change("f1", "", null)).isEqualTo(new Registry.Outcome.InFile());
        assertThat(here.remove("f1")).isEqualTo(new Registry.Outcome.InFile());
        assertThat(here.all.find(P1, new ClusterId("f1")).orElseThrow())
                .isEqualTo(new Registry.Found(new ClusterId("f1"), 0, null));
        assertInvalid(
                here.all.add(P1, new ClusterId("s1"), section("s1", 1, "").replace("dc=s1", "dc=hadoop,dc=com"), BY),
                "manager.ldap.servers: name a directory that is used already");
    }

    @Test
    void theClustersOfOtherProjectsAreUnknownAndTheirIdsStayTheirs() throws Exception {
        Replica here = new Replica("here", STORED);
        ClusterId id = new ClusterId("s1");
        here.add("s1", "");

        assertThat(here.all.find(P2, id)).isEmpty();
        assertThat(here.all.change(P2, id, section("s1", ""), null, BY)).isEqualTo(new Registry.Outcome.Unknown());
        assertThat(here.all.remove(P2, id, null, BY)).isEqualTo(new Registry.Outcome.Unknown());
        here.remove("s1");
        assertThat(here.all.add(P2, id, section("s1", "").replace("\"p1\"", "\"p2\""), BY))
                .as("the audit of the id is that of the other project")
                .isEqualTo(new Registry.Outcome.Taken());
        assertThat(here.add("s1", "")).isEqualTo(new Registry.Outcome.Done(3));
    }

    @Test
    void aSecretIsNoPartOfADefinitionNorAnyOtherFileThanTheClustersOwn() throws Exception {
        Replica here = new Replica("here", STORED);
        String good = section("s1", "");
        secret("s10", "password", "of another cluster");

        assertInvalid(
                here.all.add(P1, new ClusterId("s1"), good.replace("file:password", "hunter2"), BY),
                "manager.ldap.bind_password: must be file:NAME");
        assertInvalid(
                here.all.add(P1, new ClusterId("s1"), good.replace("file:password", "${SECRET}"), BY),
                "manager.ldap.bind_password: names an environment variable");
        assertInvalid(
                here.all.add(P1, new ClusterId("s1"), good.replace("stored s1", "${SECRET}"), BY),
                "name: names an environment variable");
        for (String other : List.of(
                "file:/etc/passwd",
                "file:../s2/password",
                "file:../s10/password",
                "file:" + folder.resolve("iam.yaml"),
                "file:.")) {
            assertInvalid(
                    here.all.add(P1, new ClusterId("s1"), good.replace("file:password", other), BY),
                    "must be a file in the folder of this cluster's secrets");
        }
        for (String key : List.of("ca_file", "client_certificate", "client_key")) {
            Registry.Outcome outcome = here.all.add(
                    P1,
                    new ClusterId("s1"),
                    ldap("s1", "\"servers\":[\"ldap://127.0.0.1:2\"],\"" + key + "\":\"/etc/hostname\",", ""),
                    BY);
            assertThat(outcome.toString())
                    .contains("manager.ldap." + key, "must be a file in the folder of this cluster's secrets");
        }
        assertThat(here.add("s1", "")).isEqualTo(new Registry.Outcome.Done(1));
        assertThat(here.all.find(P1, new ClusterId("s1")).orElseThrow().toString())
                .contains("file:password")
                .doesNotContain("secret of s1");
    }

    @Test
    void whatRunsProgramsOrDirectoriesIsForTheFileAlone() throws Exception {
        Replica here = new Replica("here", STORED);

        assertInvalid(
                here.add("s1", ",\"after_sync\":{\"command\":[\"/bin/sh\"]}"),
                "after_sync: runs a program, which only");
        assertInvalid(
                here.all.add(
                        P1,
                        new ClusterId("s1"),
                        "{\"id\":\"s1\",\"name\":\"x\",\"project\":\"p1\",\"manager\":{\"embedded\":{\"bind_password\":\"file:password\"}}}",
                        BY),
                "manager.embedded: is a directory in this server, which only");
        assertInvalid(
                here.all.add(
                        P1,
                        new ClusterId("s1"),
                        section("s1", "")
                                .replace(
                                        "\"bind_dn\"",
                                        "\"kerberos\":{\"realm\":\"R.COM\",\"config_file\":\"krb5.conf\",\"administrator\":\"a/admin\",\"keytab\":\"password\",\"kadmin\":\"/bin/sh\"},\"bind_dn\""),
                        BY),
                "manager.ldap.kerberos.kadmin: is a program, which only");
        assertThat(definitions.number()).isZero();
    }

    @Test
    void everyProblemIsNamedWithItsPlaceAsInTheFile() throws Exception {
        Replica here = new Replica("here", STORED);

        assertInvalid(
                here.add("s1", ",\"grace_days\":-1,\"guards\":{},\"numbers\":{\"first\":\"x\"}"),
                "grace_days: ",
                "numbers.first: ",
                "guards: is not a known key");
    }

    @Test
    void withoutAFolderForSecretsNothingIsStored() throws Exception {
        Replica here = new Replica("here", "");

        assertThat(here.add("s1", "")).isEqualTo(new Registry.Outcome.Off());
        assertThat(new Replica("other", STORED).add("s1", "")).isEqualTo(new Registry.Outcome.Done(1));
        assertThatThrownBy(() -> new Replica("again", ""))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("stored_clusters: is missing: clusters are stored in the database (s1)");
    }

    @Test
    void aFileThatContradictsWhatIsStoredIsRefused() throws Exception {
        Replica here = new Replica("here", STORED);
        here.add("s1", "");
        String same = """
                  - id: s1
                    name: x
                    project: p1
                    manager: {ldap: {servers: ["ldap://127.0.0.1:9"], bind_dn: cn=x, bind_password: pppp}}
                """;
        String sameDirectory = """
                  - id: f2
                    name: x
                    project: p1
                    manager: {ldap: {servers: ["ldap://127.0.0.1:2"], base_dn: dc=s1, bind_dn: cn=x, bind_password: pppp}}
                """;

        assertThatThrownBy(() -> here.reload(same + STORED)).hasMessageContaining("'s1' is stored in the database too");
        assertThatThrownBy(() -> new Replica("start", same + STORED))
                .hasMessageContaining("'s1' is stored in the database too");
        assertThatThrownBy(() -> here.reload(sameDirectory + STORED))
                .hasMessageContaining("the stored cluster 's1' cannot stay")
                .hasMessageContaining("used already");
        assertThat(here.ids()).containsExactly("f1", "s1");
        here.reload(STORED);
        assertThat(here.ids()).containsExactly("f1", "s1");
    }

    @Test
    void grantsAcceptStoredIdsAndNoOthers() throws Exception {
        String grants = STORED + "grants: [{users: [root], actions: [mrs:cluster:get], clusters: [s1]}]\n";
        Replica here = new Replica("here", STORED);

        assertThatThrownBy(() -> here.reload(grants))
                .hasMessageContaining("grants[0].clusters: there is no cluster 's1' in this file, and none is stored");
        here.add("s1", "");
        here.reload(grants);
        here.remove("s1");
        assertThat(new Replica("restarted", grants).ids())
                .as("a removal does not keep a server from its start")
                .containsExactly("f1");
    }

    @Test
    void aStoredClusterWhoseSecretIsMissingHereIsServedOnceItIsThere() throws Exception {
        Replica here = new Replica("here", STORED);
        here.add("s1", "");
        here.add("s2", "");
        Files.delete(folder.resolve("secrets/s1/password"));

        Replica there = new Replica("there", STORED);

        assertThat(there.ids()).containsExactly("f1", "s2");
        secret("s1", "password", "again");
        for (int looks = 0; looks < 20; looks++) {
            there.all.look();
        }
        assertThat(there.ids()).containsExactly("f1", "s1", "s2");
    }

    @Test
    void whatIsStoredAsBeforeStaysServedWhetherOrNotItCanBeReadNow() throws Exception {
        Replica here = new Replica("here", STORED);
        here.add("s1", "");
        Replica there = new Replica("there", STORED);
        Files.delete(folder.resolve("secrets/s1/password"));
        assertThat(here.add("s2", "")).isEqualTo(new Registry.Outcome.Done(2));

        there.all.look();

        assertThat(there.ids()).containsExactly("f1", "s1", "s2");
        assertThat(here.ids()).containsExactly("f1", "s1", "s2");
    }

    @Test
    void aChangedDefinitionThatCannotBeUsedHereIsNotServedByTheOldOne() throws Exception {
        Replica here = new Replica("here", STORED);
        here.add("s1", "");
        Replica there = new Replica("there", STORED);
        Path other = secret("s1", "other", "x");
        assertThat(here.all.change(
                        P1, new ClusterId("s1"), section("s1", "").replace("file:password", "file:other"), null, BY))
                .isEqualTo(new Registry.Outcome.Done(2));
        Files.delete(other);

        there.all.look();

        assertThat(there.ids()).containsExactly("f1");
        assertThat(here.ids()).containsExactly("f1", "s1");
    }

    @Test
    void aRemovalThatThisReplicaHasNotSeenIsNoClusterOfTheFile() throws Exception {
        Replica here = new Replica("here", STORED);
        here.add("s1", "");
        Replica there = new Replica("there", STORED);
        here.remove("s1");

        assertThat(there.all.find(P1, new ClusterId("s1"))).isEmpty();
        assertThat(there.remove("s1")).isEqualTo(new Registry.Outcome.Unknown());
    }

    @Test
    void everyChangeIsInTheAuditOfItsCluster() throws Exception {
        Replica here = new Replica("here", STORED);
        here.add("s1", "");
        here.change("s1", "", null);
        here.remove("s1");
        assertInvalid(here.add("s1", ",\"grace_days\":-1"), "grace_days");

        try (Operations operations =
                Operations.open(database, InstantSource.system(), Operations.Settings.DEFAULT, _ -> Optional.empty())) {
            List<AuditEntry> entries = operations
                    .audit(new ClusterId("s1"), AuditFilter.since(Instant.EPOCH), 10, 0)
                    .rows();
            assertThat(entries).extracting(AuditEntry::event).containsOnly(AuditEntry.Event.CONFIGURED);
            assertThat(entries)
                    .extracting(entry -> entry.detail().get("change"))
                    .containsExactlyInAnyOrder("added", "changed", "removed");
            assertThat(entries).extracting(AuditEntry::by).containsOnly(BY);
        }
    }

    private List<String> changes(String id) {
        try (Operations operations =
                Operations.open(database, InstantSource.system(), Operations.Settings.DEFAULT, _ -> Optional.empty())) {
            return operations.audit(new ClusterId(id), AuditFilter.since(Instant.EPOCH), 10, 0).rows().stream()
                    .map(entry -> String.valueOf(entry.detail().get("change")))
                    .toList();
        }
    }

    @Test
    void aFleetIsKeptByTheApiAlone() throws Exception {
        Replica here = new Replica("here", "", STORED);

        assertThat(here.ids()).isEmpty();
        here.add("s1", "");
        assertThat(here.ids()).containsExactly("s1");
        here.reload("clusters: []\n", STORED);
        assertThat(new Replica("restarted", "clusters: []\n", STORED).ids()).containsExactly("s1");
        here.remove("s1");
        assertThat(here.ids()).isEmpty();
    }

    @Test
    void aClusterMovesFromTheFileToTheStoreAndBackWithItsHistory() throws Exception {
        String grants = STORED + "grants: [{users: [root], actions: [mrs:cluster:get], clusters: [s1]}]\n";
        String inFile = OF_FILE.replace("f1", "s1").replace("127.0.0.1:1\"", "127.0.0.1:2\"");
        Replica here = new Replica("here", inFile, grants);
        ClusterId id = new ClusterId("s1");

        assertThat(here.add("s1", "")).as("in both").isEqualTo(new Registry.Outcome.InFile());
        here.reload("", grants);
        assertThat(here.ids()).isEmpty();
        assertThat(here.all.add(P2, id, definition(id, P2), BY))
                .as("what was requested and its audit are those of the first project")
                .isEqualTo(new Registry.Outcome.Taken());
        assertThat(here.add("s1", "")).isEqualTo(new Registry.Outcome.Done(1));
        assertThat(here.ids()).containsExactly("s1");

        assertThatThrownBy(() -> here.reload(inFile, grants))
                .as("in both")
                .hasMessageContaining("'s1' is stored in the database too: remove it here, or there by");
        assertThat(here.remove("s1")).isEqualTo(new Registry.Outcome.Done(2));
        here.reload(inFile, grants);
        assertThat(here.ids()).containsExactly("s1");
        assertThat(new Replica("restarted", inFile, grants).ids()).containsExactly("s1");
        assertThat(changes("s1")).containsExactlyInAnyOrder("added", "removed");
    }

    @Test
    void theFileDecidesToWhichProjectAnIdOfItsOwnBelongs() throws Exception {
        Replica here = new Replica("here", STORED);
        here.reload(OF_FILE.replace("p1", "p2"), STORED);
        here.reload("", STORED);

        assertThat(here.add("f1", "")).isEqualTo(new Registry.Outcome.Taken());
        assertThat(definitions.number()).as("nothing was stored").isZero();
    }

    @Test
    void aStartWithKnownClustersWritesNothing() throws Exception {
        Replica here = new Replica("here", STORED);
        here.add("s1", "");
        Definitions.Edition before = definitions.read();

        Replica _ = new Replica("again", STORED);

        assertThat(definitions.read()).isEqualTo(before);
    }

    @Test
    void whatIsTheSameIsNotReadAgainAndCountsAllTheSame() throws Exception {
        StoredClusters stored =
                new Replica("here", STORED).configuration(OF_FILE, STORED).stored();
        ClusterId s1 = new ClusterId("s1");
        ClusterId s2 = new ClusterId("s2");
        Map<ClusterId, ClusterSettings> known =
                stored.read(Map.of(s1, section("s1", "")), Map.of()).byId();
        Map<ClusterId, String> texts = new LinkedHashMap<>();
        texts.put(s1, "the text is not looked at");
        texts.put(s2, section("s2", "").replace("dc=s2", "dc=s1"));

        StoredClusters.Reading reading = stored.read(texts, known);

        assertThat(reading.clusters()).containsExactlyElementsOf(known.values());
        assertThat(String.valueOf(reading.problems().get(s2))).contains("used already");
    }
}
