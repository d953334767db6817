package io.rollcall.operation.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.database.Database;
import io.rollcall.database.Sql;
import io.rollcall.operation.FakeCluster;
import io.rollcall.operation.OperationsFixture;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.Tally;
import io.rollcall.sync.target.ObjectKind;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each test takes a row away where the reader does not see it: a count that is as before was not made again.
class TallyReaderTest {
    private static final Tally THREE = new Tally(3, 3, 0);
    private static final Tally TWO = new Tally(2, 2, 0);

    @TempDir
    Path folder;

    private OperationsFixture fixture;
    private Database database;
    private OperationId operation;
    private final TallyReader reader = new TallyReader();

    @BeforeEach
    void carryOut() {
        fixture = new OperationsFixture(folder);
        database = fixture.database;
        FakeCluster site = fixture.crowd("site", 3);
        operation = fixture.run(site, OperationsFixture.EVERYTHING).id();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private Tally users(boolean ended, OptionalLong writes) {
        Map<ObjectKind, Tally> tallies =
                database.read(connection -> reader.read(connection, operation.value(), ended, writes));
        return tallies.getOrDefault(ObjectKind.USER, new Tally(0, 0, 0));
    }

    private void takeOneAway() {
        database.change(connection -> Sql.update(
                connection,
                "delete from result where operation_id = ? and kind = 'user' and name = 'user0'",
                operation.value()));
    }

    @Test
    void whatHasEndedIsCountedOnce() {
        assertThat(users(true, OptionalLong.empty())).isEqualTo(THREE);
        takeOneAway();
        assertThat(users(true, OptionalLong.empty())).isEqualTo(THREE);
    }

    @Test
    void whatRunsIsCountedAgainBehindAWrite() {
        OptionalLong before = OptionalLong.of(2);
        assertThat(users(false, before)).isEqualTo(THREE);
        takeOneAway();
        assertThat(users(false, before)).isEqualTo(THREE);
        assertThat(users(false, OptionalLong.of(4))).isEqualTo(TWO);
    }

    @Test
    void whereWritesAreNotKnownItIsCountedEachTime() {
        assertThat(users(false, OptionalLong.empty())).isEqualTo(THREE);
        takeOneAway();
        assertThat(users(false, OptionalLong.empty())).isEqualTo(TWO);
        assertThat(users(false, OptionalLong.of(2))).isEqualTo(TWO);
    }

    /// The count of a running operation is not taken for the last one.
    @Test
    void whatWasCountedBeforeTheEndIsCountedAgain() {
        assertThat(users(false, OptionalLong.of(2))).isEqualTo(THREE);
        takeOneAway();
        assertThat(users(true, OptionalLong.of(4))).isEqualTo(TWO);
    }
}
