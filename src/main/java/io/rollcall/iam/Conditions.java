package io.rollcall.iam;

import io.rollcall.document.Values;
import io.rollcall.policy.Condition;
import io.rollcall.policy.Policy;
import io.rollcall.policy.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes conditions from a statement of a policy document, and logs once each condition that this service does not
/// understand: an allow under it allows nothing, and the author of the policy should learn that.
public final class Conditions {
    private static final Logger log = LoggerFactory.getLogger(Conditions.class);
    private static final int MOST_TOLD = 1_000;
    private static final Set<String> told = ConcurrentHashMap.newKeySet();

    private Conditions() {}

    /// @param resources empty where the statement names none, which means all
    /// @param demands values by operator and key; empty if they have no such form
    public static List<Condition> of(
            Optional<List<String>> resources, Optional<Map<String, Map<String, List<String>>>> demands) {
        List<Condition> conditions = new ArrayList<>();
        resources.ifPresent(urns -> conditions.add(
                urns.isEmpty() ? new Condition.NotUnderstood("Resource") : new Condition.OnCluster(urns)));
        demands.ifPresentOrElse(
                all -> all.forEach((operator, keys) ->
                        keys.forEach((key, values) -> conditions.add(Condition.of(operator, key, values)))),
                () -> conditions.add(new Condition.NotUnderstood("Condition")));
        return conditions;
    }

    /// Logs the conditions of a policy that are not understood, each once for as long as the server runs.
    public static void tell(Policy policy) {
        for (Statement statement : policy.statements()) {
            for (Condition condition : statement.conditions()) {
                if (condition instanceof Condition.NotUnderstood(String what)
                        && told.size() < MOST_TOLD
                        && told.add(policy.name() + " " + what)) {
                    log.atWarn()
                            .addKeyValue("policy", policy.name())
                            .addKeyValue("condition", Values.excerpt(what))
                            .log(
                                    statement.effect() == Statement.Effect.ALLOW
                                            ? "condition of a policy not understood: it allows nothing"
                                            : "condition of a policy not understood: it denies always");
                }
            }
        }
    }
}
