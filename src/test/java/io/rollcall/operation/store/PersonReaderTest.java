package io.rollcall.operation.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UserName;
import io.rollcall.database.Database;
import io.rollcall.database.TestDatabase;
import io.rollcall.sync.explanation.Holdings;
import io.rollcall.sync.ownership.Ownership;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the database holds of one user. Ids are those of an IAM where users and groups are numbered from one on.
class PersonReaderTest {
    private static final ClusterId CLUSTER = new ClusterId("c1");
    private static final IamId ONE = new IamId("1");
    private static final IamId TWO = new IamId("2");
    private static final IamId THREE = new IamId("3");
    private static final UserName ALICE = new UserName("alice");
    private static final Ownership OWNED = new Ownership(
            Map.of(
                    ONE,
                    new Ownership.UserEntry(ALICE, Set.of(new GroupName("staff"))),
                    TWO,
                    new Ownership.UserEntry(new UserName("bob"), Set.of())),
            Map.of(
                    ONE,
                    new Ownership.GroupEntry(new GroupName("auditors"), false, Set.of()),
                    TWO,
                    new Ownership.GroupEntry(new GroupName("staff"), true, Set.of(new RoleName("Manager_viewer")))),
            Set.of(),
            Set.of());

    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private Database database;

    @SuppressWarnings("NullAway.Init")
    private PersonReader reader;

    @BeforeEach
    void open() {
        database = TestDatabase.in(folder).open();
        database.change(connection -> OwnershipStore.replace(connection, CLUSTER, Ownership.EMPTY, OWNED));
        reader = new PersonReader(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void theAccountAndTheGroupsOfAUserAreThoseOfTheirIds() {
        Holdings holdings = reader.holdings(CLUSTER, ALICE, ONE, List.of(TWO, THREE));
        assertThat(holdings.id()).isEqualTo(ONE);
        assertThat(holdings.account()).isEqualTo(OWNED.users().get(ONE));
        // Not the group that has the user's id, and not the one that the cluster does not have.
        assertThat(holdings.groups()).isEqualTo(Map.of(TWO, OWNED.groups().get(TWO)));
    }

    @Test
    void aUserWhomTheIamDoesNotKnowIsFoundByTheNameOfTheAccount() {
        Holdings holdings = reader.holdings(CLUSTER, ALICE, null, List.of());
        assertThat(holdings.id()).isEqualTo(ONE);
        assertThat(holdings.account()).isEqualTo(OWNED.users().get(ONE));
        assertThat(holdings.groups()).isEmpty();
    }

    @Test
    void ofAStrangerNothingIsHeld() {
        Holdings holdings = reader.holdings(CLUSTER, new UserName("nobody"), null, List.of());
        assertThat(holdings.id()).isNull();
        assertThat(holdings.account()).isNull();
        assertThat(holdings.groups()).isEmpty();
        assertThat(reader.holdings(new ClusterId("c2"), ALICE, ONE, List.of(TWO))
                        .account())
                .isNull();
    }
}
