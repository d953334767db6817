package io.rollcall.cli.client;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.Secret;
import io.rollcall.document.Document;
import io.rollcall.document.DocumentException;
import io.rollcall.document.Environment;
import io.rollcall.document.Exposure;
import io.rollcall.document.Section;
import io.rollcall.document.Values;
import io.rollcall.signature.RequestSigner;
import io.rollcall.tls.ClientTls;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Parts of a [Connection] under a name, from the file of profiles; missing parts may come from elsewhere.
///
/// @param name of it in the file; empty if none was chosen
/// @param insecure whether the endpoint may be one on another machine without TLS
record Profile(
        String name,
        Optional<URI> endpoint,
        Optional<ProjectId> project,
        Optional<ClusterId> cluster,
        Optional<Connection.Credentials> credentials,
        Optional<ClientTls> tls,
        boolean insecure) {
    static final Profile EMPTY = new Profile(
            "", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);

    /// Reads one profile of a file. The others are ignored: a variable that only they need may be unset. Secrets
    /// in a file that others can read are refused, as ssh does.
    ///
    /// @param name null for the one that the file names as its default
    /// @param environment what `${NAME}` in the file stands for
    /// @throws DocumentException with all problems
    static Profile load(Path file, @Nullable String name, Map<String, String> environment) throws DocumentException {
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file.toAbsolutePath());
        Environment expansion = new Environment(environment);
        UnaryOperator<String> secret = text -> {
            Optional<String> exposed = expansion.wasLiteral() ? Exposure.problem(file, false) : Optional.empty();
            if (exposed.isPresent()) {
                throw new IllegalArgumentException(exposed.get());
            }
            return text;
        };
        return Document.read(
                file.toString(), Document.bytes(file), expansion, root -> chosen(root, name, secret, folder));
    }

    private static Optional<Profile> chosen(
            Section root, @Nullable String name, UnaryOperator<String> secret, Path folder) {
        Optional<String> standard = root.optionalValue("default", Values.text(1, 64));
        Optional<String> wanted = Optional.ofNullable(name).or(() -> standard);
        return root.section("profiles", profiles -> {
            profiles.ignore(profiles.keys().toArray(String[]::new));
            if (wanted.isEmpty()) {
                return Optional.of(EMPTY);
            }
            if (!profiles.has(wanted.get())) {
                root.problem(
                        "profiles",
                        "there is none named '" + wanted.get() + "'"
                                + Values.suggestion(wanted.get(), profiles.keys())
                                + (profiles.keys().isEmpty()
                                        ? ""
                                        : "; there are " + String.join(", ", profiles.keys())));
                return Optional.empty();
            }
            return profiles.section(wanted.get(), profile -> read(wanted.get(), profile, secret, folder));
        });
    }

    private static Optional<Profile> read(String name, Section profile, UnaryOperator<String> secret, Path folder) {
        return Optional.of(new Profile(
                name,
                profile.optionalValue("endpoint", Connection::endpoint),
                profile.optionalValue("project_id", ProjectId::new),
                profile.optionalValue("cluster_id", ClusterId::new),
                credentials(profile, secret),
                tls(profile, folder),
                profile.optionalValue("insecure", Values::flag).orElse(false)));
    }

    /// Paths are relative to the folder of the file.
    private static Optional<ClientTls> tls(Section profile, Path folder) {
        Optional<Path> authority = profile.optionalValue("ca_file", folder::resolve);
        Optional<Path> certificate = profile.optionalValue("client_certificate", folder::resolve);
        Optional<Path> key = profile.optionalValue("client_key", folder::resolve);
        if (certificate.isPresent() != key.isPresent()) {
            profile.problem(
                    certificate.isPresent() ? "client_key" : "client_certificate", "is missing beside the other");
            return Optional.empty();
        }
        return authority.isEmpty() && certificate.isEmpty()
                ? Optional.empty()
                : Optional.of(new ClientTls(authority.orElse(null), certificate.orElse(null), key.orElse(null)));
    }

    private static Optional<Connection.Credentials> credentials(Section profile, UnaryOperator<String> literal) {
        Optional<Connection.Credentials> token = profile.optionalValue(
                "token", text -> new Connection.Credentials.Token(Secret.of(literal.apply(text))));
        if (profile.has("access_key") && profile.has("token")) {
            profile.problem("token", "is there beside access_key; one of them is enough");
        }
        if (!profile.has("access_key") && !profile.has("secret_key")) {
            return token;
        }
        Optional<Secret> secret = profile.value("secret_key", text -> Secret.of(literal.apply(text)));
        // With any secret, so that the key is checked even if the secret is missing.
        return profile.value(
                "access_key",
                key -> new Connection.Credentials.Key(RequestSigner.sdkHmac(key, secret.orElse(Secret.of("-")))));
    }
}
