package io.rollcall.sync.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.rules.GuardLimits;
import io.rollcall.sync.target.TargetGroup;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0, false",
        "10, 10, false",
        "11, 11, true",
        "11, 54, true",
        "11, 55, false",
        "20, 100, false",
        "21, 100, true",
        "500, 2500, false",
        "500, 50000, false",
        "501, 50000, true"
    })
    void accountsAreHeldBeyondTheFloorThePercentageAndTheMost(int removed, int owned, boolean held) {
        Guard guard = new Guard(GuardLimits.DECIDED);
        guard.accounts(removed, 0, owned);
        assertThat(!guard.holds().isEmpty()).isEqualTo(held);
        Guard ofDisabled = new Guard(GuardLimits.DECIDED);
        ofDisabled.accounts(removed / 2, removed - removed / 2, owned);
        assertThat(!ofDisabled.holds().isEmpty()).isEqualTo(held);
    }

    @ParameterizedTest
    @CsvSource({"10, 10, false", "11, 54, true", "11, 55, false", "600, 3000, false", "601, 3000, true"})
    void groupsAreHeldBeyondTheFloorAndThePercentage(int removed, int owned, boolean held) {
        Guard guard = new Guard(GuardLimits.DECIDED);
        guard.groups(removed, owned);
        assertThat(!guard.holds().isEmpty()).isEqualTo(held);
    }

    @ParameterizedTest
    @CsvSource({"100, 100, false", "101, 50, false", "101, 51, true", "200, 100, false", "200, 101, true"})
    void aLargeGroupIsHeldWhenItLosesMoreThanHalf(int size, int lost, boolean held) {
        Set<UserName> members =
                IntStream.range(0, size).mapToObj(i -> new UserName("u" + i)).collect(Collectors.toSet());
        Guard guard = new Guard(GuardLimits.DECIDED);
        guard.members(new TargetGroup(new GroupName("g"), null, 1, "", members), lost);
        assertThat(!guard.holds().isEmpty()).isEqualTo(held);
    }
}
