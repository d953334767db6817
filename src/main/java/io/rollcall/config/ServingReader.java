package io.rollcall.config;

import io.rollcall.cluster.Secret;
import io.rollcall.document.Section;
import io.rollcall.document.Values;
import io.rollcall.signature.SignatureRules;
import io.rollcall.tls.ServerFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Reads how the API is served: encryption, the management listener, rules for signatures.
final class ServingReader {
    private static final int MANAGEMENT_PORT = 8471;

    private final Function<String, Path> path;
    private final Secrets secrets;

    ServingReader(Secrets secrets) {
        this.path = secrets.path();
        this.secrets = secrets;
    }

    /// Whether a client has to show a certificate.
    private enum ClientCertificates {
        OPTIONAL,
        REQUIRED
    }

    ServingSettings read(Section root, ListenAddress listen) {
        Optional<ServerFiles> tls = root.optionalSection("tls", this::tls);
        boolean insecure = root.optionalValue("insecure", Values::flag).orElse(false);
        if (!root.has("tls") && !insecure && !listen.isLoopback()) {
            root.problem(
                    "listen",
                    "is reached from other machines, and tokens would travel in clear text: give it a certificate"
                            + " with 'tls', or say 'insecure: true' if something in front of it encrypts");
        }
        ListenAddress management = root.optionalSection(
                        "management", section -> section.value("listen", ListenAddress::parse))
                .orElse(new ListenAddress("127.0.0.1", listen.port() == 0 ? 0 : MANAGEMENT_PORT));
        SignatureRules signatures =
                root.optionalSection("signatures", ServingReader::signatures).orElse(SignatureRules.STANDARD);
        return new ServingSettings(tls, insecure, management, signatures);
    }

    private Optional<ServerFiles> tls(Section section) {
        Optional<Path> certificate = section.value("certificate", path);
        Optional<Path> key = section.value("key", secrets.keyFile());
        Optional<Secret> password = section.optionalValue("key_password", secrets.secret());
        Optional<Path> authority = section.optionalValue("client_ca_file", path);
        Optional<ClientCertificates> wanted =
                section.optionalValue("client_certificates", Values.oneOf(ClientCertificates.class));
        if (wanted.isPresent() && authority.isEmpty()) {
            section.problem("client_certificates", "needs client_ca_file, which vouches for them");
        }
        if (certificate.isEmpty() || key.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ServerFiles(
                certificate.get(),
                key.get(),
                password.orElse(null),
                authority.orElse(null),
                wanted.orElse(ClientCertificates.REQUIRED) == ClientCertificates.REQUIRED));
    }

    private static Optional<SignatureRules> signatures(Section section) {
        SignatureRules base = SignatureRules.STANDARD;
        SignatureRules rules = base;
        Optional<String> region = section.optionalValue("region", name -> {
            base.withRegion(name);
            return name;
        });
        if (region.isPresent()) {
            rules = rules.withRegion(region.get());
        }
        Optional<String> service = section.optionalValue("service", name -> {
            base.withService(name);
            return name;
        });
        if (service.isPresent()) {
            rules = rules.withService(service.get());
        }
        List<String> hosts = section.values("hosts", Values.text(1, 255));
        rules = rules.withHosts(hosts)
                .withUnsignedBodies(
                        section.optionalValue("unsigned_bodies", Values.oneOf(SignatureRules.UnsignedBodies.class))
                                .orElse(base.unsignedBodies()));
        return Optional.of(
                section.optionalValue("refuse_replays", Values::flag).orElse(false) ? rules.withoutReplays() : rules);
    }
}
