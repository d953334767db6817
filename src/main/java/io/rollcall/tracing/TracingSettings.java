package io.rollcall.tracing;

import io.rollcall.cluster.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where traces are sent to, and how much of them.
///
/// @param endpoint of the collector, OTLP over HTTP; `/v1/traces` follows
/// @param ratio which part of the traces that begin here is recorded, 0 to 1
/// @param serviceName what this server is called in traces
/// @param headers sent with each export, read anew for each
/// @param caFile certificates of trusted authorities; null for those that the runtime trusts
public record TracingSettings(
        URI endpoint,
        double ratio,
        String serviceName,
        Map<String, Secret> headers,
        @Nullable Path caFile) {
    /// The default name.
    public static final String SERVICE_NAME = "rollcall";

    public TracingSettings {
        // Written so that NaN is refused too.
        if (!(ratio >= 0 && ratio <= 1)) {
            throw new IllegalArgumentException("the ratio must be from 0 to 1");
        }
        headers = Map.copyOf(headers);
    }

    /// The address that spans are sent to.
    public String url() {
        String base = endpoint.toString();
        return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + "/v1/traces";
    }
}
