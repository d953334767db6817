package io.rollcall.cli.client;

import io.rollcall.cli.shell.WrongUseException;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.Loopback;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.Text;
import io.rollcall.document.DocumentException;
import io.rollcall.signature.RequestSigner;
import io.rollcall.tls.ClientTls;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A profile that is about to be written. What the file holds already stays as it is, its comments included.
///
/// @param authority null for the certificates that Java trusts
public record NewProfile(
        String name,
        String endpoint,
        String project,
        @Nullable String cluster,
        @Nullable Path authority,
        Path file) {
    private static final String PROFILES = "profiles:\n";

    /// Checks everything but the key.
    ///
    /// @throws WrongUseException when a part is wrong, or the file has such a profile, or cannot take one
    public void check() throws WrongUseException {
        if (!name.matches("[A-Za-z0-9_-]{1,64}")) {
            throw new WrongUseException("The name of a profile has 1 to 64 letters, digits, '_' and '-'.");
        }
        try {
            boolean clear = Connection.endpoint(endpoint).getScheme().equals("http")
                    && !Loopback.is(Connection.endpoint(endpoint));
            if (clear) {
                throw new WrongUseException("--endpoint: a server on another machine needs https://.");
            }
            ProjectId ignored = new ProjectId(project);
            if (cluster != null) {
                ClusterId _ = new ClusterId(cluster);
            }
        } catch (IllegalArgumentException e) {
            throw new WrongUseException(Text.printable(String.valueOf(e.getMessage())));
        }
        String before = before();
        if (before.isEmpty()) {
            return;
        }
        if (("\n" + before).contains("\n  " + name + ":")) {
            throw new WrongUseException("There is a profile '" + name + "' in " + file + " already: edit it there.");
        }
        if (!("\n" + before).contains("\n" + PROFILES)) {
            throw new WrongUseException(
                    "No line of " + file + " is '" + PROFILES.strip() + "': write the profile there.");
        }
    }

    /// With the key that is to be tried.
    public Connection connection(String key, String secret) {
        return new Connection(
                Connection.endpoint(endpoint),
                new ProjectId(project),
                cluster == null ? Connection.NO_CLUSTER : new ClusterId(cluster),
                new Connection.Credentials.Key(RequestSigner.sdkHmac(key, Secret.of(secret))),
                authority == null ? ClientTls.DEFAULT : new ClientTls(authority, null, null));
    }

    /// Writes it, for its owner alone, all at once.
    ///
    /// @throws WrongUseException when the file cannot take it; then it is as it was
    /// @throws DocumentException when the file could not be read afterwards; then too
    public void write(String key, String secret, String chosen) throws WrongUseException, DocumentException {
        String profile = "  " + name + ":\n"
                + line("endpoint", endpoint)
                + line("project_id", project)
                + line("cluster_id", chosen)
                + line("access_key", key)
                + line("secret_key", secret.replace("$", "$$"))
                + (authority == null
                        ? ""
                        : line("ca_file", authority.toAbsolutePath().toString()));
        String before = before();
        String all = before.isEmpty()
                ? "default: " + name + "\n" + PROFILES + profile
                : ("\n" + before)
                        .replaceFirst(
                                "\n" + PROFILES, "\n" + PROFILES + java.util.regex.Matcher.quoteReplacement(profile))
                        .substring(1);
        new ProfileFile(file).replace(all, after -> after.names().contains(name));
    }

    private static String line(String name, String value) {
        return "    " + name + ": '" + value.replace("'", "''") + "'\n";
    }

    private String before() {
        return new ProfileFile(file).content();
    }
}
