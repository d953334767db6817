package io.rollcall.api.request;

import io.rollcall.api.error.ApiException;
import io.rollcall.api.error.ErrorCode;
import io.rollcall.api.error.Message;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The target of a request: the path, and headers whose `Host` is valid.
///
/// A client that uses a proxy sends the whole URL as its target. A server has to accept that, and to believe the
/// URL instead of the `Host` header (RFC 9112, 3.2.2).
///
/// @param rawPath still percent-encoded
/// @param headers by name, ignoring case; a `Host` among them is that of the request
public record RequestTarget(String rawPath, SortedMap<String, List<String>> headers) {
    private static final Pattern ABSOLUTE =
            Pattern.compile("https?://([^/]*)(/.*)?", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final Pattern HOST =
            Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._~!$&'()*+,;=%-]+)(:[0-9]{0,5})?");

    /// Nearly all requests name one and the same host.
    private static volatile String lastHost = "localhost";

    /// @param target the path of the request line
    /// @throws ApiException 400 for what is no host, for two, and for none in HTTP/1.1
    public static RequestTarget of(String target, SortedMap<String, List<String>> headers, boolean http10) {
        Matcher absolute = ABSOLUTE.matcher(target);
        if (target.startsWith("/") || !absolute.matches()) {
            check(headers.getOrDefault("Host", List.of()), http10);
            return new RequestTarget(target, headers);
        }
        SortedMap<String, List<String>> corrected = new TreeMap<>(headers);
        corrected.put("Host", List.of(absolute.group(1)));
        check(corrected.getOrDefault("Host", List.of()), http10);
        return new RequestTarget(absolute.group(2) == null ? "/" : absolute.group(2), corrected);
    }

    private static boolean names(String host) {
        if (host.equals(lastHost)) {
            return true;
        }
        boolean valid = HOST.matcher(host.strip()).matches();
        if (valid) {
            lastHost = host;
        }
        return valid;
    }

    private static void check(List<String> hosts, boolean http10) {
        if (hosts.isEmpty() && http10) {
            return;
        }
        if (hosts.size() != 1 || !names(hosts.getFirst())) {
            throw new ApiException(
                    ErrorCode.REQUEST_MALFORMED,
                    new Message("A request needs one Host header that names a host.", "请求必须包含一个有效的Host头。"));
        }
    }
}
