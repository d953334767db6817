package io.rollcall.server;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/// `rollcall health`: the health check of a container, in which there is no other program.
@Command(
        name = "health",
        mixinStandardHelpOptions = true,
        description = "Asks a server on this machine whether it is ready, as a health check of a container does.",
        footer = {"", "Ends with 0 when it is ready, and with 1 when it is not or does not answer."})
public final class HealthCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    @Option(
            names = "--url",
            paramLabel = "URL",
            converter = ManagementUrl.class,
            defaultValue = "http://127.0.0.1:8471/ready",
            description = "Where to ask: /ready or /live of the management listener (${DEFAULT-VALUE}).")
    private URI url = URI.create("http://127.0.0.1:8471/ready");

    @Override
    public Integer call() {
        try {
            int status = Probe.status(url, PATIENCE);
            if (status != 200) {
                System.err.println("not ready: " + url + " answers " + status);
                return ExitCode.SOFTWARE;
            }
            System.out.println("ok: " + url);
            return ExitCode.OK;
        } catch (IOException e) {
            System.err.println("no answer from " + url + ": " + Failure.inWords(e));
            return ExitCode.SOFTWARE;
        }
    }
}
