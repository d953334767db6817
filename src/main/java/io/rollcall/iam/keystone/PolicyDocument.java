package io.rollcall.iam.keystone;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.iam.Conditions;
import io.rollcall.iam.http.Listing;
import io.rollcall.policy.Condition;
import io.rollcall.policy.Policy;
import io.rollcall.policy.Statement;
import io.rollcall.policy.SystemPolicies;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads roles and policies of Huawei Cloud (contract, 6.2).
final class PolicyDocument {
    /// The only internal names that are the same in every cloud.
    private static final Map<String, String> BY_NAME = Map.of(
            "mrs_adm", SystemPolicies.MRS_ADMINISTRATOR,
            "te_admin", SystemPolicies.TENANT_ADMINISTRATOR,
            "server_adm", SystemPolicies.SERVER_ADMINISTRATOR,
            "readonly", SystemPolicies.TENANT_GUEST);

    private PolicyDocument() {}

    /// @throws IllegalArgumentException if it cannot be understood; then its meaning must not be guessed
    static Policy of(JsonNode role) {
        String internal = role.path("name").asText("");
        String shown = role.path("display_name").asText("");
        if (!role.path("domain_id").asText("").isEmpty()) {
            return new Policy.CustomPolicy(shown.isEmpty() ? Listing.text(role, "name") : shown, statements(role));
        }
        String name = BY_NAME.getOrDefault(internal, shown.isEmpty() ? Listing.text(role, "name") : shown);
        // The meaning of the documented policies is fixed here: their documents differ from cloud to cloud.
        return SystemPolicies.names().contains(name)
                ? SystemPolicies.named(name)
                : new Policy.SystemPolicy(name, statements(role));
    }

    private static List<Statement> statements(JsonNode role) {
        List<Statement> statements = new ArrayList<>();
        for (JsonNode one : role.path("policy").path("Statement")) {
            List<String> actions = new ArrayList<>();
            JsonNode listed = one.path("Action");
            if (listed.isTextual()) {
                actions.add(listed.textValue());
            }
            listed.forEach(action -> actions.add(action.asText()));
            Statement.Effect effect = switch (one.path("Effect").asText("")) {
                case "Allow" -> Statement.Effect.ALLOW;
                case "Deny" -> Statement.Effect.DENY;
                default -> throw new IllegalArgumentException("a statement with an unknown Effect");
            };
            if (actions.isEmpty()) {
                throw new IllegalArgumentException("a statement without Action");
            }
            statements.add(new Statement(effect, actions, conditions(one)));
        }
        return statements;
    }

    private static List<Condition> conditions(JsonNode statement) {
        JsonNode resource = statement.path("Resource");
        JsonNode condition = statement.path("Condition");
        List<Condition> conditions = new ArrayList<>(Conditions.of(
                resource.isMissingNode() || resource.isNull() ? Optional.empty() : Optional.of(texts(resource)),
                condition.isMissingNode() || condition.isNull() ? Optional.of(Map.of()) : demands(condition)));
        for (String other : List.of("NotAction", "NotResource", "Principal", "NotPrincipal")) {
            if (statement.has(other)) {
                conditions.add(new Condition.NotUnderstood(other));
            }
        }
        return conditions;
    }

    /// Empty where it is neither a text nor a list of texts, as with the policies of agencies.
    private static List<String> texts(JsonNode node) {
        if (node.isValueNode()) {
            return List.of(node.asText());
        }
        List<String> texts = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(one -> texts.add(one.asText()));
        }
        return texts;
    }

    private static Optional<Map<String, Map<String, List<String>>>> demands(JsonNode condition) {
        if (!condition.isObject()) {
            return Optional.empty();
        }
        Map<String, Map<String, List<String>>> all = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> operator : condition.properties()) {
            if (!operator.getValue().isObject()) {
                return Optional.empty();
            }
            Map<String, List<String>> keys = new LinkedHashMap<>();
            operator.getValue().properties().forEach(key -> keys.put(key.getKey(), texts(key.getValue())));
            all.put(operator.getKey(), keys);
        }
        return Optional.of(all);
    }
}
