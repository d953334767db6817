package io.rollcall.api.request;

import io.rollcall.api.error.Language;
import java.util.List;
import java.util.SortedMap;

/// A request as received, before any part of it is trusted.
///
/// @param id the `X-Request-Id` of its answer
/// @param rawPath as in the request line, still percent-encoded
/// @param rawQuery what follows `?`, still percent-encoded; empty if there is none
/// @param headers by name, ignoring case
/// @param address where it came from
/// @param encrypted whether it came to this server in TLS
@SuppressWarnings("ArrayRecordComponent") // Never compared, and a body may have megabytes.
public record ApiRequest(
        String id,
        String method,
        String rawPath,
        String rawQuery,
        SortedMap<String, List<String>> headers,
        byte[] body,
        String address,
        boolean encrypted) {
    /// All values of a header; none if it is absent.
    public List<String> header(String name) {
        return headers.getOrDefault(name, List.of());
    }

    public Language language() {
        return Language.of(String.join(",", header("X-Language")));
    }

    public ApiRequest at(RequestTarget target) {
        return new ApiRequest(id, method, target.rawPath(), rawQuery, target.headers(), body, address, encrypted);
    }

    public ApiRequest withBody(byte[] read) {
        return new ApiRequest(id, method, rawPath, rawQuery, headers, read, address, encrypted);
    }
}
