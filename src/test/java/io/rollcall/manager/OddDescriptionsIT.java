package io.rollcall.manager;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.UserName;
import io.rollcall.manager.layout.GroupLayout;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.ChangeOutcome.Applied;
import io.rollcall.sync.provisioning.Checkpoint;
import io.rollcall.sync.provisioning.SampleChanges;
import io.rollcall.sync.provisioning.UserRef;
import io.rollcall.sync.source.IamUser;
import io.rollcall.sync.target.Account;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// What an IAM may say of somebody comes back from the directory as it was sent, or it would be an update in every
/// run.
class OddDescriptionsIT {
    private static final List<String> ODD = List.of(
            "half \ud83d of a pair",
            "\udc00",
            "a NUL \u0000 in it",
            "\u0001\u007f\u0085",
            "two\nlines\r\n\tand a tab",
            " blanks around ",
            "two  blanks",
            " ",
            "\ufffd and \ufffe",
            "\u202e right to left, \u200b no space",
            "e\u0301 and \u00e9",
            "a whole \ud83d\ude00",
            "x".repeat(5_000));

    @Test
    void everyTextComesBackAsItWasSent() throws Exception {
        try (Slapd slapd = Slapd.start(GroupLayout.RFC2307BIS);
                LDAPConnection admin = slapd.admin();
                LdapTarget target = new LdapTarget(SampleChanges.CLUSTER, slapd.settings())) {
            ManagerFixture.fill(admin, slapd.settings().layout());
            List<Change> changes = new ArrayList<>();
            for (int i = 0; i < ODD.size(); i++) {
                UserRef user = SampleChanges.user("user" + i);
                IamUser read = new IamUser(user.id(), user.name(), true, ODD.get(i));
                changes.add(new Change.CreateAccount(user, 20_000 + i, 10_000, read.description()));
            }
            assertThat(target.apply(changes, Checkpoint.OPEN)).allMatch(Applied.class::isInstance);
            Map<?, Account> accounts = target.read(Progress.NONE).ownedAccounts();
            for (Change change : changes) {
                Change.CreateAccount made = (Change.CreateAccount) change;
                Account account =
                        Objects.requireNonNull(accounts.get(made.user().id()));
                assertThat(account.name())
                        .isEqualTo(new UserName(made.user().name().value()));
                assertThat(account.description()).isEqualTo(made.description());
            }
        }
    }
}
