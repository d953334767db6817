package io.rollcall.server;

import io.rollcall.cluster.Sha256;
import io.rollcall.config.Configuration;
import io.rollcall.config.ListenAddress;
import io.rollcall.document.Document;
import io.rollcall.document.DocumentException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/// `rollcall reload`: has the server on this machine read its configuration again.
@Command(
        name = "reload",
        mixinStandardHelpOptions = true,
        description = {
            "Has a running server read its configuration file again. It takes the file as a whole, or changes nothing and"
                    + " lists every problem with its line.",
            "Clusters, grants, passwords, release_by_requester, webhooks, and requests_per_second and burst of limits can"
                    + " be changed this way; everything else needs a restart. SIGHUP does the same, and tells the log."
        },
        footer = {"", "Examples:", "  rollcall reload --config rollcall.yaml"},
        exitCodeListHeading = "Ends with:%n",
        exitCodeList = {
            "0:the file is in use",
            "1:the server does not answer",
            "2:the file is refused and nothing has changed, or the command line is wrong"
        })
public final class ReloadCommand implements Callable<Integer> {
    private static final Duration CONNECT = Duration.ofSeconds(3);

    /// An embedded directory may have to start.
    private static final Duration ANSWER = Duration.ofMinutes(1);

    /// Where it is when the file cannot tell, because it is wrong.
    private static final URI USUAL = URI.create("http://127.0.0.1:8471");

    private final PrintStream out;
    private final Map<String, String> environment;

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The file that the server was started with. It has to be the same file as the server reads.")
    private Path config = Path.of("rollcall.yaml");

    @Option(
            names = "--url",
            paramLabel = "URL",
            converter = ManagementUrl.class,
            description = "The management listener of the server; the default is the address in the file.")
    private @Nullable URI url;

    /// For this process.
    public ReloadCommand() {
        this(System.out, System.getenv());
    }

    ReloadCommand(PrintStream out, Map<String, String> environment) {
        this.out = out;
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        byte[] content;
        try {
            content = Document.bytes(config);
        } catch (DocumentException e) {
            System.err.println(e.getMessage());
            return ExitCode.USAGE;
        }
        URI server;
        List<String> problems = List.of();
        try {
            server = url == null ? address(content) : url;
        } catch (DocumentException e) {
            // The server will say what is wrong, with its own environment, if it is at the usual place.
            server = USUAL;
            problems = ProblemLines.of(config, content, e.problems());
        }
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build()) {
            String digest = Sha256.hex(content);
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(server.resolve("/reload"))
                            .timeout(ANSWER)
                            .header("If-Match", "\"" + digest + "\"")
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return switch (answer.statusCode()) {
                case 200 -> {
                    out.print(answer.body());
                    yield ExitCode.OK;
                }
                case 412, 422 -> {
                    out.print(answer.body());
                    yield ExitCode.USAGE;
                }
                default -> {
                    System.err.println(server + " cannot reload: it answers " + answer.statusCode());
                    yield ExitCode.SOFTWARE;
                }
            };
        } catch (IOException e) {
            problems.forEach(out::println);
            System.err.println("no answer from " + server + ": " + Failure.inWords(e)
                    + (problems.isEmpty() ? "" : "; the file cannot say where the server is, --url can"));
            return ExitCode.SOFTWARE;
        }
    }

    private URI address(byte[] content) throws DocumentException {
        ListenAddress management =
                Configuration.read(config, content, environment).serving().management();
        return URI.create("http://" + management.authority(management.port()));
    }
}
