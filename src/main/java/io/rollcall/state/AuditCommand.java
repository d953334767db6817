package io.rollcall.state;

import io.rollcall.config.Configuration;
import io.rollcall.config.LogSettings;
import io.rollcall.database.StateException;
import io.rollcall.document.DocumentException;
import io.rollcall.logging.Logging;
import io.rollcall.operation.audit.AuditChain;
import io.rollcall.server.Failure;
import io.rollcall.server.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/// What works on the audit without the API.
public final class AuditCommand {
    private AuditCommand() {}

    /// `rollcall audit verify`.
    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = {
                "Checks that no entry of the audit is missing and none was altered.",
                "Each entry holds a digest of itself and of the one before it. The service may run meanwhile."
            },
            footer = {
                "",
                "Examples:",
                "  rollcall audit verify --config rollcall.yaml",
                "  rollcall audit verify --file audit.jsonl",
                "",
                "A person who can write to the database can also make a new chain. A file",
                "elsewhere that the audit is passed on to (audit.file) reveals that."
            },
            exitCodeListHeading = "Ends with:%n",
            exitCodeList = {
                "0:it is whole",
                "1:it is not, or it cannot be read",
                "2:the command line or the configuration is wrong"
            })
    public static final class Verify implements Callable<Integer> {
        /// The audit to check.
        static final class Subject {
            @Option(
                    names = "--config",
                    required = true,
                    paramLabel = "FILE",
                    description = "The configuration that rollcall serve has.")
            private @Nullable Path config;

            @Option(
                    names = "--file",
                    required = true,
                    paramLabel = "FILE",
                    description = "Lines of JSON, as audit.file and GET .../audit give them.")
            private @Nullable Path file;
        }

        @ArgGroup(multiplicity = "1")
        private Subject subject = new Subject();

        @Override
        public Integer call() {
            try {
                return tell(check());
            } catch (DocumentException e) {
                System.err.println(e.getMessage());
                return ExitCode.USAGE;
            } catch (StateException | IOException | RuntimeException e) {
                System.err.println(Failure.inWords(e));
                return ExitCode.SOFTWARE;
            }
        }

        private AuditChain.Finding check() throws DocumentException, StateException, IOException {
            if (subject.file != null) {
                return AuditChain.ofFile(subject.file);
            }
            Configuration configuration = Configuration.load(
                    Objects.requireNonNull(subject.config, "one of both is required"), System.getenv());
            Logging.toStandardError(new LogSettings(configuration.log().format(), LogSettings.Level.WARN));
            return configuration.database().isPresent()
                    ? AuditChain.of(configuration.database().get())
                    : AuditChain.of(configuration.data().resolve(Server.DATABASE));
        }

        private static int tell(AuditChain.Finding finding) {
            finding.troubles().forEach(System.out::println);
            String unsealed =
                    finding.unsealed() == 0 ? "" : ", " + finding.unsealed() + " older ones have no digest to check";
            if (finding.troubles().isEmpty()) {
                System.out.println("The audit is whole: " + finding.entries() + " entries" + unsealed + ".");
                return ExitCode.OK;
            }
            System.out.println(
                    "The audit is not whole: " + finding.entries() + " entries hold together" + unsealed + ".");
            return ExitCode.SOFTWARE;
        }
    }
}
