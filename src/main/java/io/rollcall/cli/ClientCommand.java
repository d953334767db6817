package io.rollcall.cli;

import io.rollcall.cli.client.ApiClient;
import io.rollcall.cli.client.ApiFailure;
import io.rollcall.cli.client.ClusterFinder;
import io.rollcall.cli.client.Connection;
import io.rollcall.cli.client.ConnectionFinder;
import io.rollcall.cli.shell.Exit;
import io.rollcall.cli.shell.OutputClosedException;
import io.rollcall.cli.shell.Shell;
import io.rollcall.cli.shell.WrongUseException;
import io.rollcall.cluster.Text;
import io.rollcall.document.DocumentException;
import io.rollcall.tls.TlsException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The common part of all commands that call the API. Each ends with a code of [Exit] and, if it could not do its
/// work, with one sentence on standard error.
@Command(
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = Exit.WRONG_USE,
        exitCodeOnExecutionException = Exit.FAILED,
        optionListHeading = "%nOptions:%n",
        descriptionHeading = "%n",
        exitCodeListHeading = "%nExit codes:%n")
abstract class ClientCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "The profile to use. Variables like ROLLCALL_ENDPOINT do not count then.")
    private @Nullable String profile;

    @Option(
            names = "--cluster",
            paramLabel = "ID|NAME",
            description = "Another cluster than that of the profile, by its id or its name; 'rollcall clusters' lists"
                    + " them.")
    private @Nullable String cluster;

    @Option(names = "--endpoint", paramLabel = "URL", description = "Another server than that of the profile.")
    private @Nullable String endpoint;

    @Option(names = "--json", description = "Answers in JSON.")
    private boolean json;

    ClientCommand(Shell shell) {
        this.shell = shell;
    }

    /// Runs the command.
    ///
    /// @return a code of [Exit]
    abstract int run(ApiClient api) throws ApiFailure, WrongUseException, InterruptedException;

    /// Whether it is about all clusters, and needs none in the profile.
    boolean aboutAll() {
        return false;
    }

    final Shell shell() {
        return shell;
    }

    final boolean json() {
        return json;
    }

    @Override
    public final Integer call() {
        try {
            return call(ConnectionFinder.find(shell, new Connection.Choice(profile, endpoint, cluster, aboutAll())));
        } catch (WrongUseException | DocumentException | TlsException e) {
            return complain(e, Exit.WRONG_USE);
        } catch (OutputClosedException e) {
            return Exit.OUTPUT_CLOSED;
        } catch (RuntimeException e) {
            // A defect, or an answer that no Rollcall gives: a stack trace would not help the user.
            return complain(new IllegalStateException("This cannot be understood: " + e, e), Exit.FAILED);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Exit.FAILED;
        } finally {
            shell.out().flush();
        }
    }

    private int call(Connection connection) throws WrongUseException, TlsException, InterruptedException {
        try (ApiClient api = new ApiClient(connection)) {
            return run(cluster == null ? api : api.to(ClusterFinder.find(api, cluster)));
        } catch (ApiFailure e) {
            int code = complain(e, Exit.FAILED);
            e.hint(connection, cluster).map(Text::printable).ifPresent(shell.err()::println);
            shell.err().flush();
            return code;
        }
    }

    private int complain(Exception e, int code) {
        shell.complain(e);
        return code;
    }
}
