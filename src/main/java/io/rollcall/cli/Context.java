package io.rollcall.cli;

import io.rollcall.cli.client.ApiClient;
import io.rollcall.cli.client.ApiFailure;
import io.rollcall.cli.client.Connection;
import io.rollcall.cli.shell.Shell;
import io.rollcall.cluster.Text;
import io.rollcall.wire.ClusterListJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
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

    /// Asks whether to go ahead, and names what it would go to, so that a person does not answer for another cluster
    /// than the one in mind.
    boolean agreed(Shell shell) throws InterruptedException {
        PrintStream out = shell.out();
        out.println(inWords());
        out.print("Go ahead? [y/N] ");
        out.flush();
        try {
            String answer = new BufferedReader(new InputStreamReader(shell.in(), StandardCharsets.UTF_8)).readLine();
            return answer != null
                    && (answer.strip().toLowerCase(Locale.ROOT).equals("y")
                            || answer.strip().toLowerCase(Locale.ROOT).equals("yes"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
