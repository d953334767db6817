package io.rollcall.server;

import io.rollcall.config.Configuration;
import io.rollcall.document.DocumentException;
import io.rollcall.logging.Logging;
import io.rollcall.ops.Build;
import io.rollcall.systemd.Systemd;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/// `rollcall serve`: the server, from a configuration file, until it is stopped.
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Serves the API for the clusters of a configuration file, until SIGTERM or Ctrl-C. SIGHUP or"
                + " 'rollcall reload' has it read the file again.",
        footer = {
            "",
            "The log goes to standard error. config/rollcall.sample.yaml is a complete, commented sample.",
            "Ends with 2 when the configuration is wrong, and names all its problems."
        })
public final class ServeCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(ServeCommand.class);
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(5);

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The configuration, a YAML file; paths in it are relative to its folder.")
    private Path config = Path.of("rollcall.yaml");

    @Option(
            names = "--ready-file",
            paramLabel = "FILE",
            description = "Is written once requests are served: the URL of the API, and for each cluster the "
                    + "address of its directory, as one JSON object.")
    private @Nullable Path readyFile;

    @Override
    public Integer call() throws InterruptedException {
        try {
            Configuration configuration = Configuration.load(config, System.getenv());
            Logging.toStandardError(configuration.log());
            ReadyFile ready = readyFile == null ? null : ReadyFile.at(readyFile);
            Build build = Build.own();
            log.atInfo()
                    .addKeyValue("version", build.version())
                    .addKeyValue("commit", build.commit())
                    .addKeyValue("java", build.java())
                    .addKeyValue("configuration", config.toAbsolutePath())
                    .addKeyValue("database", configuration.database().isPresent() ? "postgresql" : "sqlite")
                    .addKeyValue("clusters", configuration.clusters().size())
                    .addKeyValue("pid", ProcessHandle.current().pid())
                    .log("starting");
            Systemd systemd = Systemd.of(System.getenv());
            Server server = Server.start(configuration);
            UntilStopped stop = UntilStopped.closing(() -> {
                systemd.stopping();
                log.info("stopping");
                long begin = System.nanoTime();
                server.close();
                log.atInfo()
                        .addKeyValue("seconds", Math.round((System.nanoTime() - begin) / 1e6) / 1e3)
                        .log("stopped");
                systemd.close();
            });
            if (ready != null) {
                ready.write(server.facts());
            }
            Reload reload = new Reload(config, System.getenv(), server, systemd);
            server.offer(reload);
            Hangup.runs(reload::onSignal);
            systemd.ready(Reload.status(server));
            systemd.watch(() -> answers(server.managementUrl()), server.metrics());
            stop.await();
            return ExitCode.OK;
        } catch (DocumentException e) {
            System.err.println(e.getMessage());
            return ExitCode.USAGE;
        } catch (IOException | RuntimeException e) {
            // One sentence for people, also where the log has another form.
            System.err.println("rollcall cannot start: " + Failure.inWords(e));
            return ExitCode.SOFTWARE;
        }
    }

    /// Whether a server answers at all. A database that is away is no reason to start the process again.
    private static boolean answers(URI management) {
        try {
            return Probe.status(management.resolve("/live"), SIGN_OF_LIFE) == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
