package io.rollcall.demo;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import io.rollcall.api.ApiClient;
import io.rollcall.cli.Commands;
import io.rollcall.cli.shell.Shell;
import io.rollcall.console.Chromium;
import io.rollcall.server.Server;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The console of a demo, in a browser that a sign-in link let in.
final class DemoConsole implements AutoCloseable {
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
        Page page = window(options);
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
        String id = syncer().post(base() + "/iam-sync/operations", "{\"action\": \"sync\", \"is_all_sync\": true}")
                .json()
                .path("operation_id")
                .asText();
        Instant deadline = Instant.now().plusSeconds(30);
        while (syncer().get(base() + "/iam-sync")
                .json()
                .path("is_synchronizing")
                .asBoolean()) {
            assertThat(Instant.now()).as("the synchronization ends").isBefore(deadline);
            Thread.onSpinWait();
        }
        return id;
    }

    /// The mistake of the demo's scene: eighty people are disabled at once.
    void disableEighty() throws Exception {
        String iam = Files.readString(world.iamFile());
        Files.writeString(world.iamFile(), iam.replaceAll("(id: u-00[2-9]\\d, name: \\S+ enabled: )true", "$1false"));
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
