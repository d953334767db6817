package io.rollcall.cli.setup;

import io.rollcall.cli.client.ApiClient;
import io.rollcall.cli.client.ApiFailure;
import io.rollcall.cli.client.ClusterFinder;
import io.rollcall.cli.client.Connection;
import io.rollcall.cli.client.ConnectionFinder;
import io.rollcall.cli.client.NewProfile;
import io.rollcall.cli.client.RowList;
import io.rollcall.cli.shell.Exit;
import io.rollcall.cli.shell.Shell;
import io.rollcall.cli.shell.WrongUseException;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.Text;
import io.rollcall.document.DocumentException;
import io.rollcall.tls.TlsException;
import io.rollcall.wire.ClusterListJson;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `rollcall login`.
@Command(
        name = "login",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = Exit.WRONG_USE,
        exitCodeOnExecutionException = Exit.FAILED,
        description = {
            "Makes a profile: asks for a key of the IAM, tries it, and writes it into the file of profiles.",
            "The key and its secret are read from the terminal, or from two lines of standard input; no option takes a"
                    + " secret. The first profile of a file becomes the default."
        },
        footer = {
            "",
            "Examples:",
            "  rollcall login production --endpoint https://mrs.example.com --project ff80808289...",
            "  pass show mrs | rollcall login production --endpoint https://mrs.example.com --project ff80808289..."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:the profile is written",
            " 5:the API does not take the key, or no answer: nothing is written",
            "64:the command line is wrong, or there is such a profile already"
        })
public final class LoginCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(paramLabel = "NAME", description = "The name of the profile.")
    private String name = "";

    @Option(names = "--endpoint", required = true, paramLabel = "URL", description = "The server.")
    private String endpoint = "";

    @Option(names = "--project", required = true, paramLabel = "ID", description = "The project of the clusters.")
    private String project = "";

    @Option(
            names = "--cluster",
            paramLabel = "ID|NAME",
            description = "The cluster of the profile, by its id or its name. Default: the only one that you may see.")
    private @Nullable String cluster;

    @Option(names = "--ca-file", paramLabel = "FILE", description = "The certificates that may vouch for the server.")
    private @Nullable Path authority;

    public LoginCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try {
            return login();
        } catch (WrongUseException | DocumentException | TlsException e) {
            shell.complain(e);
            return Exit.WRONG_USE;
        } catch (ApiFailure e) {
            shell.complain(e);
            return Exit.FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Exit.FAILED;
        } finally {
            shell.out().flush();
        }
    }

    private int login() throws WrongUseException, DocumentException, TlsException, ApiFailure, InterruptedException {
        NewProfile profile = new NewProfile(name, endpoint, project, cluster, authority, ConnectionFinder.file(shell));
        profile.check();
        BufferedReader in = new BufferedReader(new InputStreamReader(shell.in(), StandardCharsets.UTF_8));
        String key = ask("Access key: ", in);
        String secret = askSecret("Secret key: ", in);
        Connection connection = profile.connection(key, secret);
        String chosen;
        try (ApiClient api = new ApiClient(connection)) {
            chosen = choose(api);
        }
        profile.write(key, secret, chosen);
        shell.out()
                .println(Text.printable("The profile '" + name + "' is in " + ConnectionFinder.file(shell)
                        + ". Try: rollcall status --profile " + name + "; 'rollcall use " + name
                        + "' makes it the default."));
        return Exit.OK;
    }

    /// The cluster of the profile, after a call that proves that the key is taken.
    private String choose(ApiClient api) throws ApiFailure, WrongUseException, InterruptedException {
        if (cluster != null) {
            // A key that is not taken is refused by the lookup too, unless none is needed.
            ClusterId id = ClusterFinder.find(api, cluster);
            api.to(id).get("iam-sync");
            return id.value();
        }
        List<ClusterListJson.Row> clusters = new ArrayList<>();
        api.forEach(
                ApiClient.PROJECT + "iam-sync/clusters?limit=1000", RowList.CLUSTERS, row -> clusters.add(row.body()));
        if (clusters.size() != 1) {
            throw new WrongUseException("Choose one with --cluster:\n" + ClusterFinder.list(clusters));
        }
        return clusters.getFirst().clusterId();
    }

    private String ask(String question, BufferedReader in) throws WrongUseException {
        if (shell.terminal()) {
            shell.out().print(question);
            shell.out().flush();
        }
        try {
            String line = in.readLine();
            if (line == null || line.isBlank()) {
                throw new WrongUseException("Standard input must hold the access key and its secret, a line each.");
            }
            return line.strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Without an echo, where there is a terminal.
    private String askSecret(String question, BufferedReader in) throws WrongUseException {
        Console console = shell.terminal() ? System.console() : null;
        if (console == null) {
            return ask(question, in);
        }
        char[] read = console.readPassword("%s", question);
        if (read == null || read.length == 0) {
            throw new WrongUseException("The secret is empty.");
        }
        return new String(read).strip();
    }
}
