package io.rollcall.config;

import io.rollcall.document.Section;
import io.rollcall.document.Values;
import io.rollcall.iam.keystone.KeystoneSettings;
import io.rollcall.iam.keystone.KeystoneSettings.Credentials;
import io.rollcall.iam.keystone.KeystoneSettings.Kind;
import io.rollcall.iam.keystone.KeystoneSettings.Limits;
import io.rollcall.policy.SystemPolicies;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/// Reads the section `iam`: exactly one of `file`, `keystone` and `huawei`.
final class IamReader {
    private static final Function<String, String> ID = Values.text(1, 128);

    private final Secrets secrets;

    IamReader(Secrets secrets) {
        this.secrets = secrets;
    }

    Optional<IamSettings> read(Section iam) {
        IamSettings.Authorization authorization = iam.optionalValue(
                        "authorization", Values.oneOf(IamSettings.Authorization.class))
                .orElse(IamSettings.Authorization.ROLE_BASED);
        Optional<IamSettings.Source> file =
                iam.optionalValue("file", secrets.path()).map(path -> new IamSettings.InFile(path, secrets.readable()));
        Optional<IamSettings.Source> keystone = iam.optionalSection("keystone", this::keystone);
        Optional<IamSettings.Source> huawei = iam.optionalSection("huawei", this::huawei);
        if (Stream.of("file", "keystone", "huawei").filter(iam::has).count() != 1) {
            iam.problem("file", "exactly one of file, keystone and huawei must be there");
        }
        return file.or(() -> keystone).or(() -> huawei).map(source -> new IamSettings(source, authorization));
    }

    private Optional<IamSettings.Source> keystone(Section section) {
        Map<String, String> roles = new HashMap<>();
        section.optionalSection("roles", rows -> {
            for (String role : rows.keys()) {
                rows.value(role, IamReader::meaning).ifPresent(meaning -> roles.put(role, meaning));
            }
            return Optional.of(roles);
        });
        Optional<String> domain = section.value("domain", ID);
        Optional<Credentials> credentials = credentials(section, "application_credential", one -> {
            Optional<String> id = one.value("id", ID);
            return one.value("secret", secrets.secret())
                    .flatMap(secret -> id.map(known -> new Credentials.ApplicationCredential(known, secret)));
        });
        Optional<String> projects = section.optionalValue("project_domain", ID).or(() -> domain);
        return source(Kind.KEYSTONE, section, domain, projects, credentials, roles);
    }

    private Optional<IamSettings.Source> huawei(Section section) {
        Optional<String> account = section.value("account", ID);
        Optional<Credentials> credentials = credentials(section, "access_key", one -> {
            Optional<String> access = one.value("access", ID);
            return one.value("secret", secrets.secret())
                    .flatMap(secret -> access.map(known -> new Credentials.SigningKey(known, secret)));
        });
        return source(Kind.HUAWEI, section, account, account, credentials, Map.of());
    }

    private Optional<IamSettings.Source> source(
            Kind kind,
            Section section,
            Optional<String> domain,
            Optional<String> projectDomain,
            Optional<Credentials> credentials,
            Map<String, String> roles) {
        Optional<URI> url =
                section.value("url", Values.url("must be like https://iam.example.com or http://host:5000/v3"));
        if (!ClearText.isAllowed(section) && url.filter(ClearText::isClear).isPresent()) {
            ClearText.refuse(section, "url", "use https://");
        }
        Optional<Path> caFile = section.optionalValue("ca_file", secrets.path());
        Limits base = Limits.DEFAULT;
        Limits limits = new Limits(
                time(section, "request_timeout", base.requestTimeout()),
                time(section, "retry_for", base.retryFor()),
                section.optionalValue("concurrent_requests", Values.number(1, 64))
                        .orElse(base.concurrentRequests()),
                section.optionalValue("unknown_per_second", Values.number(2, 10_000))
                        .orElse(base.unknownPerSecond()));
        if (url.isEmpty() || domain.isEmpty() || projectDomain.isEmpty() || credentials.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new IamSettings.OverHttp(new KeystoneSettings(
                kind,
                url.get(),
                credentials.get(),
                domain.get(),
                projectDomain.get(),
                caFile.orElse(null),
                roles,
                limits)));
    }

    /// Exactly one of a user's password, a token, and the credential that only this kind of IAM knows.
    private Optional<Credentials> credentials(
            Section section, String special, Function<Section, Optional<Credentials>> read) {
        Optional<Credentials> password = section.optionalSection("password", this::password);
        Optional<Credentials> token =
                section.optionalValue("token", secrets.secret()).map(Credentials.FixedToken::new);
        Optional<Credentials> own = section.optionalSection(special, read);
        List<String> keys = List.of("password", special, "token");
        if (keys.stream().filter(section::has).count() != 1) {
            section.problem("password", "exactly one of " + String.join(", ", keys) + " must be there");
        }
        return password.or(() -> own).or(() -> token);
    }

    private Optional<Credentials> password(Section section) {
        Optional<String> user = section.value("user", Values.text(1, 255));
        Optional<String> domain = section.value("user_domain", ID);
        Optional<String> project = section.optionalValue("project", ID);
        return section.value("password", secrets.secret())
                .flatMap(secret -> user.flatMap(
                        name -> domain.map(known -> new Credentials.Password(name, known, secret, project))));
    }

    private static String meaning(String value) {
        Set<String> known = new TreeSet<>(SystemPolicies.names());
        known.add(KeystoneSettings.CUSTOM);
        known.add(KeystoneSettings.OWNER);
        if (!known.contains(value)) {
            throw new IllegalArgumentException(
                    "must be one of " + String.join(", ", known) + Values.suggestion(value, known));
        }
        return value;
    }

    static Duration time(Section section, String key, Duration otherwise) {
        return section.optionalValue(key, Values.duration(Duration.ofSeconds(1), Duration.ofHours(1)))
                .orElse(otherwise);
    }
}
