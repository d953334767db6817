package io.rollcall.cluster;

/// A cluster that this service synchronizes.
///
/// @param id the id in the path of every call
/// @param name for people, in logs and answers
/// @param project the project of the IAM that the cluster belongs to; only callers of that project see it
public record Cluster(ClusterId id, String name, ProjectId project) {
    public Cluster {
        Text.checkedName("a cluster name", name, 64);
    }
}
