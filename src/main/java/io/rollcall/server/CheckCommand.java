package io.rollcall.server;

import io.rollcall.cluster.ClusterId;
import io.rollcall.config.Configuration;
import io.rollcall.config.IamSettings;
import io.rollcall.document.Document;
import io.rollcall.document.DocumentException;
import io.rollcall.iam.file.FileIdentitySource;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/// `rollcall check`: whether `rollcall serve` would take a configuration.
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Reads a configuration as 'rollcall serve' would, with the files that it names, and lists every problem with"
                    + " its line. Nothing is started and no server is asked."
        },
        footer = {"", "Examples:", "  rollcall check --config rollcall.yaml"},
        exitCodeListHeading = "Ends with:%n",
        exitCodeList = {"0:it can be used", "2:it cannot, or the command line is wrong"})
public final class CheckCommand implements Callable<Integer> {
    private final PrintStream out;
    private final Map<String, String> environment;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The configuration.")
    private Path config = Path.of("rollcall.yaml");

    /// For this process.
    public CheckCommand() {
        this(System.out, System.getenv());
    }

    CheckCommand(PrintStream out, Map<String, String> environment) {
        this.out = out;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Configuration configuration;
        try {
            configuration = Configuration.load(config, environment);
        } catch (DocumentException e) {
            return list(config, e);
        }
        if (configuration.iam().source() instanceof IamSettings.InFile(Path file, boolean readable)) {
            try {
                FileIdentitySource ignored = FileIdentitySource.open(file, InstantSource.system(), readable);
            } catch (DocumentException e) {
                return list(file, e);
            }
        }
        int clusters = configuration.clusters().size();
        out.println(config + " can be used: "
                + switch (clusters) {
                    case 0 -> "no cluster but those that are stored in the database, ";
                    case 1 -> "1 cluster, ";
                    default -> clusters + " clusters, ";
                }
                + (configuration.database().isPresent() ? "PostgreSQL" : "the embedded database") + ", at "
                + configuration.listen().host() + ":" + configuration.listen().port() + ".");
        if (!configuration.stored().unknown().isEmpty()) {
            out.println("Not checked without the database: the grants name clusters that must be stored there: "
                    + configuration.stored().unknown().stream()
                            .map(ClusterId::value)
                            .collect(Collectors.joining(", "))
                    + ".");
        }
        return ExitCode.OK;
    }

    /// A line for each problem, in the form that editors jump to.
    private int list(Path file, DocumentException e) {
        byte[] content;
        try {
            content = Document.bytes(file);
        } catch (DocumentException unreadable) {
            content = new byte[0];
        }
        ProblemLines.of(file, content, e.problems()).forEach(out::println);
        int count = e.problems().size();
        out.println(count + (count == 1 ? " problem." : " problems."));
        return ExitCode.USAGE;
    }
}
