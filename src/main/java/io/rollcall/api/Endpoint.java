package io.rollcall.api;

import io.rollcall.sync.Rights;
import java.util.List;

/// The calls that need a caller, by their documented names where they have one. All are below
/// `/v2/{project_id}/clusters/{cluster_id}`.
enum Endpoint {
    UPDATE("UpdateSyncIamUser", "POST", "iam-sync-user"),
    CANCEL("CancelSyncIamUser", "DELETE", "iam-sync-user"),
    SHOW("ShowSyncIamUser", "GET", "iam-sync-user"),
    TASK_STATUS("ListClusterSyncTaskStatus", "GET", "iam-sync"),
    STATUS("ListClusterSyncStatus", "GET", "iam-sync/is-synchronous"),
    STATE("ShowSyncState", "GET", "iam-sync/state"),

    CREATE_OPERATION("CreateOperation", "POST", "iam-sync/operations"),
    LIST_OPERATIONS("ListOperations", "GET", "iam-sync/operations"),
    SHOW_OPERATION("ShowOperation", "GET", "iam-sync/operations/{operation_id}"),
    SHOW_PLAN("ShowOperationPlan", "GET", "iam-sync/operations/{operation_id}/plan"),
    SHOW_RESULTS("ShowOperationResults", "GET", "iam-sync/operations/{operation_id}/results"),
    RELEASE_OPERATION("ReleaseOperation", "POST", "iam-sync/operations/{operation_id}/release"),
    CANCEL_OPERATION("CancelOperation", "POST", "iam-sync/operations/{operation_id}/cancel"),
    RETRY_OPERATION("RetryOperation", "POST", "iam-sync/operations/{operation_id}/retry"),
    WATCH_OPERATION("WatchOperation", "GET", "iam-sync/operations/{operation_id}/events"),
    ADOPT("AdoptEntries", "POST", "iam-sync/adopt"),
    LIST_AUDIT("ListAudit", "GET", "iam-sync/audit"),

    SET_PASSWORD("InitializeAccountPassword", "POST", "iam-sync/accounts/{user_name}/password");

    static final String OPERATION_ID = "{operation_id}";
    static final String USER_NAME = "{user_name}";

    private final String operation;
    private final String method;
    private final String tail;

    @SuppressWarnings("ImmutableEnumChecker") // List.of makes it.
    private final List<String> segments;

    Endpoint(String operation, String method, String tail) {
        this.operation = operation;
        this.method = method;
        this.tail = tail;
        this.segments = List.of(tail.split("/", -1));
    }

    /// The name in `/openapi.json`, in metrics and in the log.
    String operation() {
        return operation;
    }

    String method() {
        return method;
    }

    /// The path below the cluster.
    String tail() {
        return tail;
    }

    /// The tail in its parts, of which a variable begins with `{`.
    List<String> segments() {
        return segments;
    }

    /// What the caller must be allowed to do (decision 10).
    String action() {
        if (this == ADOPT) {
            return Rights.ADOPT;
        }
        return method.equals("GET") ? Rights.GET : Rights.SYNC_USER;
    }
}
