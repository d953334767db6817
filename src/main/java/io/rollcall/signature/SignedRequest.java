package io.rollcall.signature;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A request as received, before any decoding.
///
/// @param method   as received, for example `POST`
/// @param rawPath  the path of the request line, still percent-encoded
/// @param rawQuery what follows `?`, still percent-encoded; empty if there is none
/// @param headers  all header values by name; names are matched ignoring case
/// @param body     the bytes received, after any transfer coding; not copied, must not change meanwhile
@SuppressWarnings("ArrayRecordComponent") // Never compared, so megabytes are not copied.
public record SignedRequest(
        String method, String rawPath, String rawQuery, Map<String, List<String>> headers, byte[] body) {
    public SignedRequest {
        Map<String, List<String>> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, values) -> byName.computeIfAbsent(name, _ -> new ArrayList<>(values.size()))
                .addAll(values));
        headers = Collections.unmodifiableMap(byName);
    }

    /// All values of one header, in the order received; empty if it is absent.
    List<String> header(String name) {
        return headers.getOrDefault(name, List.of());
    }
}
