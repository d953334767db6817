package io.rollcall.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.access.Rights;
import io.rollcall.cluster.AddressRange;
import io.rollcall.cluster.ClusterId;
import io.rollcall.policy.Condition.Met;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// When a statement of a policy counts.
class ConditionTest {
    private static final Circumstances NOW =
            new Circumstances("203.0.113.7", Instant.parse("2026-06-01T12:00:00Z"), new ClusterId("c-1"), false);

    @ParameterizedTest
    @CsvSource({
        "IpAddress, g:SourceIp, 203.0.113.7, YES",
        "IpAddress, g:SourceIp, 203.0.113.0/24, YES",
        "IpAddress, g:SourceIp, 203.0.113.8/32, NO",
        "IpAddress, g:SourceIp, 2001:db8::/32, NO",
        "IpAddress, g:SourceIp, example.com, UNCLEAR",
        "IpAddress, g:SourceIp, 203.0.113.0/33, UNCLEAR",
        "NotIpAddress, g:SourceIp, 203.0.113.0/24, NO",
        "notipaddress, G:SOURCEIP, 192.0.2.0/24, YES",
        "IpAddressIfExists, g:SourceIp, 0.0.0.0/0, YES",
        "DateLessThan, g:CurrentTime, 2026-06-01T12:00:00Z, NO",
        "DateLessThanEquals, g:CurrentTime, 2026-06-01T12:00:00Z, YES",
        "DateLessThan, g:CurrentTime, 2026-06-01T15:00:00+02:00, YES",
        "DateGreaterThan, g:CurrentTime, 2026-06-01T12:00:00Z, NO",
        "DateGreaterThanEquals, g:CurrentTime, 2026-06-01T12:00:00Z, YES",
        "DateGreaterThan, g:CurrentTime, yesterday, UNCLEAR",
        "Bool, g:MFAPresent, true, NO",
        "Bool, g:MFAPresent, false, YES",
        "Bool, g:MFAPresent, perhaps, UNCLEAR",
        "StringEquals, g:UserName, alice, UNCLEAR",
        "IpAddress, g:SourceVpc, 203.0.113.7, UNCLEAR"
    })
    void anOperatorDemandsSomethingOfAKey(String operator, String key, String value, Met expected) {
        assertThat(Condition.of(operator, key, List.of(value)).met(NOW)).isEqualTo(expected);
    }

    @Test
    void oneOfSeveralAddressesIsEnough() {
        assertThat(Condition.of("IpAddress", "g:SourceIp", List.of("192.0.2.1", "203.0.113.7"))
                        .met(NOW))
                .isEqualTo(Met.YES);
        assertThat(Condition.of("NotIpAddress", "g:SourceIp", List.of("192.0.2.1", "203.0.113.7"))
                        .met(NOW))
                .isEqualTo(Met.NO);
        assertThat(Condition.of("IpAddress", "g:SourceIp", List.of()).met(NOW)).isEqualTo(Met.UNCLEAR);
    }

    @Test
    void aKeyThatDoesNotSayWhetherThereWasASecondFactorPassesNoDemandForOne() {
        assertThat(Condition.of("Bool", "g:MFAPresent", List.of("true")).met(Circumstances.UNKNOWN))
                .isEqualTo(Met.UNCLEAR);
        assertThat(Condition.of("BoolIfExists", "g:MFAPresent", List.of("true")).met(Circumstances.UNKNOWN))
                .isEqualTo(Met.YES);
    }

    @ParameterizedTest
    @CsvSource({
        "*, YES",
        "mrs:*:*:cluster:*, YES",
        "MRS:*:*:cluster:c-1, YES",
        "mrs:*:*:cluster:c-*, YES",
        "mrs:*:*:cluster:C-1, NO",
        "mrs:*:*:cluster:other, NO",
        "mrs:*:*:job:*, NO",
        "mrs:region-1:account-1:cluster:c-1, YES",
        "mrs:region-1:*:cluster:*, UNCLEAR",
        "obs:*:*:bucket:*, UNCLEAR",
        "c-1, UNCLEAR"
    })
    void aResourceIsMatchedWithTheCluster(String urn, Met expected) {
        assertThat(new Condition.OnCluster(List.of(urn)).met(NOW)).isEqualTo(expected);
    }

    @Test
    void anAllowWhoseConditionNobodyUnderstandsAllowsNothingAndADenyDeniesAlways() {
        Condition odd = Condition.of("StringEquals", "g:DomainName", List.of("acme"));
        Statement allow = Statement.allow("mrs:cluster:syncUser");
        Statement deny = Statement.deny("mrs:cluster:syncUser");
        assertThat(allows(allow)).isTrue();
        assertThat(allows(allow.when(odd))).isFalse();
        assertThat(allows(allow, deny.when(odd))).isFalse();
    }

    @Test
    void aDenyWhoseConditionIsNotMetDeniesNothing() {
        Statement allow = Statement.allow("mrs:cluster:syncUser");
        Statement elsewhere =
                Statement.deny("mrs:*:*").when(Condition.of("NotIpAddress", "g:SourceIp", List.of("203.0.113.0/24")));
        assertThat(allows(allow, elsewhere)).isTrue();
    }

    @Test
    void allConditionsOfAStatementHaveToBeMet() {
        Condition here = Condition.of("IpAddress", "g:SourceIp", List.of("203.0.113.0/24"));
        Condition past = Condition.of("DateLessThan", "g:CurrentTime", List.of("2020-01-01T00:00:00Z"));
        Statement allow = Statement.allow("mrs:cluster:syncUser");
        assertThat(allows(allow.when(here))).isTrue();
        assertThat(allows(allow.when(here, past))).isFalse();
    }

    @Test
    void anAddressOfTheNextGenerationIsInItsRange() {
        AddressRange range = AddressRange.parse("2001:db8::/33");
        assertThat(range.contains("2001:db8:0:0:0:0:0:1%eth0")).isTrue();
        assertThat(range.contains("2001:db8:8000::1")).isFalse();
        assertThat(range.contains("192.0.2.1")).isFalse();
        assertThat(range.contains("localhost")).isFalse();
    }

    private static boolean allows(Statement... statements) {
        return new Rights(false, Set.of(new Policy.CustomPolicy("custom", List.of(statements))))
                .allow(Action.SYNC_USER, NOW);
    }
}
