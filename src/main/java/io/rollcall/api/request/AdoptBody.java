package io.rollcall.api.request;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.rollcall.api.error.Problems;
import io.rollcall.cluster.ClusterId;
import io.rollcall.sync.scope.Command;
import java.io.IOException;
import java.util.function.Predicate;

/// Reads the body of a request for an adoption.
public final class AdoptBody {
    private static final String FROM = "from_cluster_id";

    private final Problems problems = new Problems();
    private String from = "";
    private boolean dryRun;

    private AdoptBody() {}

    /// @param body empty if there was none
    /// @param served whether a cluster is served here: then no other cluster may take over its entries
    /// @throws ApiException 400 `12000002` that names every problem
    public static RequestBody.SyncRequest read(byte[] body, Predicate<ClusterId> served) {
        AdoptBody reader = new AdoptBody();
        JsonObject.read(body, reader::readField);
        return reader.asked(served);
    }

    private void readField(String name, JsonParser parser) throws IOException {
        switch (name) {
            case FROM -> from = parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : "?";
            case "dry_run" -> dryRun = JsonObject.flag(parser, name, problems);
            default -> {}
        }
    }

    private RequestBody.SyncRequest asked(Predicate<ClusterId> served) {
        if (from.isEmpty()) {
            problems.add(FROM, "is missing: it must be the cluster id in the marks of the entries", "缺失：必须为条目标记中的集群ID");
        } else if (!ClusterId.isValid(from)) {
            problems.add(FROM, "must be 1 to 64 letters, digits, '_' or '-'", "必须为1到64个字母、数字、下划线或中划线");
        } else if (served.test(new ClusterId(from))) {
            problems.add(
                    FROM,
                    "is a cluster that is served here: only the entries of a former id can be adopted",
                    "为本服务正在管理的集群：只能接管旧集群ID的条目");
        }
        problems.refuse();
        return new RequestBody.SyncRequest(new Command.Adopt(new ClusterId(from)), dryRun);
    }
}
