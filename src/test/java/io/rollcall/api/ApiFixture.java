package io.rollcall.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.Waiting;
import io.rollcall.access.Access;
import io.rollcall.access.Grants;
import io.rollcall.access.Subject;
import io.rollcall.api.http.Edge;
import io.rollcall.cluster.Cluster;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.UserName;
import io.rollcall.database.Database;
import io.rollcall.database.TestDatabase;
import io.rollcall.operation.Operations;
import io.rollcall.operation.audit.AuditEntry;
import io.rollcall.operation.audit.AuditFilter;
import io.rollcall.operation.served.ServedCluster;
import io.rollcall.ops.ClusterHealth;
import io.rollcall.ops.Metrics;
import io.rollcall.ops.Readiness;
import io.rollcall.policy.Action;
import io.rollcall.policy.Policy;
import io.rollcall.policy.Statement;
import io.rollcall.policy.SystemPolicies;
import io.rollcall.signature.SignatureRules;
import io.rollcall.sync.Reconciler;
import io.rollcall.sync.password.AccountPasswords;
import io.rollcall.sync.provisioning.MemoryTarget;
import io.rollcall.sync.provisioning.ProvisioningTarget;
import io.rollcall.sync.rules.PlanRules;
import io.rollcall.tracing.Tracer;
import io.rollcall.wire.ConfigurationJson;
import io.rollcall.wire.Word;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// A running API with a small IAM and two clusters, one of them of another project.
///
/// | caller | key | may |
/// |---|---|---|
/// | `admin` | `AK-admin` | everything with MRS, and by a grant everything with synchronizations |
/// | `viewer` | `AK-viewer` | read |
/// | `guest` | `AK-guest` | nothing |
///
/// A key's secret is `SK-` and the user's name.
public final class ApiFixture implements AutoCloseable {
    public static final String PROJECT = "ff8080828997cb24018a1b2db3440b80";
    public static final String CLUSTER = "f7f45c04-4303-411c-9b71-d2cb730dd162";

    /// Of the account, but not that of [#CLUSTER].
    public static final String OTHER_PROJECT = "0123456789abcdef0123456789abcdef";

    public static final String OTHER_CLUSTER = "cluster-of-the-other-project";
    public static final String BASE = "/v2/" + PROJECT + "/clusters/" + CLUSTER;
    public static final String USERS = BASE + "/iam-sync-user";

    /// What the configuration lets `admin` do; who asked for an operation may release it.
    public static final Access ACCESS = Access.DEFAULT
            .withGrants(new Grants(List.of(grant("admin", Action.values()))))
            .withPasswords(Access.PasswordUse.RESET, 1_000)
            .withStoredClusters(true)
            .withReleaseByRequester(true);

    private final MapIdentitySource iam;
    private final PlanRules rules;
    private final MemoryTarget target = MemoryTarget.documented("of the cluster");
    private final AtomicInteger daysPassed = new AtomicInteger();
    private final Path folder;
    private final Database database;
    private final Operations operations;
    private final Metrics metrics = new Metrics();
    private final ApiServer server;

    private ApiFixture(
            MapIdentitySource iam,
            PlanRules rules,
            ApiConfiguration configuration,
            Map<String, Readiness.Check> checks,
            Map<String, ProvisioningTarget> more) {
        this.iam = iam;
        this.rules = rules;
        Map<ClusterId, ServedCluster> clusters = new HashMap<>(Map.of(
                new ClusterId(CLUSTER), served(CLUSTER, PROJECT, target),
                new ClusterId(OTHER_CLUSTER),
                        served(OTHER_CLUSTER, OTHER_PROJECT, MemoryTarget.documented("of the other"))));
        more.forEach(
                (id, manager) -> clusters.put(new ClusterId(id), new ServedCluster(reconciler(id, PROJECT, manager))));
        try {
            this.folder = Files.createTempDirectory("rollcall-api");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.database = TestDatabase.in(folder).open();
        this.operations = Operations.open(
                database,
                this::now,
                Operations.Settings.DEFAULT.withStallLimit(Duration.ZERO),
                id -> Optional.ofNullable(clusters.get(id)));
        this.server = ApiServer.start(
                configuration,
                fleet(clusters, checks),
                registry(clusters),
                iam,
                operations,
                metrics,
                new Readiness(checks, InstantSource.system()),
                Tracer.OFF,
                InstantSource.system());
    }

    /// In which these clusters are those of the file.
    private static Registry registry(Map<ClusterId, ServedCluster> clusters) {
        Map<ClusterId, ProjectId> file = new HashMap<>();
        clusters.forEach((id, served) -> file.put(id, served.cluster().project()));
        return new MapRegistry(file);
    }

    /// A fleet of this one cluster, whose servers answer.
    static Fleet only(Reconciler reconciler) {
        return fleet(Map.of(reconciler.cluster().id(), new ServedCluster(reconciler)), Map.of());
    }

    private static Fleet fleet(Map<ClusterId, ServedCluster> clusters, Map<String, Readiness.Check> checks) {
        Readiness.Check answers = () -> {};
        Map<String, Readiness.Check> own = Map.of("directory", checks.getOrDefault("directory", answers));
        ClusterHealth health = new ClusterHealth(Map.of("iam", answers), _ -> own, InstantSource.system());
        return new Fleet(
                () -> clusters,
                health,
                id -> Optional.ofNullable(clusters.get(id)).map(one -> configurationOf(one.cluster())));
    }

    /// As of a cluster with a directory of its own.
    private static ConfigurationJson configurationOf(Cluster cluster) {
        return new ConfigurationJson(
                cluster.id().value(),
                cluster.name(),
                cluster.project().value(),
                new ConfigurationJson.Directory(
                        Word.of(ConfigurationJson.Kind.LDAP),
                        List.of("ldaps://ldap1.example:636"),
                        "dc=hadoop,dc=com",
                        "cn=rollcall,dc=hadoop,dc=com",
                        Word.of(ConfigurationJson.Encryption.LDAPS),
                        "rfc2307bis",
                        List.of("inetOrgPerson", "posixAccount"),
                        List.of("groupOfMembers"),
                        "/home/{name}",
                        "/bin/bash"),
                new ConfigurationJson.Realm("HADOOP.COM", "rollcall/admin"),
                new ConfigurationJson.Names(3, 32, 64, List.of("builder"), List.of(), List.of("spark"), List.of()),
                List.of(
                        new ConfigurationJson.Entitled("MRS ReadOnlyAccess", List.of("Manager_viewer"), List.of()),
                        new ConfigurationJson.Entitled(null, List.of("default"), List.of("launcher-job"))),
                new ConfigurationJson.Guard(500, 20, 10, 100, 50),
                30,
                new ConfigurationJson.Numbers(20_000, 60_000),
                false,
                new ConfigurationJson.Schedule("15 2 * * *", "Europe/Berlin", 600));
    }

    private ServedCluster served(String id, String project, MemoryTarget manager) {
        return new ServedCluster(
                reconciler(id, project, manager),
                Optional.of(new AccountPasswords(manager, manager, rules.entitlements())),
                Optional.empty());
    }

    private Reconciler reconciler(String id, String project, ProvisioningTarget manager) {
        Cluster cluster = new Cluster(new ClusterId(id), "cluster " + id.substring(0, 5), new ProjectId(project));
        return new Reconciler(cluster, iam, manager, rules);
    }

    public static ApiFixture start(MapIdentitySource iam) {
        return start(iam, configuration());
    }

    public static ApiFixture start(MapIdentitySource iam, ApiConfiguration configuration) {
        return new ApiFixture(iam, PlanRules.standard(), configuration, Map.of(), Map.of());
    }

    static ApiFixture start(MapIdentitySource iam, PlanRules rules) {
        return new ApiFixture(iam, rules, configuration(), Map.of(), Map.of());
    }

    static ApiFixture start(MapIdentitySource iam, Map<String, Readiness.Check> checks) {
        return new ApiFixture(iam, PlanRules.standard(), configuration(), checks, Map.of());
    }

    /// Where people are disabled for so many days before they are removed.
    static ApiFixture startWithGrace(MapIdentitySource iam, int days) {
        return new ApiFixture(iam, PlanRules.standard().withGraceDays(days), configuration(), Map.of(), Map.of());
    }

    /// With more clusters of [#PROJECT], by id.
    public static ApiFixture startWith(MapIdentitySource iam, Map<String, ProvisioningTarget> clusters) {
        return new ApiFixture(iam, PlanRules.standard(), configuration(), Map.of(), clusters);
    }

    public static ApiFixture startWith(MapIdentitySource iam, Map<String, ProvisioningTarget> clusters, Access access) {
        return new ApiFixture(iam, PlanRules.standard(), configuration().withAccess(access), Map.of(), clusters);
    }

    /// Until this is called, whatever is accepted waits, and its cluster is busy.
    public ApiFixture work() {
        operations.start();
        return this;
    }

    private Instant now() {
        return Instant.now().plus(Duration.ofDays(daysPassed.get()));
    }

    /// Lets days go by.
    void pass(int days) {
        daysPassed.addAndGet(days);
        target.pass(days);
    }

    /// A path that signs a browser in to the console once.
    public String signInLink(String credentials) {
        return server.signInLink(credentials);
    }

    public MemoryTarget target() {
        return target;
    }

    /// On loopback, on a free port, fast enough for any test.
    public static ApiConfiguration configuration() {
        return ApiConfiguration.of("127.0.0.1", 0)
                .withRate(1_000_000, 1_000_000)
                .withAccess(ACCESS)
                .withEdge(edge());
    }

    /// A grant in all clusters.
    static Grants.Grant grant(String user, Action... actions) {
        return new Grants.Grant(Set.of(new Subject.UserNamed(new UserName(user))), Set.of(actions), Optional.empty());
    }

    /// For strangers as fast as for everybody. The PHP SDK does not sign bodies, and here is no TLS.
    static Edge edge() {
        return Edge.STANDARD
                .withStrangers(new Edge.Rate(1_000_000, 1_000_000))
                .withSignatures(SignatureRules.STANDARD.withUnsignedBodies(SignatureRules.UnsignedBodies.ALWAYS));
    }

    /// The IAM of the table above.
    public static MapIdentitySource people() {
        return new MapIdentitySource()
                .project(PROJECT)
                .project(OTHER_PROJECT)
                .user("admin")
                .user("viewer")
                .user("guest")
                .key("AK-admin", "SK-admin", "admin")
                .key("AK-viewer", "SK-viewer", "viewer")
                .key("AK-guest", "SK-guest", "guest")
                .group("admins", List.of("admin"), SystemPolicies.named(SystemPolicies.FULL_ACCESS))
                .group("viewers", List.of("viewer"), SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS));
    }

    /// The same, but `admin` is the account itself and in no group, so that nobody is in the way of a run
    /// without failures.
    static MapIdentitySource company() {
        return people().owner("admin").group("admins", List.of());
    }

    static Policy custom(String name, Statement... statements) {
        return new Policy.CustomPolicy(name, List.of(statements));
    }

    /// Where everything is that it keeps.
    Path folder() {
        return folder;
    }

    public MapIdentitySource iam() {
        return iam;
    }

    public int port() {
        return server.port();
    }

    /// The audit of [#CLUSTER].
    List<AuditEntry> audit() {
        return operations
                .audit(new ClusterId(CLUSTER), AuditFilter.since(Instant.EPOCH), 1_000, 0)
                .rows();
    }

    /// Where health and metrics are.
    ApiClient management() {
        return ApiClient.anonymous(server.managementPort());
    }

    ApiServer server() {
        return server;
    }

    public ApiClient admin() {
        return as("admin");
    }

    /// As that user of the table above.
    public ApiClient as(String user) {
        return ApiClient.signing(port(), "AK-" + user, "SK-" + user);
    }

    public ApiClient anonymous() {
        return ApiClient.anonymous(port());
    }

    /// Waits until no synchronization of the cluster runs.
    public void awaitIdle() {
        awaitIdle(BASE);
    }

    /// The same for the cluster at that path.
    void awaitIdle(String cluster) {
        Waiting.closelyUntil("the synchronization ends", Duration.ofMinutes(1), () -> {
            JsonNode answer = admin().get(cluster + "/iam-sync").json().path("is_synchronizing");
            // An error is no answer.
            return answer.isBoolean() && !answer.asBoolean();
        });
    }

    @Override
    public void close() {
        server.close();
        operations.close();
        database.close();
        metrics.close();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
