package io.rollcall.operation.model;

import java.util.List;

/// What is in the Manager because of a synchronization, in the IAM's spelling, sorted (R29).
public record SynchronizedNames(List<String> userNames, List<String> groupNames) {
    public SynchronizedNames {
        userNames = List.copyOf(userNames);
        groupNames = List.copyOf(groupNames);
    }
}
