package io.rollcall.cli.client;

import io.rollcall.cli.shell.Shell;
import io.rollcall.cli.shell.WrongUseException;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.Loopback;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.Text;
import io.rollcall.document.DocumentException;
import io.rollcall.document.Values;
import io.rollcall.signature.RequestSigner;
import io.rollcall.tls.ClientTls;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Finds out where to connect, and with which credentials.
///
/// A profile named on the command line is used alone: variables that are left from another task must not redirect
/// its calls. Otherwise each variable that is set wins over the profile of `ROLLCALL_PROFILE` or the file's
/// default. Secrets have no option, because every user of a machine can read the command lines on it.
public final class ConnectionFinder {
    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    private ConnectionFinder(Map<String, String> environment) {
        this.environment = environment;
    }

    /// @param option the profile named on the command line, null if there is none
    /// @throws DocumentException with all problems of the profile
    /// @throws WrongUseException with all problems of the variables, and what is missing from both
    public static Connection find(Shell shell, @Nullable String option) throws DocumentException, WrongUseException {
        return find(shell, Connection.Choice.of(option));
    }

    /// The same with what else the command line says.
    public static Connection find(Shell shell, Connection.Choice choice) throws DocumentException, WrongUseException {
        ConnectionFinder finder = new ConnectionFinder(shell.environment());
        Optional<Connection> connection = finder.connection(finder.profile(shell, choice.profile()), choice);
        return connection.orElseThrow(() -> new WrongUseException("It is not known where to connect, or as whom:\n  "
                + String.join("\n  ", finder.problems) + "\nProfiles are in "
                + Text.printable(file(shell).toString())
                + "; 'rollcall login' makes one. See 'rollcall --help' or docs/cli.md."));
    }

    /// The file of profiles, whether or not it exists.
    public static Path file(Shell shell) {
        return new ConnectionFinder(shell.environment()).path(shell);
    }

    private Path path(Shell shell) {
        return variable("ROLLCALL_PROFILES")
                .map(Path::of)
                .orElseGet(() -> variable("XDG_CONFIG_HOME")
                        .map(Path::of)
                        .orElse(shell.home().resolve(".config"))
                        .resolve("rollcall/profiles.yaml"));
    }

    private Profile profile(Shell shell, @Nullable String option) throws DocumentException {
        Path file = path(shell);
        String name = option == null ? variable("ROLLCALL_PROFILE").orElse(null) : option;
        boolean wanted = name != null || variable("ROLLCALL_PROFILES").isPresent();
        return wanted || Files.exists(file) ? Profile.load(file, name, environment) : Profile.EMPTY;
    }

    private Optional<Connection> connection(Profile profile, Connection.Choice choice) {
        boolean variablesCount = choice.profile() == null;
        Optional<URI> endpoint = profile.endpoint();
        Optional<ProjectId> project = profile.project();
        Optional<ClusterId> cluster = profile.cluster();
        Optional<Connection.Credentials> credentials = profile.credentials();
        Optional<ClientTls> tls = profile.tls();
        if (variablesCount) {
            tls = variable("ROLLCALL_CA_FILE")
                    .map(file -> new ClientTls(
                            Path.of(file),
                            profile.tls().map(ClientTls::certificate).orElse(null),
                            profile.tls().map(ClientTls::key).orElse(null)))
                    .or(profile::tls);
            endpoint = parsed("ROLLCALL_ENDPOINT", Connection::endpoint).or(profile::endpoint);
            project = parsed("ROLLCALL_PROJECT_ID", ProjectId::new).or(profile::project);
            cluster = parsed("ROLLCALL_CLUSTER_ID", ClusterId::new).or(profile::cluster);
            credentials = credentials().or(profile::credentials);
        }
        endpoint = said("--endpoint", choice.endpoint(), Connection::endpoint).or(constant(endpoint));
        cluster = said("--cluster", choice.cluster(), ConnectionFinder::idOrName)
                .or(constant(cluster))
                .or(constant(choice.aboutAll() ? Optional.of(Connection.NO_CLUSTER) : Optional.empty()));
        boolean ofProfile = endpoint.equals(profile.endpoint());
        if (endpoint.isPresent()
                && isClear(endpoint.get())
                && !(ofProfile && profile.insecure())
                && !(variablesCount && parsed("ROLLCALL_INSECURE", Values::flag).orElse(false))) {
            problems.add("the endpoint " + Text.printable(endpoint.get().toString())
                    + " would be sent tokens, and answer with passwords, in the clear: use https://, or say "
                    + (ofProfile ? "insecure: true in the profile" : "ROLLCALL_INSECURE=true"));
        }
        // A wrong value is not reported as missing, too.
        if (problems.isEmpty()) {
            require(endpoint, "endpoint", "ROLLCALL_ENDPOINT");
            require(project, "project_id", "ROLLCALL_PROJECT_ID");
            require(cluster, "cluster_id", "ROLLCALL_CLUSTER_ID");
            require(
                    credentials,
                    "access_key and secret_key, or token",
                    "ROLLCALL_ACCESS_KEY and ROLLCALL_SECRET_KEY, or ROLLCALL_TOKEN");
        }
        return problems.isEmpty()
                ? Optional.of(new Connection(
                        endpoint.orElseThrow(),
                        project.orElseThrow(),
                        cluster.orElseThrow(),
                        credentials.orElseThrow(),
                        tls.orElse(ClientTls.DEFAULT),
                        profile.name().isEmpty() ? "the environment" : "the profile '" + profile.name() + "'"))
                : Optional.empty();
    }

    /// A name is looked up later, by [ClusterFinder].
    private static ClusterId idOrName(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("must be the id or the name of a cluster");
        }
        return ClusterId.isValid(text) ? new ClusterId(text) : Connection.NO_CLUSTER;
    }

    private static <T> Supplier<Optional<T>> constant(Optional<T> value) {
        return () -> value;
    }

    private <T> Optional<T> said(String option, @Nullable String text, Function<String, T> parse) {
        try {
            return Optional.ofNullable(text).map(parse);
        } catch (IllegalArgumentException e) {
            problems.add(Text.printable(option + ": " + e.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<Connection.Credentials> credentials() {
        Optional<String> key = variable("ROLLCALL_ACCESS_KEY");
        Optional<String> secret = variable("ROLLCALL_SECRET_KEY");
        Optional<Connection.Credentials> token =
                parsed("ROLLCALL_TOKEN", text -> new Connection.Credentials.Token(Secret.of(text)));
        if (key.isEmpty() && secret.isEmpty()) {
            return token;
        }
        if (variable("ROLLCALL_TOKEN").isPresent()) {
            problems.add("ROLLCALL_TOKEN: is set beside ROLLCALL_ACCESS_KEY or ROLLCALL_SECRET_KEY; unset one of them");
        }
        if (key.isEmpty() || secret.isEmpty()) {
            problems.add("ROLLCALL_ACCESS_KEY and ROLLCALL_SECRET_KEY: only one of them is set");
            return Optional.empty();
        }
        return parsed(
                "ROLLCALL_ACCESS_KEY",
                text -> new Connection.Credentials.Key(RequestSigner.sdkHmac(text, Secret.of(secret.get()))));
    }

    private static boolean isClear(URI endpoint) {
        return "http".equals(endpoint.getScheme()) && !Loopback.is(endpoint);
    }

    /// An empty variable is as good as none.
    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    private <T> Optional<T> parsed(String name, Function<String, ? extends T> parse) {
        Optional<String> text = variable(name);
        try {
            return text.map(parse);
        } catch (IllegalArgumentException e) {
            problems.add(Text.printable(name + ": " + e.getMessage()));
            return Optional.empty();
        }
    }

    private void require(Optional<?> value, String key, String variable) {
        if (value.isEmpty()) {
            problems.add("set " + variable + ", or " + key + " in a profile");
        }
    }
}
