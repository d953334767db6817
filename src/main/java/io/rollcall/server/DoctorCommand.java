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
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
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
                    + " each thing that matters whether it is right, and if not, what to do.",
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
        List<ClusterSettings> clusters;
        try {
            configuration = Configuration.load(config, environment);
            clusters = configuration.clusters().stream()
                    .filter(one -> cluster == null
                            || one.cluster().id().value().equals(cluster)
                            || one.cluster().name().equals(cluster))
                    .toList();
            if (clusters.isEmpty()) {
                out.println("The configuration has no cluster with the id or the name '" + cluster + "'. It has: "
                        + configuration.clusters().stream()
                                .map(one -> one.cluster().id() + " ("
                                        + one.cluster().name() + ")")
                                .collect(Collectors.joining(", ")));
                return ExitCode.USAGE;
            }
            Logging.toStandardError(new LogSettings(configuration.log().format(), LogSettings.Level.ERROR));
            iam(configuration, clusters);
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

    private void manager(ClusterSettings settings) {
        ClusterId id = settings.cluster().id();
        String whose = "cluster " + settings.cluster().name();
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
