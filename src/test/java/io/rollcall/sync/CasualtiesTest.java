package io.rollcall.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.GroupRef;
import io.rollcall.sync.provisioning.UserRef;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is still done for those who could not be renamed.
class CasualtiesTest {
    private static final RoleName VIEWER = new RoleName("Manager_viewer");
    private static final GroupName LAUNCHER = new GroupName("launcher-job");

    private final FailedDependencies failedDependencies = new FailedDependencies();

    private static UserRef user(String id, String name) {
        return new UserRef(new IamId(id), new UserName(name));
    }

    private static GroupRef group(String id, String name) {
        return new GroupRef(new IamId(id), new GroupName(name));
    }

    @Test
    void aGroupWhoseRenameIsRefusedGetsItsRolesBackUnderTheOldName() {
        failedDependencies.add(new Change.RenameGroup(group("g1", "team"), new GroupName("crew")));

        assertThat(failedDependencies.without(new Change.GrantRole(
                        VIEWER, List.of(group("g1", "crew"), group("g2", "others")), List.of(), true)))
                .contains(new Change.GrantRole(
                        VIEWER, List.of(group("g1", "team"), group("g2", "others")), List.of(), true));
        assertThat(failedDependencies.without(new Change.ChangeGroup(
                        group("g1", "crew"), List.of(new UserName("ann")), List.of(), "new", "old")))
                .contains(new Change.ChangeGroup(
                        group("g1", "team"), List.of(new UserName("ann")), List.of(), "new", "old"));
    }

    @Test
    void aPersonWhoseRenameIsRefusedStaysInEveryGroupUnderTheOldName() {
        failedDependencies.add(new Change.RenameAccount(user("u1", "ann"), new UserName("anna")));

        assertThat(failedDependencies.without(
                        new Change.ChangeManagerGroup(LAUNCHER, List.of(user("u1", "anna")), List.of(), true)))
                .contains(new Change.ChangeManagerGroup(LAUNCHER, List.of(user("u1", "ann")), List.of(), true));
        assertThat(failedDependencies.without(
                        new Change.ChangeGroup(group("g1", "team"), List.of(new UserName("anna")), List.of(), "", "")))
                .contains(new Change.ChangeGroup(group("g1", "team"), List.of(new UserName("ann")), List.of(), "", ""));
        assertThat(failedDependencies.without(new Change.UpdateAccount(user("u1", "anna"), 2, "new", 1, "old")))
                .contains(new Change.UpdateAccount(user("u1", "ann"), 2, "new", 1, "old"));
    }

    @Test
    void ofTwoWhoSwapNamesAndCannotEachKeepsTheOwn() {
        // Bert steps aside first, then each takes the other's name.
        failedDependencies.add(new Change.RenameAccount(user("u2", "bert"), new UserName("renaming-2")));
        Change ann = new Change.RenameAccount(user("u1", "ann"), new UserName("bert"));
        assertThat(failedDependencies.without(ann)).isEmpty();
        failedDependencies.add(ann);
        Change bert = new Change.RenameAccount(user("u2", "renaming-2"), new UserName("ann"));
        assertThat(failedDependencies.without(bert)).isEmpty();
        failedDependencies.add(bert);

        assertThat(failedDependencies.without(new Change.ChangeManagerGroup(
                        LAUNCHER, List.of(user("u1", "bert"), user("u2", "ann")), List.of(), true)))
                .contains(new Change.ChangeManagerGroup(
                        LAUNCHER, List.of(user("u1", "ann"), user("u2", "bert")), List.of(), true));
    }

    @Test
    void whoGotAsFarAsTheNameBetweenHasTheRightsThere() {
        failedDependencies.add(new Change.RenameAccount(user("u2", "renaming-2"), new UserName("ann")));

        assertThat(failedDependencies.without(
                        new Change.GrantRole(VIEWER, List.of(), List.of(user("u2", "ann")), true)))
                .contains(new Change.GrantRole(VIEWER, List.of(), List.of(user("u2", "renaming-2")), true));
    }
}
