package io.rollcall.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.access.Access;
import io.rollcall.access.Caller;
import io.rollcall.access.Rights;
import io.rollcall.api.request.Endpoint;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UserName;
import io.rollcall.policy.Action;
import io.rollcall.policy.Circumstances;
import io.rollcall.policy.Policy;
import io.rollcall.policy.Statement;
import io.rollcall.policy.SystemPolicies;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The table of calls and rights in docs/authorization.md is what the routes and the policies really say. Run with
/// `-Drollcall.matrix=write` it writes the table anew.
class AuthorizationMatrixTest {
    private static final Path PAGE = Path.of("docs/authorization.md");
    private static final String BEGIN = "<!-- matrix -->\n";
    private static final String END = "<!-- end of matrix -->\n";
    private static final Circumstances NOW = new Circumstances("192.0.2.1", null, new ClusterId("c1"), null);

    /// Callers whom the IAM gives one thing, without a grant.
    private static Map<String, Rights> columns() {
        Map<String, Rights> columns = new LinkedHashMap<>();
        columns.put("owner", new Rights(true, Set.of()));
        columns.put("FullAccess", rights(SystemPolicies.FULL_ACCESS));
        columns.put(
                "trio",
                rights(
                        SystemPolicies.SERVER_ADMINISTRATOR,
                        SystemPolicies.TENANT_GUEST,
                        SystemPolicies.MRS_ADMINISTRATOR));
        columns.put("ReadOnly", rights(SystemPolicies.READ_ONLY_ACCESS));
        columns.put(
                "`mrs:cluster:syncUser`",
                new Rights(
                        false, Set.of(new Policy.CustomPolicy("c", List.of(Statement.allow("mrs:cluster:syncUser"))))));
        columns.put("nothing", new Rights(false, Set.of()));
        return columns;
    }

    private static Rights rights(String... policies) {
        return new Rights(
                false,
                java.util.Arrays.stream(policies).map(SystemPolicies::named).collect(Collectors.toSet()));
    }

    private static String matrix() {
        StringBuilder table = new StringBuilder("| call | action |");
        columns().keySet().forEach(name -> table.append(' ').append(name).append(" |"));
        table.append(" identity policies |\n|---|---|")
                .append("---|".repeat(columns().size() + 1))
                .append('\n');
        for (Endpoint endpoint : Endpoint.values()) {
            for (Action action : endpoint.actions()) {
                row(table, endpoint, action);
            }
            if (endpoint == Endpoint.SET_PASSWORD) {
                row(table, endpoint, Action.RESET_PASSWORD);
            }
        }
        return table.toString();
    }

    private static void row(StringBuilder table, Endpoint endpoint, Action action) {
        table.append("| ")
                .append(endpoint.operation())
                .append(" | `")
                .append(action.word())
                .append("` |");
        columns().values().forEach(rights -> {
            Caller caller = new Caller(new IamId("u"), new UserName("u"), Set.of(), rights);
            table.append(Access.DEFAULT.allows(caller, action, NOW) ? " yes |" : " |");
        });
        table.append(endpoint.isDocumented() ? " free |\n" : " |\n");
    }

    @Test
    void theTableOfCallsAndRightsIsThatOfTheRoutes() throws Exception {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        if ("write".equals(System.getProperty("rollcall.matrix"))) {
            Files.writeString(PAGE, page.substring(0, begin) + matrix() + page.substring(end));
        }
        assertThat(Files.readString(PAGE)).contains(BEGIN + matrix() + END);
    }

    @Test
    void everyActionIsNeededByACallAndExplained() throws Exception {
        String page = Files.readString(PAGE);
        for (Action action : Action.values()) {
            assertThat(matrix()).contains("`" + action.word() + "`");
            assertThat(page.substring(0, page.indexOf(BEGIN))).contains("`" + action.word() + "`");
        }
    }
}
