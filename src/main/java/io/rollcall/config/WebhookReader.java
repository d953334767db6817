package io.rollcall.config;

import io.rollcall.cluster.Secret;
import io.rollcall.document.Section;
import io.rollcall.document.Values;
import io.rollcall.monitoring.Webhook;
import io.rollcall.tls.ClientTls;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads the receivers of notifications.
final class WebhookReader {
    private static final int SHORTEST_SECRET = 16;

    private final Secrets secrets;

    WebhookReader(Secrets secrets) {
        this.secrets = secrets;
    }

    Optional<Webhook> read(Section section) {
        Optional<URI> url =
                section.value("url", Values.urlWithQuery("must be like https://hooks.example.com/rollcall"));
        Optional<Secret> secret = section.value("secret", secrets.secret());
        if (secret.isPresent() && secret.get().reveal().length() < SHORTEST_SECRET) {
            section.problem("secret", "must have at least %d characters".formatted(SHORTEST_SECRET));
        }
        List<Webhook.Event> events = section.values("events", Values.oneOf(Webhook.Event.class));
        Optional<Path> authority = section.optionalValue("ca_file", secrets.path());
        boolean insecure = ClearText.isAllowed(section);
        if (!insecure && url.isPresent() && ClearText.isClear(url.get())) {
            section.problem(
                    "url", "would send names in the clear to another machine: use https, or insecure: true beside it");
        }
        if (url.isEmpty() || secret.isEmpty()) {
            return Optional.empty();
        }
        Set<Webhook.Event> wanted = events.isEmpty() ? EnumSet.allOf(Webhook.Event.class) : EnumSet.copyOf(events);
        return Optional.of(
                new Webhook(url.get(), secret.get(), wanted, new ClientTls(authority.orElse(null), null, null)));
    }
}
