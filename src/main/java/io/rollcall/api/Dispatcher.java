package io.rollcall.api;

import io.rollcall.access.Caller;
import io.rollcall.api.answer.Answer;
import io.rollcall.api.caller.Authorization;
import io.rollcall.api.caller.CallerAuthentication;
import io.rollcall.api.caller.RateLimiter;
import io.rollcall.api.caller.Refusals;
import io.rollcall.api.error.ApiException;
import io.rollcall.api.error.ErrorCode;
import io.rollcall.api.error.Message;
import io.rollcall.api.request.AdoptBody;
import io.rollcall.api.request.ApiRequest;
import io.rollcall.api.request.DecisionBody;
import io.rollcall.api.request.DefinitionBody;
import io.rollcall.api.request.PasswordBody;
import io.rollcall.api.request.Query;
import io.rollcall.api.request.RequestBody;
import io.rollcall.api.request.Resource;
import io.rollcall.api.request.Route;
import io.rollcall.cluster.Cluster;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import io.rollcall.operation.Operations;
import io.rollcall.operation.audit.AuditEntry;
import io.rollcall.operation.audit.AuditFilter;
import io.rollcall.operation.model.Decided;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.Requester;
import io.rollcall.policy.Circumstances;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// The way of one request to an endpoint, in the order in which it may fail: authentication (401), rate (429),
/// form of the path (400), authorization (403), form of the rest (400), existence of the cluster (400), and only
/// then the call itself. An unauthorized caller learns nothing about clusters.
final class Dispatcher {
    /// How long a caller should wait before the IAM is asked again.
    private static final Duration IAM_PAUSE = Duration.ofSeconds(5);

    private final CallerAuthentication authentication;
    private volatile Authorization authorization;
    private final RateLimiter limiter;
    private final InstantSource clock;
    private final Refusals refusals;
    private final Fleet clusters;
    private final FleetHandler fleet;
    private final DifferenceHandler differences;
    private final SyncHandler sync;
    private final OperationHandler operation;
    private final PasswordHandler password;
    private final RegistryHandler registry;

    Dispatcher(
            CallerAuthentication authentication,
            Authorization authorization,
            RateLimiter limiter,
            Fleet clusters,
            Registry registry,
            Operations operations,
            EventStreams streams,
            InstantSource clock,
            Refusals refusals) {
        this.clock = clock;
        this.refusals = refusals;
        this.authentication = authentication;
        this.authorization = authorization;
        this.limiter = limiter;
        this.clusters = clusters;
        this.fleet = new FleetHandler(clusters, operations);
        this.differences = new DifferenceHandler(clusters, operations);
        this.sync = new SyncHandler(operations);
        this.operation = new OperationHandler(operations, streams);
        this.registry = new RegistryHandler(registry);
        this.password = new PasswordHandler(operations.passwords());
    }

    /// Decides about each later request by other rights; requests that are admitted already go on.
    void use(Authorization other) {
        authorization = other;
    }

    /// Authenticates and authorizes the caller, where the headers alone are enough: then the body of an
    /// unauthorized caller is never read.
    ///
    /// @throws ApiException for any error that the caller can correct or wait for
    Optional<Admission> admitByHeaders(Route route, ApiRequest request) {
        return CallerAuthentication.isByToken(request) ? Optional.of(admit(route, request)) : Optional.empty();
    }

    /// @param admitted the caller, if it is known already
    /// @throws ApiException for any error that the caller can correct or wait for
    Answer answer(Route route, ApiRequest request, Optional<Admission> admitted) {
        Admission caller = admitted.orElseGet(() -> admit(route, request));
        try {
            return answer(route, request, caller);
        } catch (ApiException e) {
            note(e, route, caller.by());
            throw e;
        }
    }

    private Answer answer(Route route, ApiRequest request, Admission caller) {
        Requester by = caller.by();
        Resource resource = caller.resource();
        return switch (route.endpoint()) {
            case UPDATE -> {
                var asked = RequestBody.read(request.body(), RequestBody.Form.SYNC);
                yield sync.submit(cluster(resource), asked, by);
            }
            case CANCEL -> {
                var asked = RequestBody.read(request.body(), RequestBody.Form.CANCEL);
                yield sync.submit(cluster(resource), asked, by);
            }
            case SHOW -> sync.show(cluster(resource));
            case TASK_STATUS -> sync.taskStatus(cluster(resource));
            case STATUS -> sync.status(cluster(resource));
            case STATE -> operation.state(cluster(resource), caller.view());
            case CONFIGURATION -> fleet.configuration(cluster(resource), caller.view());
            case CREATE_OPERATION -> {
                var asked = RequestBody.read(request.body(), RequestBody.Form.OPERATION);
                yield operation.create(cluster(resource), asked, caller);
            }
            case LIST_OPERATIONS -> {
                Query query = new Query(request.rawQuery());
                int limit = query.limit();
                OperationId marker = query.operationMarker();
                query.refuse();
                yield operation.list(cluster(resource), limit, marker, caller.view());
            }
            case SHOW_OPERATION -> operation.show(cluster(resource), id(resource), caller.view());
            case SHOW_PLAN -> {
                Query query = new Query(request.rawQuery());
                var kind = query.kind();
                int limit = query.limit();
                long marker = query.rowMarker();
                var format = query.format(request.header("Accept"));
                query.refuse();
                yield format == null
                        ? operation.plan(cluster(resource), id(resource), kind, limit, marker, caller.view())
                        : operation.download(cluster(resource), id(resource), format, caller.view());
            }
            case SHOW_RESULTS -> {
                Query query = new Query(request.rawQuery());
                var outcome = query.outcome();
                var kind = query.kind();
                int limit = query.limit();
                long marker = query.rowMarker();
                query.refuse();
                yield operation.results(cluster(resource), id(resource), outcome, kind, limit, marker, caller.view());
            }
            case RELEASE_OPERATION -> {
                Decided decided = DecisionBody.read(request.body());
                yield operation.release(cluster(resource), id(resource), decided, caller);
            }
            case CANCEL_OPERATION -> {
                Decided decided = DecisionBody.read(request.body());
                yield operation.cancel(cluster(resource), id(resource), decided, caller);
            }
            case RETRY_OPERATION -> operation.retry(cluster(resource), id(resource), caller);
            case WATCH_OPERATION ->
                operation.watch(cluster(resource), id(resource), caller, () -> stillMay(route, request, caller));
            case ADOPT -> {
                Cluster cluster = cluster(resource);
                var asked =
                        AdoptBody.read(request.body(), id -> clusters.find(id).isPresent());
                yield operation.adopt(cluster, asked, caller);
            }
            case LIST_AUDIT -> {
                Query query = new Query(request.rawQuery());
                AuditFilter filter = new AuditFilter(
                        query.since(),
                        query.until(),
                        query.oneOf("event", AuditEntry.Event.values(), AuditEntry.Event::word),
                        query.operation(),
                        query.kind(),
                        query.text("name"),
                        query.oneOf("sort_dir", SortDirection.values(), SortDirection::word) == SortDirection.DESC);
                int limit = query.limit();
                long marker = query.rowMarker();
                query.refuse();
                yield operation.audit(cluster(resource), filter, limit, marker, caller.view());
            }
            case LIST_USERS -> fleet.users(cluster(resource), request.rawQuery(), caller.view());
            case CREATE_CLUSTER -> {
                var asked = DefinitionBody.read(request.body(), resource.project(), null, List.of());
                yield registry.add(resource.project(), asked, caller);
            }
            case SHOW_CLUSTER ->
                registry.show(resource.project(), resource.cluster().orElseThrow(), caller);
            case CHANGE_CLUSTER -> {
                ClusterId id = resource.cluster().orElseThrow();
                var asked = DefinitionBody.read(request.body(), resource.project(), id, request.header("If-Match"));
                yield registry.change(resource.project(), asked, caller);
            }
            case REMOVE_CLUSTER -> {
                Long version = DefinitionBody.version(request.body(), request.header("If-Match"));
                yield registry.remove(resource.project(), resource.cluster().orElseThrow(), version, caller);
            }
            case LIST_CLUSTERS -> fleet.clusters(resource.project(), request.rawQuery(), caller);
            case LIST_DIFFERENCES -> differences.list(resource.project(), request.rawQuery(), caller);
            case EXPLAIN_USER ->
                fleet.user(resource.project(), resource.user().orElseThrow(), request.rawQuery(), caller);
            case SET_PASSWORD -> {
                UserName name = resource.user().orElseThrow();
                var asked = PasswordBody.read(request.body(), name);
                yield password.initialize(cluster(resource), name, asked, caller);
            }
        };
    }

    private Admission admit(Route route, ApiRequest request) {
        Requester by = unknown(request);
        try {
            CallerAuthentication.Proof proof = authentication.authenticate(request);
            by = new Requester(proof.user().value(), "", proof.credential(), request.address(), request.id());
            // As soon as the caller is known, so that refusals count.
            Duration wait = limiter.take(proof.user().value());
            if (wait.isPositive()) {
                throw new ApiException(ErrorCode.THROTTLED, Message.NONE, wait);
            }
            return admitted(proof, route, route.checked(), request);
        } catch (UnavailableException e) {
            throw unavailable(e, IAM_PAUSE);
        } catch (ApiException e) {
            note(e, route, by);
            throw e;
        }
    }

    /// What a caller is answered when the IAM does not answer.
    ///
    /// @param otherwise how long to wait where the IAM does not say so
    static ApiException unavailable(UnavailableException e, Duration otherwise) {
        return e.crowdedFor()
                .map(pause -> new ApiException(ErrorCode.THROTTLED, Message.NONE, pause))
                .orElseGet(() -> new ApiException(ErrorCode.IAM_UNAVAILABLE, Message.NONE, otherwise));
    }

    /// A caller that has proved nothing yet.
    private static Requester unknown(ApiRequest request) {
        String credential = CallerAuthentication.isByToken(request)
                ? "token"
                : request.header("Authorization").isEmpty() ? "none" : "signature";
        return new Requester("", "", credential, request.address(), request.id());
    }

    /// Records a refusal, if it concerns the caller and not the content of the request.
    private void note(ApiException e, Route route, Requester by) {
        boolean refused = switch (e.code().status()) {
            case 401, 403 -> true;
            case 429 -> !route.endpoint().method().equals("GET");
            default -> false;
        };
        if (!refused) {
            return;
        }
        ClusterId known = ClusterId.isValid(route.cluster())
                ? find(new ClusterId(route.cluster()), route.project())
                        .map(Cluster::id)
                        .orElse(null)
                : null;
        refusals.note(new Refusals.Refusal(
                known, by, route.endpoint().operation(), e.code(), e.text().english()));
    }

    private Admission admitted(CallerAuthentication.Proof proof, Route route, Resource resource, ApiRequest request)
            throws UnavailableException {
        Caller caller = caller(proof, route, resource.project(), request);
        Circumstances now = new Circumstances(
                request.address(), clock.instant(), resource.cluster().orElse(null), proof.mfa());
        Requester by = new Requester(
                caller.id().value(), caller.name().value(), proof.credential(), request.address(), request.id());
        Admission admission = new Admission(resource, by, caller, now, authorization, proof);
        // A caller that may see some of the clusters is admitted, and sees those.
        if (!route.endpoint().ofVisibleClusters() || !FleetHandler.seesAny(clusters, resource.project(), admission)) {
            authorization.check(caller, route.endpoint(), now);
        }
        return admission;
    }

    /// A key of the account counts in all its projects. Trying projects must not reveal which exist, so an unknown
    /// project is answered like one in which the user has no rights.
    private Caller caller(CallerAuthentication.Proof proof, Route route, ProjectId project, ApiRequest request)
            throws UnavailableException {
        return authentication
                .inProject(proof, request, project)
                .orElseThrow(
                        () -> Authorization.refusal(route.endpoint().actions().getFirst()));
    }

    /// Whether a long call would be admitted now. While the IAM does not answer, it continues.
    private boolean stillMay(Route route, ApiRequest request, Admission before) {
        try {
            Optional<CallerAuthentication.Proof> now = authentication.stillProves(before.proof(), request);
            if (now.isEmpty()) {
                return false;
            }
            Admission ignored = admitted(now.get(), route, before.resource(), request);
            return true;
        } catch (ApiException e) {
            return false;
        } catch (UnavailableException e) {
            return true;
        }
    }

    /// The cluster, if it is one of the path's project: another project's is as unknown as one that does not
    /// exist.
    private Optional<Cluster> find(ClusterId cluster, String project) {
        return clusters.find(cluster).filter(found -> found.project().value().equals(project));
    }

    private Cluster cluster(Resource resource) {
        return resource.cluster()
                .flatMap(id -> find(id, resource.project().value()))
                .orElseThrow(() -> new ApiException(ErrorCode.CLUSTER_UNKNOWN));
    }

    private static OperationId id(Resource resource) {
        return resource.operation().orElseThrow();
    }
}
