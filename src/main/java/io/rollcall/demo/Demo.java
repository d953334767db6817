package io.rollcall.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rollcall.cli.client.ApiClient;
import io.rollcall.cli.client.ApiFailure;
import io.rollcall.cli.client.Connection;
import io.rollcall.cli.client.ProgressLine;
import io.rollcall.cli.client.RowList;
import io.rollcall.cli.shell.Shell;
import io.rollcall.cluster.Cluster;
import io.rollcall.cluster.Secret;
import io.rollcall.config.LogSettings;
import io.rollcall.document.DocumentException;
import io.rollcall.logging.Logging;
import io.rollcall.manager.connection.LdapLogin;
import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.server.Server;
import io.rollcall.signature.RequestSigner;
import io.rollcall.tls.ClientTls;
import io.rollcall.tls.TlsException;
import io.rollcall.wire.OperationJson;
import io.rollcall.wire.ResultJson;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/// The demo: a server in a folder of its own, and a client of its API that shows what one sees.
final class Demo implements AutoCloseable {
    private static final int PORT = 8470;

    private final PrintStream out = System.out;
    private final DemoWorld world;
    private final Server server;
    private final ApiClient client;
    private final SampleCode samples;
    private final Path profiles;
    private final boolean tls;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Demo(DemoWorld world, boolean tls, Server server, BiFunction<Shell, String[], CommandLine> program)
            throws IOException {
        this.world = world;
        this.tls = tls;
        this.server = server;
        this.client = client(world.accessKey(), world.secretKey());
        this.samples = new SampleCode(world, administrator(), server.url(), tls, program);
        this.profiles = profiles(world, server.url().getPort());
        server.offer(samples);
    }

    /// Whom the link to the console signs in.
    private DemoWorld.Person administrator() {
        return world.callers().getLast();
    }

    private ApiClient client(String accessKey, Secret secretKey) throws IOException {
        try {
            return new ApiClient(new Connection(
                    server.url(),
                    world.cluster().project(),
                    world.cluster().id(),
                    new Connection.Credentials.Key(RequestSigner.sdkHmac(accessKey, secretKey)),
                    tls ? new ClientTls(world.certificate(), null, null) : ClientTls.DEFAULT));
        } catch (TlsException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /// Starts the server in a new folder.
    ///
    /// @param port null for the usual one, or any free one if that is taken
    /// @param tls whether the API is served over HTTPS
    /// @param program the program as far as some arguments need it, for the sample code of the console
    static Demo start(@Nullable Integer port, boolean tls, BiFunction<Shell, String[], CommandLine> program)
            throws IOException, DocumentException {
        DemoWorld world = DemoWorld.create();
        try {
            Logging.toFile(LogSettings.DEFAULT, world.folder().resolve("rollcall.log"));
            return new Demo(world, tls, startServer(world, port, tls), program);
        } catch (IOException | DocumentException | RuntimeException e) {
            world.close();
            throw e;
        }
    }

    private static Server startServer(DemoWorld world, @Nullable Integer port, boolean tls)
            throws IOException, DocumentException {
        if (port != null) {
            return Server.start(world.configuration(port, tls));
        }
        try {
            return Server.start(world.configuration(PORT, tls));
        } catch (RuntimeException e) {
            if (isAddressTaken(e)) {
                return Server.start(world.configuration(0, tls));
            }
            throw e;
        }
    }

    private static boolean isAddressTaken(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return true;
            }
        }
        return false;
    }

    /// The demo at the usual port keeps its profiles at the same place each time, so that a line of an earlier demo
    /// works for the next one; others have them in their folder.
    private static Path profiles(DemoWorld world, int port) {
        return port == PORT
                ? Path.of(System.getProperty("user.home"), ".cache", "rollcall", "demo-profiles.yaml")
                : world.folder().resolve("profiles.yaml");
    }

    /// For the commands that call the API.
    private void writeProfiles() throws IOException {
        StringBuilder text = new StringBuilder("default: syncer\nprofiles:\n");
        for (DemoWorld.Person person : world.callers()) {
            text.append("""
                      %s:
                        endpoint: %s
                        project_id: %s
                        cluster_id: %s
                        access_key: %s
                        secret_key: %s
                    """.formatted(
                            person.profile(),
                            server.url(),
                            world.cluster().project(),
                            world.cluster().id(),
                            person.accessKey(),
                            person.secretKey().reveal()));
            if (tls) {
                text.append("    ca_file: ").append(world.certificate()).append('\n');
            }
        }
        Files.createDirectories(profiles.getParent());
        Files.deleteIfExists(profiles);
        Files.createFile(profiles, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(profiles, text);
    }

    /// Says what is running where.
    void introduce() {
        LdapSettings directory = server.directory(world.cluster().id());
        out.println("Rollcall is running on this machine. Nothing here reaches further, and Ctrl-C removes it all.");
        out.println();
        out.println("  API      " + server.url());
        out.println("  console  " + signInLink(administrator()) + "   (signs in once, as an administrator)");
        out.println("  IAM      " + world.iamFile() + "   (a file; edit it and see what follows)");
        out.println("  Manager  " + directory.servers().getFirst() + "   " + directory.baseDn());
        out.println("  log      " + world.folder().resolve("rollcall.log"));
        out.println();
    }

    /// A link to the console with an access key, and with the key that runs texts, which counts once.
    private URI signInLink(DemoWorld.Person person) {
        Map<String, String> credentials = new LinkedHashMap<>();
        credentials.put("access_key", person.accessKey());
        credentials.put("secret_key", person.secretKey().reveal());
        credentials.put("project_id", world.cluster().project().value());
        credentials.put("cluster_id", world.cluster().id().value());
        credentials.put("run_key", samples.key().reveal());
        return server.signInLink(new ObjectMapper().valueToTree(credentials).toString());
    }

    /// Runs a full synchronization through the API and prints its results.
    void synchronize() throws ApiFailure, InterruptedException {
        out.println("POST " + client.address("iam-sync-user").getPath() + "  {\"is_all_sync\": true}");
        ApiClient.Answer accepted = client.post("iam-sync-user", "{\"is_all_sync\": true}");
        out.println(accepted.status() + "  " + accepted.sent());
        out.println();
        OperationJson operation = watch(accepted.operationId());
        out.println();
        summarize(operation);
    }

    private OperationJson watch(String operationId) throws ApiFailure, InterruptedException {
        ProgressLine progress = new ProgressLine(
                out,
                Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .isPresent());
        while (true) {
            OperationJson operation = client.get("iam-sync/operations/" + operationId)
                    .as(OperationJson.class)
                    .body();
            progress.show(operation);
            if (operation.rests()) {
                progress.end();
                return operation;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private void summarize(OperationJson operation) throws ApiFailure, InterruptedException {
        Map<String, Integer> done = new LinkedHashMap<>();
        List<ResultJson> refused = new ArrayList<>();
        client.forEach(
                "iam-sync/operations/" + operation.operationId() + "/results?limit=1000", RowList.RESULTS, received -> {
                    ResultJson row = received.body();
                    if (row.outcome().is(ResultJson.Outcome.APPLIED)
                            || row.outcome().is(ResultJson.Outcome.ALREADY_SO)) {
                        done.merge(row.kind() + " " + row.action(), 1, Integer::sum);
                    } else {
                        refused.add(row);
                    }
                });
        out.printf(
                Locale.ROOT,
                "In the Manager now: %d accounts, %d groups, %d roles granted.%n",
                done.getOrDefault("user create", 0),
                done.getOrDefault("group create", 0),
                done.getOrDefault("role grant", 0));
        if (!refused.isEmpty()) {
            out.println();
            out.println("All is as intended: everybody who can be there is. " + refused.size()
                    + " names of the demo's IAM are ones that a Manager");
            out.println("cannot hold, to show what a refusal looks like:");
            int width =
                    refused.stream().mapToInt(row -> row.name().length()).max().orElse(0);
            for (ResultJson row : refused) {
                out.printf(
                        "  %-5s  %-" + width + "s  %s%n",
                        row.kind(),
                        shown(row.name()),
                        shown(Objects.requireNonNullElse(row.reason(), "")));
            }
        }
        OperationJson.Failure error = operation.error();
        if (error != null) {
            out.println("Failed: " + error.errorCode() + " " + shown(error.errorMsg()));
        }
        out.println();
    }

    /// Lets three callers send the same request, to show what each of them may do.
    void compare() throws IOException, InterruptedException {
        out.println("Three callers, and what each of them may:");
        out.println();
        out.printf("  %-8s %-8s  %5s  %5s  %8s  %s%n", "profile", "user", "look", "sync", "password", "audit");
        for (DemoWorld.Person person : world.callers()) {
            // Asks for no change of no user: that is refused too, but only after the caller's rights were checked.
            String password = "iam-sync/accounts/nobody-at-all/password";
            try (ApiClient caller = client(person.accessKey(), person.secretKey())) {
                out.printf(
                        "  %-8s %-8s  %5s  %5s  %8s  %s%n",
                        person.profile(),
                        person.user(),
                        answer(() -> caller.get("iam-sync/state")),
                        answer(() -> caller.post("iam-sync-user", "{}")),
                        answer(() -> caller.post(password, "{}")),
                        answer(() -> caller.get("iam-sync/audit?limit=1")));
            }
        }
        out.println();
    }

    /// A call of the API.
    @FunctionalInterface
    private interface Call {
        ApiClient.Answer send() throws ApiFailure, InterruptedException;
    }

    private static String answer(Call call) throws InterruptedException {
        try {
            call.send();
            return "yes";
        } catch (ApiFailure e) {
            return switch (e.status()) {
                case 403 -> "no";
                // The request was empty, and it was checked.
                case 400, 404 -> "yes";
                default -> "?";
            };
        }
    }

    /// Says what to try next.
    void suggest() throws IOException {
        writeProfiles();
        LdapSettings directory = server.directory(world.cluster().id());
        String cluster = client.address("").toString();
        LdapLogin.Password login = login(directory);
        String search =
                "ldapsearch -x -LLL -o ldif-wrap=no -H " + directory.servers().getFirst() + " -D " + login.dn() + " -w "
                        + login.password().reveal() + " -b ";
        String curl = tls ? "  curl --cacert " + world.certificate() + " " : "  curl ";
        out.println("Try next, in another terminal and in any folder:");
        out.println();
        out.println("  export ROLLCALL_PROFILES=" + quoted(profiles));
        String program = System.getProperty("rollcall.program");
        if (program != null) {
            out.println("  rollcall() { " + quoted(Path.of(program)) + " \"$@\"; }");
        }
        out.println("  rollcall status");
        out.println("  rollcall status --profile reader");
        out.println("  rollcall sync --user " + world.someUser() + " --profile reader       # refused, and why");
        out.println("  rollcall account password " + world.someUser() + " --profile admin");
        out.println();
        scene();
        out.println("  url=" + cluster.substring(0, cluster.length() - 1));
        out.println("  auth='X-Auth-Token: " + world.token().reveal() + "'");
        out.println(curl + "-H \"$auth\" $url/iam-sync-user                   # who is synchronized");
        out.println(curl + "-H \"$auth\" $url/iam-sync                        # is anything running");
        out.println(curl + "-H \"$auth\" $url/iam-sync/is-synchronous         # is all there that was asked for");
        out.println(curl + "-H \"$auth\" -X DELETE $url/iam-sync-user -d '{\"group_names\": [\"" + world.someGroup()
                + "\"]}'");
        out.println(
                curl + "-H \"$auth\" -X POST $url/iam-sync-user -d '{\"user_names\": [\"" + world.someUser() + "\"]}'");
        out.println(curl + "-H \"$auth\" $url/iam-sync/operations             # what has been done, newest first");
        out.println();
        out.println("  " + search + directory.baseDn() + " '(uid=" + world.someUser() + ")'");
        out.println("  " + search + "ou=Groups," + directory.baseDn() + " '(cn=" + world.someGroup() + ")' member");
        out.println();
        out.println("  The official SDKs work with endpoint " + server.url() + ", project "
                + world.cluster().project() + ",");
        out.println("  access key " + world.accessKey() + " and secret key "
                + world.secretKey().reveal());
        out.println();
        out.println("Ctrl-C ends the demo and removes it.");
        out.flush();
    }

    /// People who come and go, as lines to copy.
    private void scene() {
        String edit = "  sed -i.bak '%s' " + quoted(world.iamFile());
        out.println("A scene to play. Someone joins, and someone leaves; see the plan, then carry it out:");
        out.println();
        out.println(edit.formatted("s/name: rhansen, enabled: false/name: rhansen, enabled: true/"));
        out.println(edit.formatted("s/name: nfischer, enabled: true/name: nfischer, enabled: false/"));
        out.println("  rollcall plan --all");
        out.println("  rollcall sync --all --yes --watch");
        out.println();
        out.println(
                "A mistake in the IAM disables eighty people at once. The guard holds the plan, and nothing is removed:");
        out.println();
        out.println(edit.formatted("/id: u-00[2-9]/s/enabled: true/enabled: false/"));
        out.println("  rollcall sync --all --yes --watch");
        out.println("  rollcall operations --limit 1");
        out.println();
        out.println("The mistake is corrected, and the next synchronization takes the place of the held one:");
        out.println();
        out.println(edit.formatted("/id: u-00[2-9]/s/enabled: false/enabled: true/"));
        out.println("  rollcall sync --all --yes --watch");
        out.println();
        out.println("The same calls without the command line:");
        out.println();
    }

    /// As one word of a shell.
    private static String quoted(Path path) {
        String text = path.toString();
        return text.matches("[A-Za-z0-9_./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    private static LdapLogin.Password login(LdapSettings embedded) {
        return switch (embedded.login()) {
            case LdapLogin.Password login -> login;
            case LdapLogin.Certificate _ -> throw new IllegalStateException("embedded directories have passwords");
        };
    }

    /// What a program needs to know to call this demo.
    Map<String, String> facts() {
        LdapSettings directory = server.directory(world.cluster().id());
        Cluster cluster = world.cluster();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("url", server.url().toString());
        if (tls) {
            facts.put("ca_file", world.certificate().toString());
        }
        facts.put("project_id", cluster.project().value());
        facts.put("cluster_id", cluster.id().value());
        facts.put("access_key", world.accessKey());
        facts.put("secret_key", world.secretKey().reveal());
        facts.put("token", world.token().reveal());
        for (DemoWorld.Person person : world.callers()) {
            facts.put(person.profile() + "_access_key", person.accessKey());
            facts.put(person.profile() + "_secret_key", person.secretKey().reveal());
        }
        facts.put("ldap_url", directory.servers().getFirst().toString());
        facts.put("base_dn", directory.baseDn());
        facts.put("bind_dn", login(directory).dn());
        facts.put("bind_password", login(directory).password().reveal());
        facts.put("iam_file", world.iamFile().toString());
        return facts;
    }

    /// Text from outside must not move the cursor or reverse the line.
    private static String shown(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
    }

    /// May be called twice: at the end of the demo, and by the end of the process.
    @Override
    public void close() throws IOException {
        if (!closed.getAndSet(true)) {
            client.close();
            samples.close();
            server.close();
            world.close();
            Files.deleteIfExists(profiles);
            out.println();
            out.println("Stopped; everything of the demo is removed.");
            out.flush();
        }
    }
}
