package io.rollcall.sync.source;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.UserName;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// Which users and groups a request is about.
public sealed interface Selection {
    /// Every eligible user and group (`is_all_sync: true`).
    record Everything() implements Selection {}

    /// The users and groups that the caller named; duplicates count once.
    record Named(SortedSet<UserName> users, SortedSet<GroupName> groups) implements Selection {
        public Named {
            users = Collections.unmodifiableSortedSet(new TreeSet<>(users));
            groups = Collections.unmodifiableSortedSet(new TreeSet<>(groups));
        }

        public static Named of(Collection<UserName> users, Collection<GroupName> groups) {
            return new Named(new TreeSet<>(users), new TreeSet<>(groups));
        }
    }
}
