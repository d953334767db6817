package io.rollcall.api.request;

import io.rollcall.policy.Action;
import java.util.List;

/// The calls that need a caller, by their documented names where they have one. Most are below
/// `/v2/{project_id}/clusters/{cluster_id}`, the others, about several clusters, below `/v2/{project_id}`.
public enum Endpoint {
    UPDATE("UpdateSyncIamUser", "POST", "iam-sync-user", Action.SYNC_USER),
    CANCEL("CancelSyncIamUser", "DELETE", "iam-sync-user", Action.SYNC_USER),
    SHOW("ShowSyncIamUser", "GET", "iam-sync-user", Action.GET),
    TASK_STATUS("ListClusterSyncTaskStatus", "GET", "iam-sync", Action.GET),
    STATUS("ListClusterSyncStatus", "GET", "iam-sync/is-synchronous", Action.GET),
    STATE("ShowSyncState", "GET", "iam-sync/state", Action.READ_OPERATIONS),
    CONFIGURATION("ShowSyncConfiguration", "GET", "iam-sync/configuration", Action.READ_OPERATIONS),

    CREATE_OPERATION("CreateOperation", "POST", "iam-sync/operations", Action.SYNC_USER, Action.PLAN),
    LIST_OPERATIONS("ListOperations", "GET", "iam-sync/operations", Action.READ_OPERATIONS),
    SHOW_OPERATION("ShowOperation", "GET", "iam-sync/operations/{operation_id}", Action.READ_OPERATIONS),
    SHOW_PLAN("ShowOperationPlan", "GET", "iam-sync/operations/{operation_id}/plan", Action.READ_OPERATIONS),
    SHOW_RESULTS("ShowOperationResults", "GET", "iam-sync/operations/{operation_id}/results", Action.READ_OPERATIONS),
    RELEASE_OPERATION("ReleaseOperation", "POST", "iam-sync/operations/{operation_id}/release", Action.RELEASE),
    CANCEL_OPERATION(
            "CancelOperation", "POST", "iam-sync/operations/{operation_id}/cancel", Action.STOP, Action.DISCARD),
    RETRY_OPERATION("RetryOperation", "POST", "iam-sync/operations/{operation_id}/retry", Action.RETRY),
    WATCH_OPERATION("WatchOperation", "GET", "iam-sync/operations/{operation_id}/events", Action.READ_OPERATIONS),
    ADOPT("AdoptEntries", "POST", "iam-sync/adopt", Action.ADOPT),
    LIST_AUDIT("ListAudit", "GET", "iam-sync/audit", Action.READ_AUDIT),
    LIST_USERS("ListSyncUsers", "GET", "iam-sync/users", Action.READ_OPERATIONS),
    LIST_CLUSTERS("ListSyncClusters", "GET", "iam-sync/clusters", Action.READ_OPERATIONS),
    LIST_DIFFERENCES("ListSyncDifferences", "GET", "iam-sync/differences", Action.READ_OPERATIONS),
    CREATE_CLUSTER("CreateSyncCluster", "POST", "iam-sync/clusters", Action.CONFIGURE),
    SHOW_CLUSTER("ShowSyncCluster", "GET", "iam-sync/definition", Action.CONFIGURE),
    CHANGE_CLUSTER("ChangeSyncCluster", "PUT", "iam-sync/definition", Action.CONFIGURE),
    REMOVE_CLUSTER("RemoveSyncCluster", "DELETE", "iam-sync/definition", Action.CONFIGURE),
    EXPLAIN_USER("ShowSyncUser", "GET", "iam-sync/users/{user_name}", Action.READ_OPERATIONS),

    SET_PASSWORD(
            "InitializeAccountPassword", "POST", "iam-sync/accounts/{user_name}/password", Action.INITIALIZE_PASSWORD);

    static final String OPERATION_ID = "{operation_id}";
    static final String USER_NAME = "{user_name}";

    private final String operation;
    private final String method;
    private final String tail;

    @SuppressWarnings("ImmutableEnumChecker") // List.of makes it.
    private final List<String> segments;

    @SuppressWarnings("ImmutableEnumChecker") // List.of makes it.
    private final List<Action> actions;

    Endpoint(String operation, String method, String tail, Action... actions) {
        this.actions = List.of(actions);
        this.operation = operation;
        this.method = method;
        this.tail = tail;
        this.segments = List.of(tail.split("/", -1));
    }

    /// The name in `/openapi.json`, in metrics and in the log.
    public String operation() {
        return operation;
    }

    public String method() {
        return method;
    }

    /// The path below the cluster, or below the project for a call about several clusters.
    public String tail() {
        return tail;
    }

    /// Whether the path names one cluster.
    public boolean ofCluster() {
        return this != CREATE_CLUSTER && !ofVisibleClusters();
    }

    /// Whether it is about all clusters in which the caller has its action, and needs no more than one of them.
    public boolean ofVisibleClusters() {
        return this == LIST_CLUSTERS || this == LIST_DIFFERENCES || this == EXPLAIN_USER;
    }

    /// The whole path, with its variables.
    public String template() {
        return "/v2/{project_id}/" + (ofCluster() ? "clusters/{cluster_id}/" : "") + tail;
    }

    /// The tail in its parts, of which a variable begins with `{`.
    List<String> segments() {
        return segments;
    }

    /// The action that the caller must be allowed, or several where the request decides which: then the right one
    /// is checked once that is known. The first one is that of the usual case.
    public List<Action> actions() {
        return actions;
    }

    /// Whether the cloud's own API has it: under identity policies those calls need no permission.
    public boolean isDocumented() {
        return switch (this) {
            case UPDATE, CANCEL, SHOW, TASK_STATUS, STATUS -> true;
            case STATE,
                    CONFIGURATION,
                    CREATE_OPERATION,
                    LIST_OPERATIONS,
                    SHOW_OPERATION,
                    SHOW_PLAN,
                    SHOW_RESULTS,
                    RELEASE_OPERATION,
                    CANCEL_OPERATION,
                    RETRY_OPERATION,
                    WATCH_OPERATION,
                    ADOPT,
                    LIST_AUDIT,
                    LIST_USERS,
                    LIST_CLUSTERS,
                    LIST_DIFFERENCES,
                    CREATE_CLUSTER,
                    SHOW_CLUSTER,
                    CHANGE_CLUSTER,
                    REMOVE_CLUSTER,
                    EXPLAIN_USER,
                    SET_PASSWORD -> false;
        };
    }
}
