package io.rollcall.config;

import io.rollcall.cluster.Loopback;
import io.rollcall.database.PostgresSettings;
import io.rollcall.document.Section;
import io.rollcall.document.Values;
import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.monitoring.Webhook;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/// Connections that would send passwords in clear text. They are refused unless they stay on this machine, or
/// `insecure: true` stands beside the server; then they are named at every start.
public final class ClearText {
    private ClearText() {}

    /// Connections to other machines that the configuration allows in clear text: one phrase each, like `the
    /// directory ldap://ldap.example.com of the cluster c1`.
    public static List<String> of(Configuration configuration) {
        List<String> open = new ArrayList<>();
        if (configuration.iam().source() instanceof IamSettings.OverHttp(var settings) && isClear(settings.url())) {
            open.add("the IAM " + settings.url());
        }
        configuration.clusters().forEach(cluster -> open.addAll(of(cluster)));
        for (Webhook receiver : configuration.webhooks()) {
            if (isClear(receiver.url())) {
                open.add("the webhook at " + receiver.url().getHost());
            }
        }
        configuration
                .tracing()
                .filter(tracing -> isClear(tracing.endpoint()))
                .ifPresent(tracing ->
                        open.add("the traces to " + tracing.endpoint().getHost()));
        configuration
                .database()
                .filter(database -> !database.isPrivate())
                .ifPresent(database -> open.add("the database " + withoutParameters(database)));
        return open;
    }

    /// The same of one cluster.
    public static List<String> of(ClusterSettings cluster) {
        return cluster.manager() instanceof ManagerSettings.Ldap ldap
                ? clear(ldap.settings()).stream()
                        .map(server -> "the directory " + server + " of the cluster "
                                + cluster.cluster().id())
                        .toList()
                : List.of();
    }

    private static String withoutParameters(PostgresSettings database) {
        return database.url().replaceFirst("\\?.*", "");
    }

    /// Servers of a directory on other machines whose connections are not encrypted.
    private static List<URI> clear(LdapSettings settings) {
        return settings.startTls()
                ? List.of()
                : settings.servers().stream().filter(ClearText::isClear).toList();
    }

    static boolean isClear(URI server) {
        return List.of("ldap", "http").contains(server.getScheme()) && !Loopback.is(server);
    }

    /// Whether the key `insecure` of a section exists and is true.
    static boolean isAllowed(Section section) {
        return section.optionalValue("insecure", Values::flag).orElse(false);
    }

    /// Records that a server needs encryption.
    static void refuse(Section section, String key, String remedy) {
        section.problem(
                key,
                "would send a password in the clear to another machine: " + remedy + ", or insecure: true beside it");
    }
}
