package io.rollcall.sync.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.rules.GuardLimits;
import io.rollcall.sync.target.TargetGroup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
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

    /// The console takes the numbers of a hold out of these sentences, for the Chinese ones too.
    @Test
    void theConsoleKnowsEverySentence() throws Exception {
        Guard guard = new Guard(GuardLimits.DECIDED);
        guard.accounts(600, 0, 1_000);
        guard.accounts(20, 5, 50);
        guard.accounts(30, 0, 50);
        guard.groups(30, 50);
        Set<UserName> members =
                IntStream.range(0, 200).mapToObj(i -> new UserName("u" + i)).collect(Collectors.toSet());
        guard.members(new TargetGroup(new GroupName("it's"), null, 1, "", members), 150);
        String script = Files.readString(Path.of("src/main/resources/io/rollcall/console/run/holds.js"));
        List<Pattern> sentences = Pattern.compile("(?m)^const [A-Z]+ = /(.*)/;$")
                .matcher(script)
                .results()
                .map(found -> Pattern.compile(found.group(1)))
                .toList();
        assertThat(guard.holds().stream().map(hold -> understood(sentences, hold)))
                .containsExactly(
                        Map.of("does", "remove", "count", "600", "limit", "500"),
                        Map.of(
                                "does",
                                "disable or remove",
                                "count",
                                "25",
                                "of",
                                "50",
                                "what",
                                "accounts",
                                "limit",
                                "20"),
                        Map.of("does", "remove", "count", "30", "of", "50", "what", "accounts", "limit", "20"),
                        Map.of("does", "remove", "count", "30", "of", "50", "what", "groups", "limit", "20"),
                        Map.of("group", "it's", "count", "150", "of", "200", "what", "members", "limit", "50"));
    }

    /// The named parts of a sentence, by the only pattern that matches it.
    private static Map<String, String> understood(List<Pattern> sentences, String hold) {
        List<Matcher> found = sentences.stream()
                .map(sentence -> sentence.matcher(hold))
                .filter(Matcher::matches)
                .toList();
        assertThat(found).as(hold).hasSize(1);
        return found.getFirst().namedGroups().keySet().stream()
                .collect(Collectors.toMap(name -> name, found.getFirst()::group));
    }
}
