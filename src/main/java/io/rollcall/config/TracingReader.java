package io.rollcall.config;

import io.rollcall.cluster.Secret;
import io.rollcall.document.Section;
import io.rollcall.document.Values;
import io.rollcall.tracing.TracingSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads where traces are sent to.
final class TracingReader {
    private static final Pattern RATIO = Pattern.compile("[01]|[01]?\\.[0-9]{1,9}");
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");

    /// Those that the exporter and the HTTP client set.
    private static final Set<String> RESERVED = Set.of(
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "expect",
            "host",
            "transfer-encoding",
            "upgrade");

    private final Secrets secrets;

    TracingReader(Secrets secrets) {
        this.secrets = secrets;
    }

    /// Empty also where the section has no endpoint: then traces are off.
    Optional<TracingSettings> read(Section section) {
        Optional<URI> endpoint = section.optionalValue(
                "endpoint", Values.url("must be the OTLP/HTTP address of a collector, like http://127.0.0.1:4318"));
        double ratio = section.optionalValue("ratio", TracingReader::ratio).orElse(1.0);
        String name = section.optionalValue("service_name", Values.text(1, 255)).orElse(TracingSettings.SERVICE_NAME);
        Map<String, Secret> headers =
                section.optionalSection("headers", this::headers).orElse(Map.of());
        Optional<Path> authority = section.optionalValue("ca_file", secrets.path());
        boolean insecure = ClearText.isAllowed(section);
        if (!insecure && endpoint.isPresent() && ClearText.isClear(endpoint.get())) {
            section.problem(
                    "endpoint",
                    "would send traces in the clear to another machine: use https, or insecure: true beside it");
        }
        return endpoint.map(url -> new TracingSettings(url, ratio, name, headers, authority.orElse(null)));
    }

    private Optional<Map<String, Secret>> headers(Section section) {
        Map<String, Secret> headers = new HashMap<>();
        for (String name : section.keys()) {
            Optional<Secret> value = section.value(name, secrets.secret());
            if (!HEADER.matcher(name).matches()) {
                section.problem(name, "is not the name of an HTTP header");
            } else if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
                section.problem(name, "is a header that Rollcall sets itself");
            } else {
                value.ifPresent(secret -> headers.put(name, secret));
            }
        }
        return Optional.of(headers);
    }

    private static double ratio(String value) {
        double ratio = RATIO.matcher(value).matches() ? Double.parseDouble(value) : -1;
        if (ratio < 0 || ratio > 1) {
            throw new IllegalArgumentException("must be a number from 0 to 1, like 0.1");
        }
        return ratio;
    }
}
