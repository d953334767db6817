package io.rollcall.sync.provisioning;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UserName;
import java.util.stream.Stream;

/// Changes for the tests of a Manager, by names alone.
public final class SampleChanges {
    /// Whose Manager it is.
    public static final ClusterId CLUSTER = new ClusterId("cluster-1");

    /// A group, a role and an account of the Manager, none of them ours.
    public static final GroupName LAUNCHER = new GroupName("launcher-job");

    public static final RoleName VIEWER = new RoleName("Manager_viewer");
    public static final UserName HDFS = new UserName("hdfs");

    private SampleChanges() {}

    public static UserRef user(String name) {
        return new UserRef(new IamId("u-" + name), new UserName(name));
    }

    public static GroupRef group(String name) {
        return new GroupRef(new IamId("g-" + name), new GroupName(name));
    }

    public static Change.CreateAccount account(String name, int number) {
        return new Change.CreateAccount(user(name), number, 10_000, "about " + name.strip());
    }

    public static Change.CreateGroup newGroup(String name, int number, String... members) {
        return new Change.CreateGroup(
                group(name),
                number,
                "",
                true,
                Stream.of(members).map(UserName::new).toList());
    }
}
