package io.rollcall.iam.keystone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rollcall.access.Rights;
import io.rollcall.cluster.ClusterId;
import io.rollcall.policy.Action;
import io.rollcall.policy.Circumstances;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Custom policies of Huawei Cloud with conditions and resources.
class PolicyDocumentTest {
    private static final Circumstances NOW =
            new Circumstances("198.51.100.4", Instant.parse("2026-06-01T12:00:00Z"), new ClusterId("c1"), true);

    private static boolean allows(String more) throws Exception {
        String role = """
                {"id": "1", "name": "custom_d1_0", "display_name": "p", "domain_id": "d1", "policy": {"Version": "1.1",
                 "Statement": [{"Effect": "Allow", "Action": ["mrs:cluster:syncUser"]%s}]}}""".formatted(more);
        return new Rights(false, Set.of(PolicyDocument.of(new ObjectMapper().readTree(role))))
                .allow(Action.SYNC_USER, NOW);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~~ | true",
                "~, \"Resource\": [\"mrs:*:*:cluster:c1\"]~ | true",
                "~, \"Resource\": \"*\"~ | true",
                "~, \"Resource\": null, \"Condition\": null~ | true",
                "~, \"Resource\": [\"mrs:*:*:cluster:c2\"]~ | false",
                "~, \"Resource\": {\"uri\": [\"/iam/agencies/1\"]}~ | false",
                "~, \"Resource\": []~ | false",
                "~, \"NotResource\": [\"mrs:*:*:cluster:c2\"]~ | false",
                "~, \"Condition\": {\"Bool\": {\"g:MFAPresent\": [\"true\"]}}~ | true",
                "~, \"Condition\": {\"IpAddress\": {\"g:SourceIp\": [\"198.51.100.0/24\"]}}~ | true",
                "~, \"Condition\": {\"IpAddress\": {\"g:SourceIp\": [\"203.0.113.7/32\"]}}~ | false",
                "~, \"Condition\": {\"DateLessThan\": {\"g:CurrentTime\": [\"2020-01-01T00:00:00Z\"]}}~ | false",
                "~, \"Condition\": {\"StringEndWithIfExists\": {\"g:UserName\": [\"x\"]}}~ | false",
                "~, \"Condition\": {\"IpAddress\": [\"198.51.100.0/24\"]}~ | false",
                "~, \"Condition\": \"always\"~ | false"
            })
    void anAllowCountsWhereItIsUnderstoodAndMet(String more, boolean expected) throws Exception {
        assertThat(allows(more == null ? "" : more)).isEqualTo(expected);
    }

    @Test
    void aDenyThatIsNotUnderstoodDenies() throws Exception {
        String role = """
                {"id": "1", "name": "custom_d1_0", "display_name": "p", "domain_id": "d1", "policy": {"Version": "1.1",
                 "Statement": [{"Effect": "Allow", "Action": ["mrs:*:*"]},
                   {"Effect": "Deny", "Action": ["mrs:cluster:sync*"],
                    "Condition": {"StringEquals": {"g:UserName": ["x"]}}}]}}""";
        Rights rights = new Rights(false, Set.of(PolicyDocument.of(new ObjectMapper().readTree(role))));
        assertThat(rights.allow(Action.SYNC_USER, NOW)).isFalse();
        assertThat(rights.allow(Action.GET, NOW)).isTrue();
    }
}
