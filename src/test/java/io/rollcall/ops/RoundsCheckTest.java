package io.rollcall.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/// Of many a few are asked, and in the end all of them.
class RoundsCheckTest {
    private static final int MANY = 100;

    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private final Set<String> down = ConcurrentHashMap.newKeySet();
    private Set<String> suspects = Set.of();

    private RoundsCheck checkOf(int count) {
        Map<String, Readiness.Check> checks = new HashMap<>();
        for (int i = 0; i < count; i++) {
            String name = "c%03d".formatted(i);
            checks.put(name, () -> {
                asked.add(name);
                if (down.contains(name)) {
                    throw new IllegalStateException("no answer");
                }
            });
        }
        return new RoundsCheck(() -> checks, () -> suspects);
    }

    @Test
    void aRoundCostsTheSameHoweverManyThereAreAndAllHaveTheirTurn() {
        RoundsCheck check = checkOf(MANY);
        Set<String> all = new TreeSet<>();
        for (int round = 0; round < MANY / RoundsCheck.ASKED; round++) {
            asked.clear();
            check.run();
            assertThat(asked).hasSize(RoundsCheck.ASKED);
            all.addAll(asked);
            assertThat(all).as("nobody is asked twice").hasSize((round + 1) * RoundsCheck.ASKED);
        }
        assertThat(all).hasSize(MANY);
        asked.clear();
        check.run();
        assertThat(asked).contains("c000");
    }

    @Test
    void evenWhenAllAreAwayARoundAsksFewAndAllIsWellAsSoonAsTheyAnswer() {
        RoundsCheck check = checkOf(MANY);
        for (int i = 0; i < MANY; i++) {
            down.add("c%03d".formatted(i));
        }
        suspects = Set.copyOf(down);
        for (int round = 0; round < 10; round++) {
            asked.clear();
            assertThatThrownBy(check::run).hasMessageContaining("no answer").hasMessageContaining("more");
            assertThat(asked).hasSizeLessThanOrEqualTo(3 * RoundsCheck.ASKED);
        }
        down.clear();
        assertThatCode(check::run).doesNotThrowAnyException();
    }

    @Test
    void oneThatIsAwayIsNamedAndAskedAgainUntilItAnswers() {
        RoundsCheck check = checkOf(MANY);
        down.add("c001");
        assertThatThrownBy(check::run).hasMessage("c001: no answer");
        assertThatThrownBy(check::run).hasMessage("c001: no answer");
        down.clear();
        check.run();
    }

    @Test
    void whatOthersHadTroubleWithIsAskedAtOnceUnlessNothingIsKnownOfIt() {
        RoundsCheck check = checkOf(MANY);
        down.add("c090");
        suspects = Set.of("c090", "a cluster of another configuration");
        assertThatThrownBy(check::run).hasMessage("c090: no answer");
        assertThat(asked).contains("c090", "c000");
    }

    @Test
    void whereThereIsNothingAllIsWell() {
        checkOf(0).run();
        assertThat(asked).isEqualTo(Set.copyOf(List.of()));
    }
}
