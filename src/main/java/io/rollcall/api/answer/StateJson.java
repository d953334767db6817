package io.rollcall.api.answer;

import io.rollcall.operation.model.SyncState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How the state of a cluster looks in the answer. What is not known is left out; nothing is ever null.
public final class StateJson {
    private StateJson() {}

    public static Map<String, Object> state(SyncState state, View view) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("is_synchronous", state.status().synchronous());
        json.put("is_synchronizing", state.status().synchronizing());
        Map<String, Object> scope = new LinkedHashMap<>();
        scope.put("extent", state.scope().extent());
        scope.put("asked", names(state.scope().asked()));
        scope.put("cancelled", names(state.scope().cancelled()));
        json.put("scope", scope);
        SyncState.Differences differences = state.differences();
        if (differences != null) {
            json.put("differences", differences(differences));
        }
        SyncState.Unknown unknown = state.unknown();
        if (unknown != null) {
            Map<String, Object> since = new LinkedHashMap<>();
            since.put("since", unknown.since().toString());
            since.put("because", view.because(unknown.because()));
            json.put("unknown", since);
        }
        if (state.last() != null) {
            json.put("last_operation", OperationJson.operation(state.last(), view));
        }
        return json;
    }

    private static Map<String, Object> names(SyncState.Names names) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("users", names.users());
        json.put("groups", names.groups());
        json.put("user_names", names.userNames());
        json.put("group_names", names.groupNames());
        return json;
    }

    private static Map<String, Object> differences(SyncState.Differences differences) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("compared_at", differences.comparedAt().toString());
        json.put("added", differences.added());
        json.put("changed", differences.changed());
        json.put("removed", differences.removed());
        json.put("refused", differences.refused());
        List<Map<String, Object>> refusals =
                differences.refusals().stream().map(StateJson::refusal).toList();
        json.put("refusals", refusals);
        return json;
    }

    private static Map<String, Object> refusal(SyncState.Refused refused) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", refused.kind().word());
        json.put("name", refused.name());
        json.put("reason", refused.reason());
        return json;
    }
}
