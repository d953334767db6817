package io.rollcall.server;

import io.rollcall.access.CallerSource;
import io.rollcall.api.ApiConfiguration;
import io.rollcall.api.ApiServer;
import io.rollcall.api.Fleet;
import io.rollcall.api.SampleRunner;
import io.rollcall.api.answer.AuditFile;
import io.rollcall.api.http.Edge;
import io.rollcall.cluster.ClusterId;
import io.rollcall.config.ClearText;
import io.rollcall.config.Configuration;
import io.rollcall.config.IamSettings;
import io.rollcall.config.LimitSettings;
import io.rollcall.config.ListenAddress;
import io.rollcall.config.ServingSettings;
import io.rollcall.database.Database;
import io.rollcall.definition.Definitions;
import io.rollcall.document.DocumentException;
import io.rollcall.document.Problem;
import io.rollcall.iam.file.FileIdentitySource;
import io.rollcall.iam.keystone.KeystoneIdentitySource;
import io.rollcall.iam.keystone.KeystoneSettings;
import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.monitoring.MeasuredIam;
import io.rollcall.monitoring.OperationSignals;
import io.rollcall.monitoring.SyncMetrics;
import io.rollcall.monitoring.TracedEnds;
import io.rollcall.monitoring.Webhooks;
import io.rollcall.operation.Operations;
import io.rollcall.ops.Build;
import io.rollcall.ops.ClusterHealth;
import io.rollcall.ops.Metrics;
import io.rollcall.ops.Readiness;
import io.rollcall.ops.RoundsCheck;
import io.rollcall.policy.Policy;
import io.rollcall.sync.source.IdentitySource;
import io.rollcall.tls.ServerTls;
import io.rollcall.tls.TlsException;
import io.rollcall.tracing.Tracer;
import io.rollcall.tracing.TracingSettings;
import io.rollcall.tracing.otel.OtelTracer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running server: all parts of a configuration, started in the order of their dependencies, and closed in the
/// reverse order.
public final class Server implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Server.class);

    /// The embedded database, in the data folder.
    public static final String DATABASE = "rollcall.db";

    private static final String IAM_UP = "rollcall.iam.up";
    private static final String IAM_UP_WORDS = "0 while the circuit breaker of the IAM is open; a file has none";

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final ReentrantLock reloading = new ReentrantLock();
    private volatile Configuration configuration;
    private final Metrics metrics = new Metrics();
    private List<Path> leftBehind = List.of();
    private @Nullable ApiServer api;
    private @Nullable ServedClusters clusters;
    private @Nullable AllClusters all;
    private @Nullable Webhooks webhooks;

    private Server(Configuration configuration) {
        this.configuration = configuration;
    }

    /// Starts everything; returns when requests are answered.
    ///
    /// @throws IOException when the data folder cannot be used, or another process holds it, or an address is
    ///     taken
    /// @throws DocumentException when the file of a file IAM is invalid; an IAM over HTTP may be down
    public static Server start(Configuration configuration) throws IOException, DocumentException {
        Server server = new Server(configuration);
        try {
            server.startParts();
            return server;
        } catch (IOException | DocumentException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void startParts() throws IOException, DocumentException {
        keep(metrics);
        InstantSource clock = InstantSource.system();
        Path data = configuration.data();
        for (String open : ClearText.of(configuration)) {
            log.atWarn().addKeyValue("connection", open).log("not encrypted, as insecure says");
        }
        Tracer tracer = tracer();
        Database database = database(data);
        Iam iam = iam(clock);

        clusters = keep(new ServedClusters(new ClusterParts.Surroundings(iam.identities(), metrics, data)));
        AllClusters registry;
        try {
            registry = keep(
                    AllClusters.open(configuration, new Definitions(database, clock), clusters, reloading, metrics));
        } catch (RefusedException e) {
            throw new IOException(e.getMessage(), e);
        }
        all = registry;

        OperationSignals signals = new OperationSignals();
        Operations operations = keep(
                Operations.open(database, clock, configuration.operations(), clusters::find, metrics, signals, tracer));
        SyncMetrics numbers =
                keep(new SyncMetrics(metrics, operations::statistics, operations::away, clusters::contains));
        signals.add(numbers);
        signals.add(new TracedEnds());
        webhooks = keep(new Webhooks(configuration.webhooks(), clock, metrics));
        signals.add(webhooks);
        Readiness readiness = new Readiness(
                Map.of("database", database::check), dependencies(iam.check(), clusters, operations), clock);
        api = keep(ApiServer.start(
                apiConfiguration(),
                new Fleet(
                        clusters::all,
                        new ClusterHealth(Map.of("iam", iam.health()), clusters::checks, clock),
                        clusters::shown),
                registry,
                iam.callers(),
                operations,
                metrics,
                readiness,
                tracer,
                clock));
        operations.start();
        numbers.start();
        registry.start();
        keep(operations.follow(clusters::schedules));
        configuration.auditFile().ifPresent(file -> keep(operations.forwardAudit(new AuditFile(file))));
        DataFolder.remove(leftBehind);
        log.atInfo()
                .addKeyValue("address", configuration.listen().host() + ":" + api().port())
                .addKeyValue("clusters", clusters.all().size())
                .log("serving");
    }

    /// Begun first and so closed last: it exports what the other parts did to their end.
    private Tracer tracer() throws IOException {
        Optional<TracingSettings> settings = configuration.tracing();
        if (settings.isEmpty()) {
            return Tracer.OFF;
        }
        log.atInfo()
                .addKeyValue("endpoint", settings.get().url())
                .addKeyValue("ratio", settings.get().ratio())
                .log("traces are exported");
        return keep(OtelTracer.open(settings.get(), Build.own().version(), metrics));
    }

    /// A shared database needs no folder; the folder of the embedded one, and of embedded directories, belongs to
    /// this process alone.
    private Database database(Path data) throws IOException {
        if (configuration.database().isPresent()) {
            return measured(keep(Database.open(configuration.database().get())));
        }
        keep(DataLock.take(DataFolder.make(data)));
        leftBehind = DataFolder.tidy(data, DATABASE);
        return measured(keep(Database.open(data.resolve(DATABASE))));
    }

    private Database measured(Database database) {
        for (Database.Pool pool : Database.Pool.values()) {
            String name = pool.name().toLowerCase(Locale.ROOT);
            metrics.gauge(
                    "rollcall.database.connections.busy",
                    "Connections to the database in use, by pool",
                    () -> database.busy(pool),
                    "pool",
                    name);
            metrics.gauge(
                    "rollcall.database.connections.limit",
                    "Connections that a pool may have",
                    () -> database.limit(pool),
                    "pool",
                    name);
            metrics.gauge(
                    "rollcall.database.connections.waiting",
                    "Threads that wait for a connection, by pool",
                    () -> database.waiting(pool),
                    "pool",
                    name);
        }
        return database;
    }

    /// The IAM, as each of its users sees it.
    ///
    /// @param check whether it answers; empty for a file
    /// @param health the same, and for a file whether its present content is in use
    private record Iam(
            IdentitySource identities, CallerSource callers, Optional<Readiness.Check> check, Readiness.Check health) {}

    private Iam iam(InstantSource clock) throws IOException, DocumentException {
        return switch (configuration.iam().source()) {
            case IamSettings.InFile(Path file, boolean readable) -> {
                FileIdentitySource source = FileIdentitySource.open(file, clock, readable);
                metrics.gauge(IAM_UP, IAM_UP_WORDS, () -> 1);
                yield new Iam(new MeasuredIam(source, metrics), source, Optional.empty(), () -> readable(source));
            }
            case IamSettings.OverHttp(KeystoneSettings settings) -> {
                KeystoneIdentitySource source = keep(KeystoneIdentitySource.open(settings, this::matters, clock))
                        .lookedAtEvery(configuration.operations().driftInterval());
                metrics.gauge(IAM_UP, IAM_UP_WORDS, () -> source.answers() ? 1 : 0);
                yield new Iam(new MeasuredIam(source, metrics), source, Optional.of(source::check), source::check);
            }
        };
    }

    private static void readable(FileIdentitySource file) {
        List<Problem> problems = file.lastProblems();
        if (!problems.isEmpty()) {
            throw new IllegalStateException(
                    "the IAM file is refused, the last good content is in use: " + problems.getFirst());
        }
    }

    /// The checks that `/ready` shows without depending on them, as far as there is such a server. An embedded
    /// directory is part of this process.
    private static Supplier<Map<String, Readiness.Check>> dependencies(
            Optional<Readiness.Check> iam, ServedClusters served, Operations operations) {
        Supplier<List<String>> suspects =
                () -> operations.away().stream().map(ClusterId::value).toList();
        Readiness.Check directory = new RoundsCheck(served::directories, suspects);
        Readiness.Check kdc = new RoundsCheck(served::realms, suspects);
        return () -> {
            Map<String, Readiness.Check> dependencies = new LinkedHashMap<>();
            iam.ifPresent(check -> dependencies.put("iam", check));
            if (!served.directories().isEmpty()) {
                dependencies.put(ClusterParts.DIRECTORY, directory);
            }
            if (!served.realms().isEmpty()) {
                dependencies.put(ClusterParts.KDC, kdc);
            }
            return dependencies;
        };
    }

    /// No cluster is known before the clusters are made, and then nothing has been read yet.
    private boolean matters(Policy policy) {
        ServedClusters served = clusters;
        return served != null && served.any(cluster -> cluster.entitlements().concern(policy));
    }

    /// Takes another configuration as a whole, or refuses it as a whole. Running operations end on the parts that
    /// they began with.
    ///
    /// @throws RefusedException when it holds anything that only a restart changes, or that cannot be started; then
    ///     nothing has changed
    ServedClusters.Change reload(Configuration next) throws RefusedException {
        reloading.lock();
        try {
            List<Problem> problems = Restart.neededFor(configuration, next);
            if (!problems.isEmpty()) {
                throw new RefusedException(problems);
            }
            AllClusters.Prepared prepared =
                    Objects.requireNonNull(all, "started").prepare(next);
            // From here on nothing fails.
            for (String open : ClearText.of(next)) {
                log.atWarn().addKeyValue("connection", open).log("not encrypted, as insecure says");
            }
            prepared.take();
            api().change(
                            next.access(),
                            next.limits().requestsPerSecond(),
                            next.limits().burst());
            if (Restart.differs("webhooks", configuration.written(), next.written())) {
                Objects.requireNonNull(webhooks, "started").change(next.webhooks());
            }
            configuration = next;
            return prepared.change();
        } finally {
            reloading.unlock();
        }
    }

    /// From now on the management listener takes reloads.
    void offer(Reload reload) {
        api().offer(reload);
    }

    /// How many clusters are served.
    int clusterCount() {
        return clusters().all().size();
    }

    private ServedClusters clusters() {
        return Objects.requireNonNull(clusters, "started");
    }

    private ApiConfiguration apiConfiguration() throws IOException {
        ServingSettings serving = configuration.serving();
        LimitSettings limits = configuration.limits();
        ListenAddress management = serving.management();
        Edge edge = Edge.STANDARD
                .withConnections(limits.connections())
                .withStrangers(new Edge.Rate(limits.strangersPerSecond(), limits.strangersBurst()))
                .withManagement(new Edge.Address(management.host(), management.port()))
                .withSignatures(serving.signatures());
        if (serving.tls().isPresent()) {
            try {
                edge = edge.withTls(ServerTls.open(serving.tls().get()));
            } catch (TlsException e) {
                throw new IOException(e.getMessage(), e);
            }
        } else if (!configuration.listen().isLoopback()) {
            log.atWarn()
                    .addKeyValue("address", configuration.listen().host())
                    .log("insecure: tokens, names and passwords travel in clear text");
        }
        return ApiConfiguration.of(
                        configuration.listen().host(), configuration.listen().port())
                .withRate(
                        configuration.limits().requestsPerSecond(),
                        configuration.limits().burst())
                .withAccess(configuration.access())
                .withEdge(edge);
    }

    private <T extends AutoCloseable> T keep(T part) {
        parts.push(part);
        return part;
    }

    private ApiServer api() {
        return Objects.requireNonNull(api, "started");
    }

    /// Where the API is served.
    public URI url() {
        return URI.create((configuration.serving().tls().isPresent() ? "https://" : "http://")
                + configuration.listen().authority(api().port()));
    }

    /// Where health and metrics are served.
    public URI managementUrl() {
        return URI.create("http://" + configuration.serving().management().authority(api().managementPort()));
    }

    /// A link that signs a browser in to the console, and does so once.
    ///
    /// @param credentials what the console is told, as JSON
    public URI signInLink(String credentials) {
        return url().resolve(api().signInLink(credentials));
    }

    /// From now on the console can run texts of sample code, which only the demo lets it do.
    ///
    /// @throws IllegalStateException if other machines reach this server
    public void offer(SampleRunner runner) {
        if (!configuration.listen().isLoopback()) {
            throw new IllegalStateException("texts are run on loopback alone");
        }
        api().offer(url(), runner);
    }

    /// What the process counts.
    Metrics metrics() {
        return metrics;
    }

    /// The directory of a cluster's Manager, with the address that an embedded one really has.
    public LdapSettings directory(ClusterId cluster) {
        return Optional.ofNullable(clusters().parts(cluster))
                .map(parts -> parts.manager().directory())
                .orElseThrow();
    }

    /// What a program needs to know when the configuration leaves the choice of a port to the server.
    public Map<String, ?> facts() {
        Map<String, String> urls = new TreeMap<>();
        for (ClusterId cluster : clusters().all().keySet()) {
            urls.put(cluster.value(), directory(cluster).servers().getFirst().toString());
        }
        return Map.of(
                "url", url().toString(),
                "management_url", managementUrl().toString(),
                "ldap_urls", urls);
    }

    /// Takes no more requests, finishes the running slices, and closes everything.
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                log.atWarn().setCause(e).log("not closed");
            }
        }
    }
}
