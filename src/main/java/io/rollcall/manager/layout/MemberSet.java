package io.rollcall.manager.layout;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/// Values of a membership attribute, looked up the way the directory compares them.
public final class MemberSet {
    private final String attribute;
    private final Set<String> keys = new HashSet<>();

    public MemberSet(String attribute, Collection<String> values) {
        this.attribute = attribute;
        values.forEach(value -> keys.add(DirectoryLayout.memberKey(attribute, value)));
    }

    public boolean contains(String value) {
        return keys.contains(DirectoryLayout.memberKey(attribute, value));
    }
}
