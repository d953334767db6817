package io.rollcall.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;

/// Sends requests over a socket exactly as one client library does.
///
/// @param host what the client believes the server's name to be
/// @param chunked whether bodies are sent in chunks
record MannerClient(int port, ClientManner manner, Signing signing, String host, boolean chunked) {
    static MannerClient of(int port, ClientManner manner, Signing signing) {
        return new MannerClient(port, manner, signing, manner.host(port), manner.chunks());
    }

    MannerClient with(Signing other) {
        return new MannerClient(port, manner, other, host, chunked);
    }

    /// The same with bodies sent the other way, in chunks or with their length.
    MannerClient framedOtherwise() {
        return new MannerClient(port, manner, signing, host, !chunked);
    }

    MannerClient believing(String otherHost) {
        return new MannerClient(port, manner, signing, otherHost, chunked);
    }

    Reply get(String target) {
        return send(request("GET", target, ""));
    }

    Reply post(String target, String json) {
        return send(request("POST", target, json));
    }

    Reply delete(String target, String json) {
        return send(request("DELETE", target, json));
    }

    /// @param text a whole request
    Reply send(String text) {
        try (RawConnection connection = RawConnection.to(port)) {
            return connection.send(text).read();
        }
    }

    /// A whole request, signed.
    ///
    /// @param json empty if there is no body
    String request(String method, String target, String json) {
        String body = manner.body(json);
        return assembled(method, target, manner.headers(signing, method, target, host, body), body);
    }

    /// The same where the client sends another body than it signed.
    String requestWithOtherBody(String method, String target, String signedBody, String sentBody) {
        return assembled(method, target, manner.headers(signing, method, target, host, signedBody), sentBody);
    }

    private String assembled(String method, String target, Map<String, String> headers, String body) {
        StringBuilder text = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        headers.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        int length = body.getBytes(UTF_8).length;
        if (length > 0 && chunked) {
            return text + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(length) + "\r\n" + body
                    + "\r\n0\r\n\r\n";
        }
        if (length > 0 || method.equals("POST")) {
            text.append("Content-Length: ").append(length).append("\r\n");
        }
        return text + "\r\n" + body;
    }
}
