package io.rollcall.manager;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import io.rollcall.cluster.Progress;
import io.rollcall.manager.layout.GroupLayout;
import io.rollcall.sync.provisioning.BeforeWrite;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.ChangeOutcome.Failed;
import io.rollcall.sync.provisioning.Checkpoint;
import io.rollcall.sync.provisioning.SampleChanges;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Several servers of one directory. The two here do not copy each other, so that what was written tells
/// which of them was asked.
class FailoverIT {
    @Test
    void whenTheFirstServerDiesInTheMiddleTheSecondOneTakesOver() throws Exception {
        try (Slapd first = prepared();
                Slapd second = prepared();
                LdapTarget both = new LdapTarget(
                        SampleChanges.CLUSTER, ManagerFixture.at(first.settings(), first.url(), second.url()));
                LdapTarget onlySecond = new LdapTarget(SampleChanges.CLUSTER, second.settings())) {
            both.apply(List.of(SampleChanges.account("ann", 20_001)), Checkpoint.OPEN);
            assertThat(both.read(Progress.NONE).ownedAccounts()).hasSize(1);
            assertThat(onlySecond.read(Progress.NONE).ownedAccounts()).isEmpty();
            List<Change> many = IntStream.range(0, 3_000)
                    .<Change>mapToObj(i -> SampleChanges.account("user%04d".formatted(i), 21_000 + i))
                    .toList();

            assertThat(both.apply(many, new BeforeWrite(1_500, first::kill)))
                    .hasSize(3_000)
                    .noneMatch(Failed.class::isInstance);
            int onSecond = onlySecond.read(Progress.NONE).ownedAccounts().size();
            assertThat(onSecond).isBetween(1_500, 2_900);
            // What was remembered of the first server is not taken for the second one's contents.
            assertThat(both.read(Progress.NONE).ownedAccounts()).hasSize(onSecond);
        }
    }

    private static Slapd prepared() throws Exception {
        Slapd slapd = Slapd.start(GroupLayout.RFC2307BIS);
        try (LDAPConnection admin = slapd.admin()) {
            ManagerFixture.fill(admin, slapd.settings().layout());
        }
        return slapd;
    }
}
