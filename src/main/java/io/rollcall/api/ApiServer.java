package io.rollcall.api;

import io.rollcall.access.Access;
import io.rollcall.access.CallerSource;
import io.rollcall.api.caller.Authorization;
import io.rollcall.api.caller.CallerAuthentication;
import io.rollcall.api.caller.RateLimiter;
import io.rollcall.api.caller.Refusals;
import io.rollcall.api.caller.Strangers;
import io.rollcall.api.http.Edge;
import io.rollcall.api.http.HttpListener;
import io.rollcall.api.request.BodyReader;
import io.rollcall.console.Console;
import io.rollcall.operation.Operations;
import io.rollcall.ops.Metrics;
import io.rollcall.ops.Readiness;
import io.rollcall.signature.SignatureVerifier;
import io.rollcall.tracing.Tracer;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.InstantSource;

/// The running API. Each request has a virtual thread of its own. Thread-safe.
public final class ApiServer implements AutoCloseable {
    /// For the large ones among all bodies that are being read or answered.
    private static final long BODY_BUDGET = 96L * 1024 * 1024;

    /// Few clients read health and metrics, and they must always get through.
    private static final int MANAGEMENT_CONNECTIONS = 100;

    /// The part of the places for callers that are not authenticated yet: one in so many.
    private static final int STRANGERS_PART = 4;

    private final HttpListener listener;
    private final HttpListener management;
    private final EventStreams streams;
    private final Refusals refusals;
    private final Console console;
    private final Dispatcher dispatcher;
    private final RateLimiter limiter;
    private final PublicPages pages;
    private final PublicPages managementPages;

    private ApiServer(
            HttpListener listener,
            HttpListener management,
            EventStreams streams,
            Refusals refusals,
            Console console,
            Dispatcher dispatcher,
            RateLimiter limiter,
            PublicPages pages,
            PublicPages managementPages) {
        this.console = console;
        this.dispatcher = dispatcher;
        this.limiter = limiter;
        this.pages = pages;
        this.managementPages = managementPages;
        this.refusals = refusals;
        this.listener = listener;
        this.management = management;
        this.streams = streams;
    }

    /// Starts to serve; returns when requests are answered.
    ///
    /// @param clusters all clusters, of any project
    /// @param registry where they are defined
    /// @param iam knows the callers
    /// @throws UncheckedIOException when the address is taken, or is none of this machine
    public static ApiServer start(
            ApiConfiguration configuration,
            Fleet clusters,
            Registry registry,
            CallerSource iam,
            Operations operations,
            Metrics metrics,
            Readiness readiness,
            Tracer tracer,
            InstantSource clock) {
        Edge edge = configuration.edge();
        EventStreams streams = new EventStreams(operations, EventStreams.Pace.STANDARD);
        int places = configuration.concurrentRequests();
        Strangers strangers = new Strangers(edge.strangers(), Math.ceilDiv(places, STRANGERS_PART), clock);
        Refusals refusals = new Refusals(operations::noteRefused, clock, metrics);
        refusals.start();
        RateLimiter limiter = new RateLimiter(configuration.requestsPerSecond(), configuration.burst(), clock);
        Dispatcher dispatcher = new Dispatcher(
                new CallerAuthentication(
                        iam,
                        new SignatureVerifier(clock, SignatureVerifier.DEFAULT_MAXIMUM_SKEW, edge.signatures()),
                        clock,
                        strangers),
                new Authorization(configuration.access()),
                limiter,
                clusters,
                registry,
                operations,
                streams,
                clock,
                refusals);
        Console console = new Console();
        BodyReader bodies = new BodyReader(BODY_BUDGET, edge.timeouts().body());
        PublicPages pages = PublicPages.ofTheApi(console, readiness);
        PublicPages managementPages = PublicPages.ofManagement(metrics, readiness);
        HttpListener management = HttpListener.start(
                edge.management().host(),
                edge.management().port(),
                null,
                MANAGEMENT_CONNECTIONS,
                edge.timeouts(),
                configuration.shutdownGrace(),
                new HttpAdapter(null, managementPages, bodies, places, metrics, Tracer.OFF),
                metrics);
        try {
            HttpListener listener = HttpListener.start(
                    configuration.host(),
                    configuration.port(),
                    edge.tls(),
                    edge.connections(),
                    edge.timeouts(),
                    configuration.shutdownGrace(),
                    new HttpAdapter(dispatcher, pages, bodies, places, metrics, tracer),
                    metrics);
            return new ApiServer(
                    listener, management, streams, refusals, console, dispatcher, limiter, pages, managementPages);
        } catch (RuntimeException e) {
            management.close();
            throw e;
        }
    }

    /// Admits each later request by other rights and rates.
    public void change(Access access, double requestsPerSecond, int burst) {
        dispatcher.use(new Authorization(access));
        limiter.change(requestsPerSecond, burst);
    }

    /// From now on the management listener answers `POST /reload`.
    public void offer(Reloading reloading) {
        managementPages.offer(reloading);
    }

    /// From now on the console can run texts of sample code. Only for servers that no other machine reaches.
    ///
    /// @param origin as browsers name this server
    public void offer(URI origin, SampleRunner runner) {
        pages.offer(new SampleRuns(origin, runner));
    }

    /// The port that it listens on.
    public int port() {
        return listener.port();
    }

    /// The port of health and metrics.
    public int managementPort() {
        return management.port();
    }

    /// Makes a path that signs a browser in to the console, and does so once.
    ///
    /// @param credentials what the console is told, as JSON
    public String signInLink(String credentials) {
        return console.signInLink(credentials);
    }

    /// How many clients are connected to the API.
    int connections() {
        return listener.connections();
    }

    /// Takes no new requests, lets the running ones end within the grace, and stops.
    @Override
    public void close() {
        streams.close();
        listener.close();
        management.close();
        refusals.close();
    }
}
