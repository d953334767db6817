package io.rollcall.manager.kerberos;

import io.rollcall.cluster.ClusterId;
import io.rollcall.manager.connection.Timeouts;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// How to reach and to administer a realm.
///
/// The administrator needs the privileges `add`, `delete`, `inquire`, `list`, `modify` and `changepw` in the
/// realm's `kadm5.acl` (`admcil`), and no others.
///
/// @param realm as in `NAME@REALM`
/// @param krb5Config the `krb5.conf` that says where the realm's KDC and its `kadmind` are
/// @param administrator the principal of this service in the realm, without the realm, like `rollcall/admin`
/// @param keytab the file with the administrator's keys
/// @param kadmin the program, of MIT krb5
/// @param cluster the cluster whose principals these are; its id is part of the mark on them
/// @param requestTimeout for the answer to a slice of at most [KerberosRealm#SLICE] commands, and for a start
///     of `kadmin`
/// @param retryFor how long a call is repeated while the realm does not answer and nothing progresses
public record RealmSettings(
        String realm,
        Path krb5Config,
        String administrator,
        Path keytab,
        Path kadmin,
        ClusterId cluster,
        Duration requestTimeout,
        Duration retryFor) {
    private static final Pattern REALM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,254}");
    private static final Pattern ADMINISTRATOR = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,254}");
    private static final List<String> USUAL_FOLDERS =
            List.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/usr/lib/mit/bin");

    public RealmSettings {
        require(isRealm(realm), "'" + realm + "' is not the name of a realm");
        require(isAdministrator(administrator), "'" + administrator + "' is not a principal without its realm");
        for (Duration duration : List.of(requestTimeout, retryFor)) {
            require(duration.isPositive() && duration.compareTo(Duration.ofDays(1)) < 0, duration + " is no timeout");
        }
    }

    /// The `kadmin` of this machine.
    public static RealmSettings of(
            String realm, Path krb5Config, String administrator, Path keytab, ClusterId cluster, Timeouts timeouts) {
        return new RealmSettings(
                realm,
                krb5Config,
                administrator,
                keytab,
                findKadmin(),
                cluster,
                timeouts.request(),
                timeouts.retryFor());
    }

    /// With another program.
    public RealmSettings with(Path program) {
        return new RealmSettings(realm, krb5Config, administrator, keytab, program, cluster, requestTimeout, retryFor);
    }

    /// Whether a text can be the name of a realm.
    public static boolean isRealm(String text) {
        return REALM.matcher(text).matches();
    }

    /// Whether a text can be the principal of an administrator, without the realm.
    public static boolean isAdministrator(String text) {
        return ADMINISTRATOR.matcher(text).matches();
    }

    /// The first `kadmin` on the PATH or in the usual folders; the bare name if there is none, so that the error
    /// at the start names what is missing.
    public static Path findKadmin() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Stream.of(path.split(File.pathSeparator)), USUAL_FOLDERS.stream())
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "kadmin"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(Path.of("kadmin"));
    }

    /// The password policy that all owned principals have and no others: it is the mark on them.
    String mark() {
        return markOf(cluster);
    }

    /// The same for another cluster.
    static String markOf(ClusterId cluster) {
        return "rollcall-" + cluster;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
