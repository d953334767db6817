package io.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.api.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Policies of a file IAM with conditions and resources, as callers meet them.
class ConditionalPoliciesTest {
    @TempDir
    Path folder;

    @Test
    void aPolicyForAnotherAddressOrClusterAllowsNothingHere() throws Exception {
        Map<String, String> allowing = new LinkedHashMap<>();
        allowing.put("from here", "Condition: {IpAddress: {\"g:SourceIp\": [\"127.0.0.0/8\"]}}");
        allowing.put("of this cluster", "Resource: [\"mrs:*:*:cluster:c1\"]");
        allowing.put("of all clusters", "Resource: \"mrs:*:*:cluster:*\"");
        allowing.put("from now on", "Condition: {DateGreaterThan: {\"g:CurrentTime\": \"2020-01-01T00:00:00Z\"}}");
        allowing.put("empty", "Condition: {}");
        Map<String, String> refusing = new LinkedHashMap<>();
        refusing.put("from elsewhere", "Condition: {IpAddress: {\"g:SourceIp\": [\"203.0.113.7/32\"]}}");
        refusing.put("of another cluster", "Resource: [\"mrs:*:*:cluster:c2\"]");
        refusing.put("of an agency", "Resource: {uri: [\"/iam/agencies/1\"]}");
        refusing.put("until long ago", "Condition: {DateLessThan: {\"g:CurrentTime\": \"2020-01-01T00:00:00Z\"}}");
        refusing.put("by a second factor", "Condition: {Bool: {\"g:MFAPresent\": \"true\"}}");
        refusing.put("of some name", "Condition: {StringEquals: {\"g:UserName\": \"x\"}}");
        refusing.put(
                "one of two",
                "Condition: {IpAddress: {\"g:SourceIp\": \"127.0.0.1\"}, StringEquals: {\"g:UserName\": \"x\"}}");

        StringBuilder users = new StringBuilder("users:\n");
        StringBuilder groups = new StringBuilder("groups:\n");
        StringBuilder policies = new StringBuilder("policies:\n");
        StringBuilder tokens = new StringBuilder("tokens:\n");
        Map<String, String> all = new LinkedHashMap<>(allowing);
        all.putAll(refusing);
        int number = 0;
        for (String condition : all.values()) {
            number++;
            users.append("  - {id: u-%1$d, name: user%1$d}\n".formatted(number));
            groups.append("  - {id: g-%1$d, name: group%1$d, members: [user%1$d],\n".formatted(number)
                    + "     grants: [{policy: policy%1$d, on: domain}]}\n".formatted(number));
            policies.append(
                    "  - name: policy%d\n    document:\n      Version: \"1.1\"\n      Statement:\n".formatted(number));
            policies.append("        - {Effect: Allow, Action: [\"mrs:cluster:get\"], %s}\n".formatted(condition));
            tokens.append("  - {token: token-of-user%1$d, user: user%1$d, project: p1}\n".formatted(number));
        }
        Files.writeString(
                folder.resolve("iam.yaml"),
                "domain: {id: d1, name: acme}\nprojects: [{id: p1, name: region-1}]\n" + users + groups + policies
                        + tokens);
        try (IamServer server = IamServer.start(
                folder, "p1", "  file: iam.yaml", "{embedded: {bind_password: a-directory-password}}")) {
            number = 0;
            for (String name : all.keySet()) {
                Reply reply = server.get("token-of-user" + ++number, "/iam-sync");
                assertThat(reply.status()).as(name).isEqualTo(allowing.containsKey(name) ? 200 : 403);
            }
        }
    }
}
