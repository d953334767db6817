package io.rollcall.cli.client;

import io.rollcall.cli.shell.WrongUseException;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.Text;
import io.rollcall.wire.ClusterListJson;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Finds the cluster that a person means by an id or by a name.
public final class ClusterFinder {
    /// What the ids of MRS look like. No lookup is needed for them.
    private static final String UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

    private static final int MOST_LISTED = 20;

    private ClusterFinder() {}

    /// The id of the cluster with this id or, if there is none, with this name. A text that may be an id and is the
    /// name of no visible cluster is taken for an id: who may synchronize a cluster need not be able to list it.
    ///
    /// @throws WrongUseException if several visible clusters have the name, or none
    /// @throws ApiFailure when the API does not list clusters, and the text can only be a name
    public static ClusterId find(ApiClient api, String text)
            throws ApiFailure, WrongUseException, InterruptedException {
        boolean mayBeId = ClusterId.isValid(text);
        if (text.matches(UUID)) {
            return new ClusterId(text);
        }
        List<ClusterListJson.Row> seen = new ArrayList<>();
        try {
            api.forEach(
                    ApiClient.PROJECT + "iam-sync/clusters?limit=1000" + ApiClient.condition("name", text),
                    RowList.CLUSTERS,
                    row -> seen.add(row.body()));
        } catch (ApiFailure e) {
            if (mayBeId && e.status() == 403) {
                return new ClusterId(text);
            }
            throw e;
        }
        if (mayBeId && seen.stream().anyMatch(one -> one.clusterId().equals(text))) {
            return new ClusterId(text);
        }
        List<ClusterListJson.Row> named =
                seen.stream().filter(one -> one.clusterName().equals(text)).toList();
        if (named.size() > 1) {
            throw new WrongUseException("--cluster: several clusters have the name '" + Text.printable(text)
                    + "'. Choose one by its id:\n" + list(named));
        }
        if (named.isEmpty() && !mayBeId) {
            throw new WrongUseException(
                    "--cluster: you may see no cluster with the id or the name '" + Text.printable(text) + "'"
                            + (seen.isEmpty()
                                    ? "; 'rollcall clusters' lists those you may see."
                                    : ". There are:\n" + list(seen)));
        }
        return new ClusterId(named.isEmpty() ? text : named.getFirst().clusterId());
    }

    /// The first of these clusters, a line each.
    public static String list(List<ClusterListJson.Row> clusters) {
        return clusters.stream()
                .limit(MOST_LISTED)
                .map(one -> "  " + Text.printable(one.clusterId()) + "  " + Text.printable(one.clusterName()))
                .collect(Collectors.joining("\n"));
    }
}
