package io.rollcall.sync.provisioning;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;

/// An owned group, by the name it has in the Manager and the identity it stands for.
public record GroupRef(IamId id, GroupName name) implements Comparable<GroupRef> {
    @Override
    public int compareTo(GroupRef other) {
        return name.compareTo(other.name);
    }
}
