package io.rollcall.sync.provisioning;

import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UserName;

/// An owned account, by the name it has in the Manager and the identity it stands for.
public record UserRef(IamId id, UserName name) implements Comparable<UserRef> {
    @Override
    public int compareTo(UserRef other) {
        return name.compareTo(other.name);
    }
}
