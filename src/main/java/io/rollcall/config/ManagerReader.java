package io.rollcall.config;

import io.rollcall.document.Section;
import io.rollcall.document.Values;
import io.rollcall.manager.connection.LdapLogin;
import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.manager.connection.Timeouts;
import io.rollcall.manager.kerberos.RealmSettings;
import io.rollcall.manager.layout.EntryLayout;
import io.rollcall.manager.layout.GroupLayout;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/// Reads the `manager` of each cluster: exactly one of `embedded` and `ldap`, and no directory twice.
final class ManagerReader {
    private final Secrets secrets;
    private final Set<Integer> ports;
    private final Set<String> directories;

    /// @param apiPort which an embedded directory must not use
    ManagerReader(Secrets secrets, int apiPort) {
        this(secrets, new HashSet<>(Set.of(apiPort)), new HashSet<>());
    }

    private ManagerReader(Secrets secrets, Set<Integer> ports, Set<String> directories) {
        this.secrets = secrets;
        this.ports = ports;
        this.directories = directories;
    }

    /// A reader that knows what this one has read, and whose readings this one does not learn.
    ManagerReader copy() {
        return new ManagerReader(secrets, new HashSet<>(ports), new HashSet<>(directories));
    }

    /// The same reader for a section with other secrets.
    ManagerReader with(Secrets others) {
        return new ManagerReader(others, ports, directories);
    }

    /// Remembers settings that were read before as if this reader had read them.
    void know(ManagerSettings settings) {
        switch (settings) {
            case ManagerSettings.Embedded embedded -> ports.add(embedded.port());
            case ManagerSettings.Ldap ldap ->
                ldap.settings()
                        .servers()
                        .forEach(server -> directories.add(
                                directory(server, ldap.settings().baseDn())));
        }
    }

    Optional<ManagerSettings> read(Section manager) {
        if (secrets.confined() && manager.has("embedded")) {
            manager.problem("embedded", "is a directory in this server, which only the configuration file may have");
            manager.ignore("ldap");
            return Optional.empty();
        }
        Optional<ManagerSettings> embedded = manager.optionalSection("embedded", this::embedded);
        Optional<ManagerSettings> ldap = manager.optionalSection("ldap", this::ldap);
        if (manager.has("embedded") == manager.has("ldap")) {
            manager.problem("embedded", "exactly one of embedded and ldap must be there");
        }
        return embedded.or(() -> ldap);
    }

    private Optional<ManagerSettings> embedded(Section section) {
        int port = section.optionalValue("port", this::freePort).orElse(0);
        String base = section.optionalValue("base_dn", ManagerReader::dn).orElse(ManagerSettings.BASE_DN);
        String bind = section.optionalValue("bind_dn", ManagerReader::dn).orElse("cn=root," + base);
        return section.value("bind_password", secrets.secret())
                .map(password -> new ManagerSettings.Embedded(port, base, bind, password));
    }

    private int freePort(String value) {
        int port = Values.number(0, 65_535).apply(value);
        if (port != 0 && !ports.add(port)) {
            throw new IllegalArgumentException("the port " + port + " is used twice");
        }
        return port;
    }

    private Optional<ManagerSettings> ldap(Section section) {
        section.require("servers");
        List<URI> servers = section.values("servers", ManagerReader::server);
        String base = section.optionalValue("base_dn", ManagerReader::dn).orElse(ManagerSettings.BASE_DN);
        Optional<LdapLogin> login = login(section);
        boolean startTls = section.optionalValue("start_tls", Values::flag).orElse(false);
        Optional<Path> caFile = section.optionalValue("ca_file", secrets.path());
        Optional<EntryLayout> layout = layout(section);
        Timeouts timeouts = timeouts(section);
        Optional<ManagerSettings.Kerberos> kerberos = section.optionalSection("kerberos", this::kerberos);
        if (!checkServers(section, servers, base, startTls) || login.isEmpty() || layout.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ManagerSettings.Ldap(
                new LdapSettings(servers, base, login.get(), startTls, caFile.orElse(null), layout.get(), timeouts),
                kerberos.orElse(null)));
    }

    /// A client certificate where one is given, otherwise a name and a password.
    private Optional<LdapLogin> login(Section section) {
        if (!section.has("client_certificate") && !section.has("client_key")) {
            Optional<String> bind = section.value("bind_dn", ManagerReader::dn);
            return section.value("bind_password", secrets.secret())
                    .flatMap(password -> bind.map(dn -> new LdapLogin.Password(dn, password)));
        }
        Optional<Path> certificate = section.value("client_certificate", secrets.path());
        Optional<Path> key = section.value("client_key", secrets.keyFile());
        for (String other : List.of("bind_dn", "bind_password")) {
            section.ignore(other);
            if (section.has(other)) {
                section.problem(other, "is not for client_certificate: the server knows the name by the certificate");
            }
        }
        return certificate.flatMap(file -> key.map(own -> new LdapLogin.Certificate(file, own)));
    }

    private static Optional<EntryLayout> layout(Section section) {
        EntryLayout usual = EntryLayout.of(
                section.optionalValue("groups", Values.oneOf(GroupLayout.class)).orElse(GroupLayout.RFC2307BIS));
        Function<String, String> text = Values.text(1, 255);
        List<String> users = section.values("user_classes", text);
        List<String> groups = section.values("group_classes", text);
        String home = section.optionalValue("home", text).orElse(usual.home());
        String shell = section.optionalValue("shell", text).orElse(usual.shell());
        try {
            return Optional.of(new EntryLayout(
                    usual.groups(),
                    section.has("user_classes") ? users : usual.userClasses(),
                    section.has("group_classes") ? groups : usual.groupClasses(),
                    home,
                    shell));
        } catch (IllegalArgumentException e) {
            section.problem("groups", "and the keys beside it do not fit: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static Timeouts timeouts(Section section) {
        Timeouts usual = Timeouts.NEARBY;
        return new Timeouts(
                IamReader.time(section, "connect_timeout", usual.connect()),
                IamReader.time(section, "request_timeout", usual.request()),
                IamReader.time(section, "retry_for", usual.retryFor()));
    }

    private Optional<ManagerSettings.Kerberos> kerberos(Section section) {
        Optional<String> realm = section.value("realm", checked(RealmSettings::isRealm, "must be like HADOOP.COM"));
        Optional<Path> file = section.value("config_file", secrets.path());
        Optional<String> administrator = section.value(
                "administrator",
                checked(RealmSettings::isAdministrator, "must be a principal without its realm, like rollcall/admin"));
        Optional<Path> keytab = section.value("keytab", secrets.keyFile());
        if (secrets.confined() && section.has("kadmin")) {
            section.problem("kadmin", "is a program, which only the configuration file may name");
            return Optional.empty();
        }
        Optional<Path> kadmin = section.optionalValue("kadmin", secrets.path());
        if (realm.isEmpty() || file.isEmpty() || administrator.isEmpty() || keytab.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ManagerSettings.Kerberos(
                realm.get(), file.get(), administrator.get(), keytab.get(), kadmin.orElse(null)));
    }

    private static Function<String, String> checked(Predicate<String> rule, String otherwise) {
        return value -> {
            if (!rule.test(value)) {
                throw new IllegalArgumentException(otherwise);
            }
            return value;
        };
    }

    /// Checks whether the servers can be used together.
    private boolean checkServers(Section section, List<URI> servers, String base, boolean startTls) {
        Set<String> schemes = new HashSet<>();
        boolean usable = !servers.isEmpty();
        for (URI server : servers) {
            schemes.add(server.getScheme());
            // Two clusters on one directory would each remove what the other created.
            if (!directories.add(directory(server, base))) {
                section.problem("servers", "name a directory that is used already, with the same base_dn");
            }
        }
        if (section.has("servers") && servers.isEmpty()) {
            section.problem("servers", "must hold at least one usable server");
        }
        if (schemes.size() > 1) {
            section.problem("servers", "must all be ldap:// or all be ldaps://");
            usable = false;
        }
        if (startTls && schemes.contains("ldaps")) {
            section.problem("start_tls", "is only for ldap://");
            usable = false;
        }
        if (!ClearText.isAllowed(section) && !startTls && servers.stream().anyMatch(ClearText::isClear)) {
            ClearText.refuse(section, "servers", "use ldaps:// or start_tls");
            usable = false;
        }
        if (section.has("client_certificate") && !startTls && !schemes.contains("ldaps")) {
            section.problem("client_certificate", "needs ldaps:// or start_tls");
            usable = false;
        }
        return usable;
    }

    private static String directory(URI server, String base) {
        return server + " " + base.toLowerCase(Locale.ROOT).replace(" ", "");
    }

    private static URI server(String value) {
        try {
            URI uri = new URI(value.toLowerCase(Locale.ROOT));
            boolean bare = uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && (uri.getRawPath() == null || uri.getRawPath().isEmpty());
            if (Set.of("ldap", "ldaps").contains(String.valueOf(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getPort() != 0
                    && uri.getPort() < 65_536
                    && bare) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Reported below.
        }
        throw new IllegalArgumentException("must be like ldap://host:389 or ldaps://host:636");
    }

    private static String dn(String value) {
        try {
            if (!new LdapName(value).isEmpty()) {
                return value;
            }
        } catch (InvalidNameException e) {
            // Reported below; the exception's message would repeat the value.
        }
        throw new IllegalArgumentException("must be a DN like dc=hadoop,dc=com");
    }
}
