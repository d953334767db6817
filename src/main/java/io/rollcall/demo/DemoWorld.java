package io.rollcall.demo;

import io.rollcall.access.Access;
import io.rollcall.access.Grants;
import io.rollcall.access.Subject;
import io.rollcall.cluster.Cluster;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UserName;
import io.rollcall.config.ClusterSettings;
import io.rollcall.config.Configuration;
import io.rollcall.config.IamSettings;
import io.rollcall.config.LimitSettings;
import io.rollcall.config.ListenAddress;
import io.rollcall.config.LogSettings;
import io.rollcall.config.ManagerSettings;
import io.rollcall.config.ServingSettings;
import io.rollcall.config.StoredClusters;
import io.rollcall.operation.Operations;
import io.rollcall.policy.Action;
import io.rollcall.sync.rules.Entitlements;
import io.rollcall.sync.rules.GuardLimits;
import io.rollcall.sync.rules.NameRules;
import io.rollcall.sync.rules.NumberRange;
import io.rollcall.tls.ServerFiles;
import io.rollcall.tls.ThrowAwayCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The parts of the demo: a folder for all its files, an IAM with keys made for this run, one cluster.
public final class DemoWorld implements AutoCloseable {
    private static final ProjectId PROJECT = new ProjectId("ff8080828997cb24018a1b2db3440b80");
    private static final ClusterId CLUSTER = new ClusterId("6d1f0b6e-5d0c-4a56-9a39-2f1f6c6f7d10");
    private static final String ACCESS_KEY = "AKROLLCALLDEMO01";
    private static final String READER_KEY = "AKROLLCALLDEMO02";
    private static final String ADMIN_KEY = "AKROLLCALLDEMO03";
    private static final String ADMIN = "yweber";

    private final Path folder;
    private final Secret secretKey = random(20);
    private final Secret readerSecret = random(20);
    private final Secret adminSecret = random(20);
    private final Secret token = random(24);
    private final Secret directoryPassword = random(8);

    private DemoWorld(Path folder) {
        this.folder = folder;
    }

    /// Writes the files into a new folder that only this user can read.
    public static DemoWorld create() throws IOException {
        DemoWorld world = new DemoWorld(Files.createTempDirectory("rollcall-demo-"));
        try (InputStream resource = DemoWorld.class.getResourceAsStream("/demo/iam.yaml")) {
            if (resource == null) {
                throw new IOException("the demo's IAM is not in this build");
            }
            String iam = new String(resource.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("secret-of-AKROLLCALLDEMO01", world.secretKey.reveal())
                    .replace("secret-of-AKROLLCALLDEMO02", world.readerSecret.reveal())
                    .replace("secret-of-AKROLLCALLDEMO03", world.adminSecret.reveal())
                    .replace("token-of-the-demo", world.token.reveal());
            Files.writeString(world.iamFile(), iam);
        }
        return world;
    }

    static Secret random(int bytes) {
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return Secret.of(HexFormat.of().formatHex(random));
    }

    /// @param tls whether the API is served with a certificate of this folder alone
    public Configuration configuration(int port, boolean tls) throws IOException {
        ServingSettings clear = ServingSettings.DEFAULT;
        if (tls) {
            ThrowAwayCertificate.write(certificate(), key());
        }
        return new Configuration(
                new ListenAddress("127.0.0.1", port),
                new ServingSettings(
                        tls ? Optional.of(new ServerFiles(certificate(), key(), null, null, false)) : Optional.empty(),
                        clear.insecure(),
                        clear.management(),
                        clear.signatures()),
                folder,
                Optional.empty(),
                new IamSettings(new IamSettings.InFile(iamFile()), IamSettings.Authorization.ROLE_BASED),
                List.of(new ClusterSettings(
                        cluster(),
                        new ManagerSettings.Embedded(
                                0, ManagerSettings.BASE_DN, "cn=root," + ManagerSettings.BASE_DN, directoryPassword),
                        NameRules.documented(),
                        Entitlements.documented(),
                        GuardLimits.DECIDED,
                        0,
                        NumberRange.DECIDED,
                        Optional.empty(),
                        Optional.empty(),
                        ClusterSettings.Written.NOWHERE)),
                StoredClusters.NONE,
                access(),
                LimitSettings.DEFAULT,
                // Short, so that a person who edits the IAM sees the drift soon.
                Operations.Settings.DEFAULT.withDriftInterval(Duration.ofSeconds(5)),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                LogSettings.DEFAULT,
                Map.of());
    }

    /// The grants of the third caller, in addition to the rights of its group in the IAM.
    private static Access access() {
        Set<Action> actions = Set.of(
                Action.RELEASE, Action.DISCARD, Action.READ_AUDIT, Action.INITIALIZE_PASSWORD, Action.RESET_PASSWORD);
        Grants.Grant grant =
                new Grants.Grant(Set.of(new Subject.UserNamed(new UserName(ADMIN))), actions, Optional.empty());
        return Access.DEFAULT
                .withGrants(new Grants(List.of(grant)))
                .withPasswords(Access.PasswordUse.RESET, Access.DEFAULT.resetsPerHour());
    }

    /// Where all its files are.
    public Path folder() {
        return folder;
    }

    Path iamFile() {
        return folder.resolve("iam.yaml");
    }

    /// What its clients trust, if it has one.
    public Path certificate() {
        return folder.resolve("certificate.pem");
    }

    private Path key() {
        return folder.resolve("key.pem");
    }

    public Cluster cluster() {
        return new Cluster(CLUSTER, "demo", PROJECT);
    }

    /// A caller, by the name of the profile.
    record Person(String profile, String user, String accessKey, Secret secretKey, String may) {}

    /// Three callers with three kinds of rights.
    List<Person> callers() {
        return List.of(
                new Person("reader", someUser(), READER_KEY, readerSecret, "looks, and changes nothing"),
                new Person("syncer", "shansen", ACCESS_KEY, secretKey, "synchronizes and cancels"),
                new Person(
                        "admin",
                        ADMIN,
                        ADMIN_KEY,
                        adminSecret,
                        "releases what others asked for and is held, sets passwords, reads the audit"));
    }

    public String accessKey() {
        return ACCESS_KEY;
    }

    public Secret secretKey() {
        return secretKey;
    }

    /// For calls with curl, which cannot sign.
    Secret token() {
        return token;
    }

    /// A group that is worth showing.
    String someGroup() {
        return "data-engineers";
    }

    /// A user of another group.
    public String someUser() {
        return "fmoreau";
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
