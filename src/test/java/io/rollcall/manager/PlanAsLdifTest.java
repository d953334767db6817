package io.rollcall.manager;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldif.LDIFChangeRecord;
import com.unboundid.ldif.LDIFReader;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UserName;
import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.manager.embedded.EmbeddedDirectory;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.ChangeOutcome;
import io.rollcall.sync.provisioning.Checkpoint;
import io.rollcall.sync.provisioning.GroupRef;
import io.rollcall.sync.provisioning.UserRef;
import io.rollcall.sync.target.TargetSnapshot;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A plan that a caller downloads as LDIF does what the plan itself would have done.
class PlanAsLdifTest {
    private static final Secret PASSWORD = Secret.of("a-test-password");
    private static final String ROOT = "cn=root," + LdapSettings.DEFAULT_BASE;
    private static final UserRef ANN = new UserRef(new IamId("u-1"), new UserName("ann"));
    private static final UserRef BOB = new UserRef(new IamId("u-2"), new UserName("bob"));
    private static final GroupRef DATA = new GroupRef(new IamId("g-1"), new GroupName("data"));
    private static final GroupRef OPS = new GroupRef(new IamId("g-2"), new GroupName("ops"));
    private static final RoleName VIEWER = new RoleName("Manager_viewer");

    private static final List<Change> CHANGES = List.of(
            new Change.CreateAccount(ANN, 20_001, 20_003, "with a \u00fcmlaut, and a, comma"),
            new Change.CreateAccount(BOB, 20_002, 20_003, ""),
            new Change.CreateGroup(DATA, 20_003, "", true, List.of(ANN.name(), BOB.name())),
            new Change.CreateGroup(OPS, 20_004, "", true, List.of()),
            new Change.GrantRole(VIEWER, List.of(DATA, OPS), List.of()),
            new Change.ChangeManagerGroup(new GroupName("launcher-job"), List.of(ANN), List.of()),
            new Change.ChangeGroup(DATA, List.of(), List.of(BOB.name()), "described", ""),
            new Change.UpdateAccount(ANN, 20_004, "other", 20_003, "with a \u00fcmlaut, and a, comma"),
            new Change.WithdrawRole(VIEWER, List.of(OPS), List.of()),
            new Change.DeleteGroup(OPS),
            new Change.DeleteAccount(BOB));

    @TempDir
    Path folder;

    @Test
    void whatTheLdifSaysIsWhatThePlanDoes() throws Exception {
        try (EmbeddedDirectory applied = directory("applied");
                EmbeddedDirectory loaded = directory("loaded");
                LdapTarget byPlan = new LdapTarget(new ClusterId("c1"), applied.settings());
                LdapTarget byLdif = new LdapTarget(new ClusterId("c1"), loaded.settings())) {
            // The first entries of a directory bring their containers with them.
            for (Change change : CHANGES) {
                assertThat(byPlan.apply(List.of(change), Checkpoint.OPEN))
                        .doesNotHaveAnyElementsOfTypes(ChangeOutcome.Failed.class);
                load(loaded, byLdif.ldif(change));
            }
            assertSame(byPlan.read(Progress.NONE), byLdif.read(Progress.NONE));
        }
    }

    private EmbeddedDirectory directory(String name) throws Exception {
        return EmbeddedDirectory.start(folder.resolve(name), 0, LdapSettings.DEFAULT_BASE, ROOT, PASSWORD);
    }

    private static void load(EmbeddedDirectory directory, String ldif) throws Exception {
        try (LDAPConnection connection = new LDAPConnection(
                        directory.url().getHost(), directory.url().getPort(), ROOT, PASSWORD.reveal());
                LDIFReader reader = new LDIFReader(new java.io.BufferedReader(new StringReader(ldif)))) {
            for (LDIFChangeRecord record = reader.readChangeRecord(); record != null; ) {
                record.processChange(connection);
                record = reader.readChangeRecord();
            }
        }
    }

    private static void assertSame(TargetSnapshot one, TargetSnapshot other) {
        assertThat(Set.copyOf(one.accounts())).isEqualTo(Set.copyOf(other.accounts()));
        assertThat(Set.copyOf(one.groups())).isEqualTo(Set.copyOf(other.groups()));
        assertThat(Set.copyOf(one.roles())).isEqualTo(Set.copyOf(other.roles()));
    }
}
