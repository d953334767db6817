package io.rollcall.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.rollcall.api.error.ApiException;
import io.rollcall.api.request.Endpoint;
import io.rollcall.api.request.Query;
import io.rollcall.api.request.RequestTarget;
import io.rollcall.api.request.Route;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Targets and queries of whatever bytes: a route with sound ids, none, or a documented 4xx.
public final class TargetFuzz {
    private TargetFuzz() {}

    /// Called by the fuzzer: a target, and behind a line end the value of Host.
    public static void fuzzerTestOneInput(byte[] data) {
        String[] parts = new String(data, ISO_8859_1).split("\n", 2);
        String host = parts.length > 1 ? parts[1] : "mrs.example.com";
        try {
            RequestTarget target =
                    RequestTarget.of(parts[0], new TreeMap<>(Map.of("Host", List.of(host))), data.length % 2 == 0);
            int question = target.rawPath().indexOf('?');
            String path = question < 0 ? target.rawPath() : target.rawPath().substring(0, question);
            for (Endpoint endpoint : Endpoint.values()) {
                Route.of(endpoint.method(), path).ifPresent(TargetFuzz::check);
            }
            Query query = new Query(question < 0 ? "" : target.rawPath().substring(question + 1));
            query.limit();
            query.rowMarker();
            query.since();
            query.refuse();
        } catch (ApiException e) {
            if (e.code().status() / 100 != 4) {
                throw new IllegalStateException("not a 4xx", e);
            }
        }
    }

    private static void check(Route route) {
        route.checked();
        if (!route.project().matches("[A-Za-z0-9_-]{1,64}") || !route.cluster().matches("[A-Za-z0-9_-]{1,64}")) {
            throw new IllegalStateException("ids that were checked and are none");
        }
    }
}
