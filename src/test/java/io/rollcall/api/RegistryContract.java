package io.rollcall.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.api.Registry.Found;
import io.rollcall.api.Registry.Outcome;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.operation.model.Requester;
import org.junit.jupiter.api.Test;

/// What every registry does. The cluster `f1` of the project `p1` is in the configuration file, and nothing is
/// stored.
public abstract class RegistryContract {
    private static final ProjectId P1 = new ProjectId("p1");
    private static final ProjectId P2 = new ProjectId("p2");
    private static final ClusterId F1 = new ClusterId("f1");
    private static final ClusterId S1 = new ClusterId("s1");
    private static final ClusterId S2 = new ClusterId("s2");
    private static final Requester BY = new Requester("u1", "root", "token", "192.0.2.1", "r1");

    /// The one that is tested.
    protected abstract Registry registry() throws Exception;

    /// A definition that can be used.
    protected abstract String definition(ClusterId id, ProjectId project);

    private String good(ClusterId id) {
        return definition(id, P1);
    }

    /// The name is there in all that can be used.
    private String bad(ClusterId id) {
        return good(id).replace("\"name\"", "\"names\"");
    }

    private static long version(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        return ((Outcome.Done) outcome).version();
    }

    @Test
    void whatIsStoredIsFoundAsItWasGivenUntilItIsRemoved() throws Exception {
        Registry registry = registry();
        assertThat(registry.find(P1, S1)).isEmpty();

        long added = version(registry.add(P1, S1, good(S1), BY));
        assertThat(registry.find(P1, S1)).contains(new Found(S1, added, good(S1)));
        String other = good(S1).replace("{", "{ ");
        long changed = version(registry.change(P1, S1, other, null, BY));
        assertThat(registry.find(P1, S1)).contains(new Found(S1, changed, other));
        long removed = version(registry.remove(P1, S1, null, BY));
        assertThat(registry.find(P1, S1)).isEmpty();

        assertThat(added).isLessThan(changed);
        assertThat(changed).isLessThan(removed);
    }

    @Test
    void anIdIsTakenAsLongAsItIsStored() throws Exception {
        Registry registry = registry();
        long added = version(registry.add(P1, S1, good(S1), BY));

        assertThat(registry.add(P1, S1, good(S1), BY)).isEqualTo(new Outcome.Taken());
        long removed = version(registry.remove(P1, S1, null, BY));
        assertThat(registry.change(P1, S1, good(S1), null, BY)).isEqualTo(new Outcome.Unknown());
        assertThat(registry.remove(P1, S1, null, BY)).isEqualTo(new Outcome.Unknown());
        assertThat(version(registry.add(P1, S1, good(S1), BY)))
                .as("no two editions have the same version")
                .isGreaterThan(removed)
                .isGreaterThan(added);
    }

    @Test
    void onlyTheVersionThatTheCallerHasReadIsReplaced() throws Exception {
        Registry registry = registry();
        long first = version(registry.add(P1, S1, good(S1), BY));
        long other = version(registry.add(P1, S2, good(S2), BY));

        assertThat(registry.change(P1, S1, good(S1), other, BY)).isEqualTo(new Outcome.Changed(first));
        assertThat(registry.remove(P1, S1, other, BY)).isEqualTo(new Outcome.Changed(first));
        assertThat(registry.find(P1, S1)).contains(new Found(S1, first, good(S1)));
        long second = version(registry.change(P1, S1, good(S1), first, BY));
        assertThat(registry.remove(P1, S1, first, BY)).isEqualTo(new Outcome.Changed(second));
        version(registry.remove(P1, S1, second, BY));
    }

    @Test
    void whatCannotBeUsedIsNotStored() throws Exception {
        Registry registry = registry();
        assertThat(registry.add(P1, S1, bad(S1), BY)).isInstanceOf(Outcome.Invalid.class);
        assertThat(registry.find(P1, S1)).isEmpty();

        long stored = version(registry.add(P1, S1, good(S1), BY));
        Outcome refused = registry.change(P1, S1, bad(S1), null, BY);
        assertThat(((Outcome.Invalid) refused).problems()).isNotEmpty();
        assertThat(registry.find(P1, S1)).contains(new Found(S1, stored, good(S1)));
    }

    @Test
    void aClusterOfTheFileIsToldAndNotChanged() throws Exception {
        Registry registry = registry();

        assertThat(registry.find(P1, F1)).contains(new Found(F1, 0, null));
        assertThat(registry.add(P1, F1, good(F1), BY)).isEqualTo(new Outcome.InFile());
        assertThat(registry.change(P1, F1, good(F1), null, BY)).isEqualTo(new Outcome.InFile());
        assertThat(registry.remove(P1, F1, 7L, BY)).isEqualTo(new Outcome.InFile());
        assertThat(registry.find(P1, F1)).contains(new Found(F1, 0, null));
    }

    @Test
    void theClustersOfAnotherProjectAreUnknownAndTheirIdsStayItsOwn() throws Exception {
        Registry registry = registry();
        version(registry.add(P1, S1, good(S1), BY));

        for (ClusterId id : new ClusterId[] {F1, S1}) {
            assertThat(registry.find(P2, id)).isEmpty();
            assertThat(registry.change(P2, id, definition(id, P2), null, BY)).isEqualTo(new Outcome.Unknown());
            assertThat(registry.remove(P2, id, null, BY)).isEqualTo(new Outcome.Unknown());
            assertThat(registry.add(P2, id, definition(id, P2), BY)).isEqualTo(new Outcome.Taken());
        }
        version(registry.remove(P1, S1, null, BY));
        assertThat(registry.add(P2, S1, definition(S1, P2), BY))
                .as("its audit stays that of the first project")
                .isEqualTo(new Outcome.Taken());
    }
}
