package io.rollcall.api;

import io.rollcall.cluster.Cluster;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.operation.Operations;
import io.rollcall.ops.Metrics;
import io.rollcall.ops.Readiness;
import io.rollcall.sync.Policy;
import io.rollcall.sync.Statement;
import io.rollcall.sync.SystemPolicies;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A running API with a small IAM and two clusters, one of them of another project.
///
/// | caller | key | may |
/// |---|---|---|
/// | `admin` | `AK-admin` | everything with MRS |
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

    private final MapIdentitySource iam;
    private final Metrics metrics = new Metrics();
    private final ApiServer server;

    private ApiFixture(
            MapIdentitySource iam,
            Operations operations,
            ApiConfiguration configuration,
            Map<String, Readiness.Check> checks) {
        this.iam = iam;
        Map<ClusterId, Cluster> clusters = new LinkedHashMap<>();
        clusters.put(new ClusterId(CLUSTER), new Cluster(new ClusterId(CLUSTER), "analytics", new ProjectId(PROJECT)));
        clusters.put(
                new ClusterId(OTHER_CLUSTER),
                new Cluster(new ClusterId(OTHER_CLUSTER), "other", new ProjectId(OTHER_PROJECT)));
        this.server = ApiServer.start(
                configuration,
                id -> Optional.ofNullable(clusters.get(id)),
                iam,
                operations,
                metrics,
                new Readiness(checks, InstantSource.system()),
                InstantSource.system());
    }

    public static ApiFixture start(MapIdentitySource iam, Operations operations) {
        return start(iam, operations, configuration());
    }

    public static ApiFixture start(MapIdentitySource iam, Operations operations, ApiConfiguration configuration) {
        return new ApiFixture(iam, operations, configuration, Map.of());
    }

    static ApiFixture start(MapIdentitySource iam, Operations operations, Map<String, Readiness.Check> checks) {
        return new ApiFixture(iam, operations, configuration(), checks);
    }

    /// On loopback, on a free port, fast enough for any test.
    public static ApiConfiguration configuration() {
        return ApiConfiguration.of("127.0.0.1", 0).withRate(1_000_000, 1_000_000);
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

    static Policy custom(String name, Statement... statements) {
        return new Policy.CustomPolicy(name, List.of(statements));
    }

    public MapIdentitySource iam() {
        return iam;
    }

    public int port() {
        return server.port();
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

    @Override
    public void close() {
        server.close();
        metrics.close();
    }
}
