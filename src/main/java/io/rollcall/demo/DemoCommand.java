package io.rollcall.demo;

import io.rollcall.cli.client.ApiFailure;
import io.rollcall.cli.shell.Shell;
import io.rollcall.document.DocumentException;
import io.rollcall.server.Failure;
import io.rollcall.server.ReadyFile;
import io.rollcall.server.UntilStopped;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/// `rollcall demo`: everything on this machine, and one full synchronization to look at.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Starts the API, a database, an LDAP directory and an IAM of 200 people on loopback, runs a full "
                + "synchronization through the API, and stays up until Ctrl-C.")
public final class DemoCommand implements Callable<Integer> {
    private final BiFunction<Shell, String[], CommandLine> program;

    @Option(
            names = "--port",
            paramLabel = "P",
            description = "Where the API listens, 0 for any free port. Default: 8470, or any free port if "
                    + "that one is taken.")
    private @Nullable Integer port;

    @Option(
            names = "--tls",
            description = "Serve the API over HTTPS, with a certificate that is made for this demo and thrown away "
                    + "after it.")
    private boolean tls;

    @Option(
            names = "--ready-file",
            paramLabel = "FILE",
            description = "Is written once the first synchronization is done: addresses, ids and keys, as one JSON "
                    + "object.")
    private @Nullable Path readyFile;

    /// @param program the program as far as some arguments need it, for the sample code of the console
    public DemoCommand(BiFunction<Shell, String[], CommandLine> program) {
        this.program = program;
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            ReadyFile ready = readyFile == null ? null : ReadyFile.at(readyFile);
            try (Demo demo = Demo.start(port, tls, program)) {
                UntilStopped stop = UntilStopped.closing(demo);
                try {
                    show(demo, ready);
                    stop.await();
                } catch (ApiFailure | IOException | RuntimeException e) {
                    if (!stop.stopping()) {
                        throw e;
                    }
                    stop.await();
                }
                return ExitCode.OK;
            }
        } catch (ApiFailure | IOException | DocumentException | RuntimeException e) {
            System.err.println("The demo cannot go on: " + Failure.inWords(e));
            return ExitCode.SOFTWARE;
        }
    }

    private static void show(Demo demo, @Nullable ReadyFile ready)
            throws ApiFailure, IOException, InterruptedException {
        demo.introduce();
        demo.synchronize();
        demo.compare();
        demo.suggest();
        // Behind all that is said, so that what waits for the file finds it said.
        if (ready != null) {
            ready.write(demo.facts());
        }
    }
}
