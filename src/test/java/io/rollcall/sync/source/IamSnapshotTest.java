package io.rollcall.sync.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UserName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IamSnapshotTest {
    private static final Completeness COMPLETE = new Completeness.Complete();

    @Test
    void aReadThatSaysTheSameIsTheEarlierOne() {
        IamSnapshot earlier = read("b", "c", "a");

        assertThat(read("c", "a", "b").after(earlier)).isSameAs(earlier);
        assertThat(earlier.after(earlier)).isSameAs(earlier);
        IamSnapshot first = read("a");
        assertThat(first.after(null)).isSameAs(first);
    }

    @Test
    void whatDidNotChangeIsTheObjectOfTheEarlierOne() {
        IamSnapshot earlier = read("b", "c", "e");
        IamSnapshot now = new IamSnapshot(
                List.of(user("a", "a"), user("b", "renamed"), user("c", "c"), user("d", "d")),
                List.of(group("b", "x"), group("c")),
                COMPLETE);

        IamSnapshot after = now.after(earlier);

        assertThat(after).isEqualTo(now);
        assertThat(after.users().get(2)).isSameAs(earlier.users().get(1));
        assertThat(after.users().get(1).name()).isEqualTo(new UserName("renamed"));
        assertThat(after.groups().get(1)).isSameAs(earlier.groups().get(1));
        assertThat(after.groups().getFirst().members()).containsExactly(new IamId("x"));
    }

    @Test
    void everyPartOfASnapshotCounts() {
        IamSnapshot earlier = read("a");
        Completeness incomplete = new Completeness.Incomplete("a page is missing");
        IamSnapshot cut = new IamSnapshot(earlier.users(), earlier.groups(), incomplete);
        IamSnapshot unclear =
                new IamSnapshot(earlier.users(), earlier.groups(), COMPLETE, Map.of(new IamId("a"), "says perhaps"));

        assertThat(cut.after(earlier)).isEqualTo(cut).isNotEqualTo(earlier);
        assertThat(unclear.after(earlier)).isEqualTo(unclear).isNotEqualTo(earlier);
        assertThat(new IamSnapshot(List.of(), earlier.groups(), COMPLETE)
                        .after(earlier)
                        .users())
                .isEmpty();
    }

    private static IamSnapshot read(String... ids) {
        return new IamSnapshot(
                List.of(ids).stream().map(id -> user(id, id)).toList(),
                List.of(ids).stream().map(id -> group(id)).toList(),
                COMPLETE);
    }

    private static IamUser user(String id, String name) {
        return new IamUser(new IamId(id), new UserName(name), true, "");
    }

    private static IamGroup group(String id, String... members) {
        return new IamGroup(
                new IamId(id),
                new GroupName(id),
                "",
                Set.copyOf(List.of(members).stream().map(IamId::new).toList()),
                Set.of());
    }
}
