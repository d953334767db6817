package io.rollcall.demo;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import io.rollcall.Waiting;
import io.rollcall.api.ApiClient;
import io.rollcall.cli.Commands;
import io.rollcall.cli.shell.Shell;
import io.rollcall.console.Chromium;
import io.rollcall.server.Server;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The console of a demo, in a browser that a sign-in link let in.
final class DemoConsole implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    final DemoWorld world;
    private final Server server;
    private final SampleCode samples;
    private final Chromium chromium;

    @Command(name = "rollcall")
    private static final class Program {}

    private DemoConsole(DemoWorld world, Server server) throws Exception {
        this.world = world;
        this.server = server;
        this.samples = new SampleCode(world, administrator(), server.url(), false, DemoConsole::program);
        server.offer(samples);
        this.chromium = Chromium.start();
    }

    static DemoConsole start() throws Exception {
        DemoWorld world = DemoWorld.create();
        return new DemoConsole(world, Server.start(world.configuration(0, false)));
    }

    /// The commands that call the API, with what they print where the shell says.
    static CommandLine program(Shell shell, String... arguments) {
        CommandLine program = new CommandLine(new Program());
        Commands.addTo(program, shell);
        return program.setOut(new PrintWriter(shell.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(shell.err(), true, StandardCharsets.UTF_8));
    }

    DemoWorld.Person administrator() {
        return world.callers().getLast();
    }

    String origin() {
        return server.url().toString();
    }

    Chromium chromium() {
        return chromium;
    }

    /// A window that nobody has signed in.
    Page window(Browser.NewContextOptions options) {
        return chromium.window(origin(), options).newPage();
    }

    /// A window that the link of the demo has signed in.
    Page signedIn(Browser.NewContextOptions options) {
        return signIn(window(options));
    }

    /// @return the window, which the link of the demo has signed in
    Page signIn(Page page) {
        DemoWorld.Person person = administrator();
        String told = JsonMapper.builder()
                .build()
                .valueToTree(Map.of(
                        "access_key", person.accessKey(),
                        "secret_key", person.secretKey().reveal(),
                        "project_id", world.cluster().project().value(),
                        "cluster_id", world.cluster().id().value(),
                        "run_key", samples.key().reveal()))
                .toString();
        page.navigate(server.signInLink(told).toString());
        assertThat(page.locator("header")).containsText(person.accessKey());
        return page;
    }

    private ApiClient syncer() {
        return ApiClient.signing(
                server.url().getPort(), world.accessKey(), world.secretKey().reveal());
    }

    /// Where the calls of the cluster begin.
    private String base() {
        return "/v2/" + world.cluster().project() + "/clusters/"
                + world.cluster().id();
    }

    /// Synchronizes everybody, until nothing moves any more.
    ///
    /// @return the id of the operation
    String synchronize() {
        String id = begin();
        Waiting.until("the synchronization ends", PATIENCE, () -> {
            JsonNode answer = syncer().get(base() + "/iam-sync").json().path("is_synchronizing");
            // An error is no answer.
            return answer.isBoolean() && !answer.asBoolean();
        });
        return id;
    }

    /// Begins to synchronize everybody.
    ///
    /// @return the id of the operation
    String begin() {
        return operation("\"is_all_sync\": true");
    }

    /// Makes a plan and carries nothing out.
    ///
    /// @param whom fields of the request
    /// @return the id of the operation, which has ended
    String plan(String whom) {
        String id = operation(whom + ", \"dry_run\": true");
        Waiting.until(
                "the plan is made",
                PATIENCE,
                () -> syncer().get(base() + "/iam-sync/operations/" + id).json().has("finished_at"));
        return id;
    }

    private String operation(String fields) {
        return syncer().post(base() + "/iam-sync/operations", "{\"action\": \"sync\", " + fields + "}")
                .json()
                .path("operation_id")
                .asText();
    }

    /// Waits until the server has found by itself that IAM and Manager differ.
    void awaitDifferences() {
        Waiting.until(
                "the comparison",
                PATIENCE,
                () -> syncer().get(base() + "/iam-sync/state")
                                .json()
                                .at("/differences/removed")
                                .asInt()
                        > 0);
    }

    /// Changes the file of the IAM.
    void edit(String pattern, String by) throws Exception {
        Files.writeString(world.iamFile(), Files.readString(world.iamFile()).replaceAll(pattern, by));
    }

    /// So many people more, who may use the cluster.
    void hire(int people) throws Exception {
        String users = IntStream.range(0, people)
                .mapToObj(i -> "  - {id: n-%05d, name: new%05d, enabled: true}%n".formatted(i, i))
                .collect(Collectors.joining());
        String names = IntStream.range(0, people).mapToObj("new%05d"::formatted).collect(Collectors.joining(", "));
        edit("(?m)^users:\n", "users:\n" + users);
        edit("(?m)^groups:\n", """
                groups:
                  - id: g-new
                    name: night-shift
                    members: [%s]
                    grants:
                      - {policy: MRS CommonOperations, on: all-projects}
                """.formatted(names));
    }

    /// The mistake of the demo's scene: eighty people are disabled at once.
    void disableEighty() throws Exception {
        edit("(id: u-00[2-9]\\d, name: \\S+ enabled: )true", "$1false");
    }

    /// The mistake is corrected.
    void correct() throws Exception {
        edit("(id: u-00[2-9]\\d, name: \\S+ enabled: )false", "$1true");
    }

    @Override
    public void close() throws IOException {
        chromium.closeWindows();
        chromium.close();
        samples.close();
        server.close();
        world.close();
    }
}
