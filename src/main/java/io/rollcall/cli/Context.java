package io.rollcall.cli;

import io.rollcall.cli.client.ApiClient;
import io.rollcall.cli.client.ApiFailure;
import io.rollcall.cli.client.Connection;
import io.rollcall.cluster.Text;
import io.rollcall.wire.ClusterListJson;
import java.util.Optional;

/// What a command is about to act on, in words: the cluster by name and id, the server, and the profile.
record Context(ApiClient api) {
    String inWords() throws InterruptedException {
        Connection connection = api.connection();
        String id = connection.cluster().value();
        return Text.printable(
                "Cluster " + name(id).map(name -> "'" + name + "' (" + id + ")").orElse(id) + " at "
                        + connection.endpoint() + ", by " + connection.origin() + ".");
    }

    /// Empty where the server is older than the call, or does not let the caller see the name.
    private Optional<String> name(String id) throws InterruptedException {
        try {
            return api
                    .get(ApiClient.PROJECT + "iam-sync/clusters?name=" + id)
                    .as(ClusterListJson.class)
                    .body()
                    .clusters()
                    .stream()
                    .filter(cluster -> cluster.clusterId().equals(id))
                    .map(ClusterListJson.Row::clusterName)
                    .findFirst();
        } catch (ApiFailure e) {
            return Optional.empty();
        }
    }
}
