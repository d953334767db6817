package io.rollcall.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NumberedSetTest {
    @Test
    void behavesAsAnyOtherSetOfTheSameValues() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            Numbering<IamId> numbering = new Numbering<>();
            random.ints(5, 0, 20).forEach(i -> numbering.add(new IamId("id-" + i)));
            Set<IamId> expected = new HashSet<>();
            random.ints(random.nextInt(15), 0, 20).forEach(i -> expected.add(new IamId("id-" + i)));
            NumberedSet<IamId> set = NumberedSet.of(List.copyOf(expected), numbering);
            assertThat(set).hasSize(expected.size()).isEqualTo(expected).hasSameHashCodeAs(expected);
            assertThat(expected).isEqualTo(set);
            for (int i = 0; i < 25; i++) {
                IamId id = new IamId("id-" + i);
                assertThat(set.contains(id)).isEqualTo(expected.contains(id));
            }
        }
    }

    @Test
    void aRepeatedNumberCountsOnce() {
        Numbering<String> numbering = new Numbering<>();
        int a = numbering.add("a");
        int b = numbering.add("b");
        assertThat(numbering.set(new int[] {b, a, b, b, a}, 5)).containsExactly("a", "b");
        assertThat(numbering.set(new int[] {b, a}, 1)).containsExactly("b");
    }

    @Test
    void aSetOfTheSameNumberingIsTakenAsItIs() {
        Numbering<String> numbering = new Numbering<>();
        NumberedSet<String> set = numbering.set(List.of("a", "b"));
        assertThat(NumberedSet.of(set, numbering)).isSameAs(set);
        assertThat(NumberedSet.of(set, new Numbering<String>()))
                .isNotSameAs(set)
                .isEqualTo(set);
        assertThat(numbering.size()).isEqualTo(2);
    }
}
