package io.rollcall.api.request;

import io.rollcall.api.error.Problems;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.UserName;
import io.rollcall.operation.model.OperationId;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// An endpoint with the ids and names in the path, which are not checked yet ([#checked]).
///
/// @param cluster empty for a call about several clusters
/// @param variable the operation id or user name in the tail; empty where the path has none
public record Route(Endpoint endpoint, String project, String cluster, String variable) {
    /// Segments before the tail: an empty one, `v2`, the project, and for one cluster `clusters` and its id.
    private static final int PROJECT_HEAD = 3;

    private static final int CLUSTER_HEAD = 5;

    /// Finds the endpoint of a path; a slash at its end is tolerated (R5).
    ///
    /// @param rawPath split before it is decoded, so that no `%2f` makes a segment more
    public static Optional<Route> of(String method, String rawPath) {
        String path = rawPath.endsWith("/") ? rawPath.substring(0, rawPath.length() - 1) : rawPath;
        List<String> segments = List.of(path.split("/", CLUSTER_HEAD + 5));
        if (segments.size() <= PROJECT_HEAD
                || !segments.get(0).isEmpty()
                || !segments.get(1).equals("v2")) {
            return Optional.empty();
        }
        boolean ofCluster = segments.get(PROJECT_HEAD).equals("clusters");
        int head = ofCluster ? CLUSTER_HEAD : PROJECT_HEAD;
        if (segments.size() <= head) {
            return Optional.empty();
        }
        List<String> tail = segments.subList(head, segments.size());
        for (Endpoint endpoint : Endpoint.values()) {
            List<String> template = endpoint.segments();
            if (endpoint.ofCluster() == ofCluster && endpoint.method().equals(method) && fits(template, tail)) {
                int id = Math.max(template.indexOf(Endpoint.OPERATION_ID), template.indexOf(Endpoint.USER_NAME));
                return Optional.of(new Route(
                        endpoint,
                        decode(segments.get(2)),
                        ofCluster ? decode(segments.get(4)) : "",
                        id < 0 ? "" : decode(tail.get(id))));
            }
        }
        return Optional.empty();
    }

    /// The ids and names, all checked at once (R4).
    ///
    /// @throws ApiException 400 `12000002`
    public Resource checked() {
        Problems problems = new Problems();
        if (!ProjectId.isValid(project)) {
            problems.add("project_id", "must be 1 to 64 letters, digits, '_' or '-'", "必须为1到64个字母、数字、“_”或“-”");
        }
        if (endpoint.ofCluster() && !ClusterId.isValid(cluster)) {
            problems.add("cluster_id", "must be 1 to 64 letters, digits, '_' or '-'", "必须为1到64个字母、数字、“_”或“-”");
        }
        boolean ofUser = endpoint.tail().contains(Endpoint.USER_NAME);
        if (ofUser) {
            NameList.isSound(variable, "user_name", problems);
        } else if (!variable.isEmpty() && !OperationId.isValid(variable)) {
            problems.add("operation_id", "must be 32 hexadecimal digits in lower case", "必须为32位小写十六进制数字");
        }
        problems.refuse();
        return new Resource(
                new ProjectId(project),
                endpoint.ofCluster() ? Optional.of(new ClusterId(cluster)) : Optional.empty(),
                ofUser || variable.isEmpty() ? Optional.empty() : Optional.of(new OperationId(variable)),
                ofUser ? Optional.of(new UserName(variable)) : Optional.empty());
    }

    private static boolean fits(List<String> template, List<String> tail) {
        if (template.size() != tail.size()) {
            return false;
        }
        for (int i = 0; i < tail.size(); i++) {
            boolean variable = template.get(i).startsWith("{");
            if (variable ? tail.get(i).isEmpty() : !template.get(i).equals(tail.get(i))) {
                return false;
            }
        }
        return true;
    }

    /// Text that cannot be decoded stays as it is: no id may hold a `%`, and no name of an account has one.
    private static String decode(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return segment;
        }
    }
}
