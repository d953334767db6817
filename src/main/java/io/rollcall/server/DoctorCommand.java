package io.rollcall.server;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.Text;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.config.ClusterSettings;
import io.rollcall.config.Configuration;
import io.rollcall.config.IamSettings;
import io.rollcall.config.LogSettings;
import io.rollcall.config.ManagerSettings;
import io.rollcall.config.StoredClusters;
import io.rollcall.database.DatabaseException;
import io.rollcall.database.Pools;
import io.rollcall.database.PostgresSettings;
import io.rollcall.definition.Definition;
import io.rollcall.definition.Definitions;
import io.rollcall.document.DocumentException;
import io.rollcall.iam.file.FileIdentitySource;
import io.rollcall.iam.keystone.KeystoneIdentitySource;
import io.rollcall.iam.keystone.KeystoneSettings;
import io.rollcall.logging.Logging;
import io.rollcall.manager.examination.DirectoryExamination;
import io.rollcall.manager.examination.Finding;
import io.rollcall.manager.kerberos.KerberosRealm;
import io.rollcall.sync.source.Completeness;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.IdentitySource;
import io.rollcall.sync.source.Selection;
import io.rollcall.tls.ClientTls;
import io.rollcall.tls.TlsException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/// `rollcall doctor`: whether the servers that a configuration names let Rollcall do its work.
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Connects to the IAM, the directories and the KDCs of a configuration as 'rollcall serve' would, and says of"
                    + " each thing that matters whether it is right, and if not, what to do. Clusters that are stored in"
                    + " the database are examined too; it is only read.",
            "To try the right to write, it makes an account and a group in each directory and removes them at once. The"
                    + " server may run meanwhile."
        },
        footer = {
            "",
            "Examples:",
            "  rollcall doctor --config rollcall.yaml",
            "  rollcall doctor --config rollcall.yaml --cluster 2b6f1d0c --no-write"
        },
        exitCodeListHeading = "Ends with:%n",
        exitCodeList = {
            "0:everything is right",
            "1:something is wrong",
            "2:the command line or the configuration is wrong"
        })
public final class DoctorCommand implements Callable<Integer> {
    private final PrintStream out;
    private final Map<String, String> environment;
    private final InstantSource clock = InstantSource.system();
    private int wrong;
    private int notes;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The configuration.")
    private Path config = Path.of("rollcall.yaml");

    @Option(names = "--cluster", paramLabel = "ID|NAME", description = "Only this cluster.")
    private @Nullable String cluster;

    @Option(names = "--no-write", description = "Writes nothing, so the right to write is not tried.")
    private boolean readOnly;

    /// For this process.
    public DoctorCommand() {
        this(System.out, System.getenv());
    }

    DoctorCommand(PrintStream out, Map<String, String> environment) {
        this.out = out;
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        Configuration configuration;
        List<Examined> clusters;
        try {
            configuration = Configuration.load(config, environment);
            Logging.toStandardError(new LogSettings(configuration.log().format(), LogSettings.Level.ERROR));
            List<Examined> all = new ArrayList<>();
            configuration.clusters().forEach(one -> all.add(new Examined(one, "cluster ")));
            stored(configuration).forEach(one -> all.add(new Examined(one, "stored cluster ")));
            clusters = all.stream().filter(this::wanted).toList();
            if (clusters.isEmpty() && cluster != null) {
                out.println("There is no cluster with the id or the name '" + cluster + "'. There are: "
                        + all.stream()
                                .map(Examined::settings)
                                .map(one -> one.cluster().id() + " ("
                                        + one.cluster().name() + ")")
                                .collect(Collectors.joining(", ")));
                return ExitCode.USAGE;
            }
            iam(configuration, clusters.stream().map(Examined::settings).toList());
        } catch (DocumentException e) {
            out.println(e.getMessage());
            return ExitCode.USAGE;
        }
        clusters.forEach(this::manager);
        out.println();
        out.println(
                wrong == 0
                        ? "Everything is right" + (notes == 0 ? "." : ", with " + notes + " to know about.")
                        : wrong + (wrong == 1 ? " thing is wrong." : " things are wrong."));
        return wrong == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    /// A cluster and what it is called.
    ///
    /// @param kind says whether it is in the file or stored in the database
    private record Examined(ClusterSettings settings, String kind) {
        String whose() {
            return kind + settings.cluster().name();
        }
    }

    private boolean wanted(Examined one) {
        return cluster == null
                || one.settings().cluster().id().value().equals(cluster)
                || one.settings().cluster().name().equals(cluster);
    }

    /// Those that are stored in the database, which is only read. A server that runs meanwhile is not disturbed.
    private List<ClusterSettings> stored(Configuration configuration) {
        Path file = configuration.data().resolve(Server.DATABASE);
        Optional<PostgresSettings> database = configuration.database();
        if (database.isEmpty() && !Files.exists(file)) {
            tell("database", Finding.ok("file", file + " does not exist yet, so no cluster is stored there"));
            return List.of();
        }
        List<Definition> definitions;
        try {
            definitions = Definitions.in(database.map(Pools::postgresOnce).orElseGet(() -> Pools.sqlite(file)));
        } catch (DatabaseException e) {
            tell(
                    "database",
                    Finding.wrong(
                            "login",
                            "it cannot be read, so clusters that are stored there are not examined: "
                                    + Failure.inWords(e),
                            "check 'database', or who may read the data folder"));
            return List.of();
        }
        Map<ClusterId, String> texts = new LinkedHashMap<>();
        Set<ClusterId> known = new HashSet<>();
        for (Definition definition : definitions) {
            known.add(definition.cluster());
            if (definition.text() != null) {
                texts.put(definition.cluster(), definition.text());
            }
        }
        tell("database", Finding.ok("stored clusters", texts.isEmpty() ? "none" : Text.count(texts.size(), "cluster")));
        configuration
                .stored()
                .unknownIn(known)
                .forEach(problem -> tell("configuration", Finding.wrong("grants", problem.toString(), "")));
        StoredClusters.Reading reading = configuration.stored().read(texts, Map.of());
        reading.problems()
                .forEach((id, problems) -> problems.forEach(problem -> tell(
                        "stored cluster " + id,
                        Finding.wrong(
                                "definition",
                                problem.toString(),
                                "put its files where stored_clusters says, or use 'rollcall clusters change'"))));
        return reading.clusters();
    }

    private void iam(Configuration configuration, List<ClusterSettings> clusters)
            throws DocumentException, InterruptedException {
        Set<ProjectId> projects =
                clusters.stream().map(one -> one.cluster().project()).collect(Collectors.toCollection(TreeSet::new));
        switch (configuration.iam().source()) {
            case IamSettings.InFile(Path file, boolean readable) -> {
                FileIdentitySource source = FileIdentitySource.open(file, clock, readable);
                tell("IAM", Finding.ok("file", file + " can be used"));
                projects.forEach(project -> read(source, project));
            }
            case IamSettings.OverHttp(KeystoneSettings settings) -> {
                try (KeystoneIdentitySource source = KeystoneIdentitySource.open(
                        settings,
                        policy -> clusters.stream()
                                .anyMatch(one -> one.entitlements().concern(policy)),
                        clock)) {
                    source.check();
                    tell("IAM", Finding.ok("login", settings.url() + " takes the login"));
                    skew(settings);
                    projects.forEach(project -> read(source, project));
                } catch (UnavailableException | IOException e) {
                    tell(
                            "IAM",
                            Finding.wrong(
                                    "login",
                                    String.valueOf(e.getMessage()),
                                    "check url, credentials and ca_file of the IAM (docs/iam.md)"));
                }
            }
        }
    }

    /// Reads all users, groups and grants of a project, which needs every right that the login has to have.
    private void read(IdentitySource source, ProjectId project) {
        try {
            IamSnapshot iam = source.read(project, new Selection.Everything(), Progress.NONE);
            String found = "project " + project + ": " + Text.count(iam.users().size(), "user") + " and "
                    + Text.count(iam.groups().size(), "group");
            tell(
                    "IAM",
                    switch (iam.completeness()) {
                        case Completeness.Complete _ -> Finding.ok("rights", found);
                        case Completeness.Incomplete(String reason) ->
                            Finding.wrong("rights", found + ", and not all: " + reason, "see docs/iam.md");
                    });
            if (!iam.unclear().isEmpty()) {
                tell(
                        "IAM",
                        Finding.note(
                                "users",
                                iam.unclear().size() + " users are neither clearly enabled nor disabled",
                                "see 'rollcall users --not-eligible'"));
            }
        } catch (UnavailableException e) {
            tell(
                    "IAM",
                    Finding.wrong(
                            "rights",
                            "project " + project + " cannot be read: " + e.getMessage(),
                            "give the login the rights to list users, groups and grants (docs/iam.md)"));
        }
    }

    /// By the `Date` of an answer, to the second.
    private void skew(KeystoneSettings settings) throws InterruptedException {
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5));
        try {
            if (settings.caFile() != null) {
                builder.sslContext(new ClientTls(settings.caFile(), null, null).context());
            }
            try (HttpClient client = builder.build()) {
                HttpResponse<Void> answer = client.send(
                        HttpRequest.newBuilder(settings.url())
                                .timeout(Duration.ofSeconds(5))
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
                String date = answer.headers().firstValue("Date").orElse("");
                Instant there = date.isEmpty() ? null : Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
                tell(
                        "IAM",
                        DirectoryExamination.skew("clock", "the IAM", there, clock.instant())
                                .orElse(Finding.note("clock", "the IAM does not tell its time", "")));
            }
        } catch (IOException | TlsException | DateTimeParseException e) {
            tell("IAM", Finding.note("clock", "that of the IAM is not known: " + e.getMessage(), ""));
        }
    }

    private void manager(Examined examined) {
        ClusterSettings settings = examined.settings();
        ClusterId id = settings.cluster().id();
        String whose = examined.whose();
        switch (settings.manager()) {
            case ManagerSettings.Embedded _ ->
                tell(whose, Finding.ok("directory", "is run by the server itself, and not examined"));
            case ManagerSettings.Ldap ldap -> {
                new DirectoryExamination(id, ldap.settings(), settings.entitlements(), clock, !readOnly)
                        .examine()
                        .forEach(finding -> tell(whose, finding));
                if (ldap.kerberos() != null) {
                    realm(whose, ldap.kerberos(), ldap, id);
                }
            }
        }
    }

    private void realm(String whose, ManagerSettings.Kerberos kerberos, ManagerSettings.Ldap ldap, ClusterId id) {
        try (KerberosRealm realm =
                new KerberosRealm(kerberos.of(id, ldap.settings().timeouts()))) {
            realm.check();
            tell(whose, Finding.ok("KDC", "the realm " + kerberos.realm() + " takes the administrator's keytab"));
        } catch (UnavailableException | RuntimeException e) {
            tell(
                    whose,
                    Finding.wrong(
                            "KDC",
                            String.valueOf(e.getMessage()),
                            "check config_file, administrator, keytab and kadmin of kerberos (docs/manager.md)"));
        }
    }

    private void tell(String whose, Finding finding) {
        String grade = switch (finding.grade()) {
            case OK -> "OK   ";
            case NOTE -> "note ";
            case WRONG -> "WRONG";
        };
        switch (finding.grade()) {
            case OK -> {}
            case NOTE -> notes++;
            case WRONG -> wrong++;
        }
        out.println(Text.printable(grade + "  " + whose + ": " + finding.about() + ": " + finding.text()));
        if (!finding.remedy().isEmpty()) {
            out.println(Text.printable("         -> " + finding.remedy()));
        }
    }
}
