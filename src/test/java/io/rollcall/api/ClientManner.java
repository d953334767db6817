package io.rollcall.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How each client puts a request together: which headers it sends, in which order and spelling, which of them it
/// signs, what it hashes, how it writes JSON and how it sends a body. Written from what the clients do; a test
/// that passes with these requests is one that the clients pass.
enum ClientManner {
    /// Signs `Host`, and never `Content-Type`. Sends bodies in chunks.
    JAVA(
            "Authorization User-Agent Host X-Project-Id X-Sdk-Date Content-Type Connection Accept-Encoding",
            Json.ESCAPED) {
        @Override
        boolean signs(String header) {
            return List.of("host", "user-agent", "x-project-id", "x-sdk-date").contains(header);
        }

        @Override
        boolean chunks() {
            return true;
        }
    },
    /// Signs everything that it sets itself, `content-type` too. Its HTTP client ends each connection.
    NODE("Accept content-type User-Agent X-Project-Id X-Sdk-Date host Authorization Connection", Json.PLAIN) {
        @Override
        boolean signs(String header) {
            return List.of("content-type", "host", "user-agent", "x-project-id", "x-sdk-date")
                    .contains(header);
        }
    },
    /// Signs everything that it sets itself, and the path as it reads when it is decoded.
    PYTHON(
            "User-Agent Accept-Encoding Accept Connection Content-Type X-Project-Id X-Sdk-Date Host Authorization",
            Json.ESCAPED) {
        @Override
        boolean signs(String header) {
            return List.of("content-type", "host", "user-agent", "x-project-id", "x-sdk-date")
                    .contains(header);
        }

        @Override
        String signedPath(String path) {
            return URLDecoder.decode(path, UTF_8);
        }
    },
    /// Never signs `Host`.
    GO("Host User-Agent Authorization Content-Type X-Project-Id X-Sdk-Date Accept-Encoding", Json.PLAIN) {
        @Override
        boolean signs(String header) {
            return List.of("user-agent", "x-project-id", "x-sdk-date").contains(header);
        }
    },
    /// Never signs `Host`, and no body that is JSON: it signs that it does not.
    PHP("Host Content-Type User-Agent X-Project-Id X-Sdk-Content-Sha256 X-Sdk-Date Authorization", Json.SLASHES) {
        @Override
        boolean signs(String header) {
            return List.of("content-type", "user-agent", "x-project-id", "x-sdk-content-sha256", "x-sdk-date")
                    .contains(header);
        }
    },
    /// Never signs `Host`, and adds `X-Project-Id` when everything is signed.
    TERRAFORM("Host User-Agent Accept Authorization Content-Type X-Project-Id X-Sdk-Date Accept-Encoding", Json.PLAIN) {
        @Override
        boolean signs(String header) {
            return List.of("accept", "content-type", "user-agent", "x-sdk-date").contains(header);
        }
    },
    /// Signs and sends `Host` without a port.
    DOTNET("User-Agent X-Project-Id X-Sdk-Date host Authorization Content-Type", Json.PLAIN) {
        @Override
        boolean signs(String header) {
            return List.of("host", "user-agent", "x-project-id", "x-sdk-date").contains(header);
        }

        @Override
        String host(int port) {
            return "127.0.0.1";
        }
    };

    /// How a client writes the texts of JSON.
    private enum Json {
        PLAIN,
        /// What is not ASCII as `\u5f20`.
        ESCAPED,
        /// The same, and `/` as `\/`.
        SLASHES
    }

    private final String order;
    private final Json json;

    ClientManner(String order, Json json) {
        this.order = order;
        this.json = json;
    }

    /// @param header in lower case
    abstract boolean signs(String header);

    /// Whether it sends bodies in chunks, where others announce a length.
    boolean chunks() {
        return false;
    }

    String signedPath(String path) {
        return path;
    }

    String host(int port) {
        return "127.0.0.1:" + port;
    }

    /// A body as it is sent.
    String body(String plainJson) {
        return switch (json) {
            case PLAIN -> plainJson;
            case ESCAPED -> escaped(plainJson);
            case SLASHES -> escaped(plainJson).replace("/", "\\/");
        };
    }

    /// The headers of a request by their names on the wire, in their order there.
    ///
    /// @param signedBody what is hashed; empty if there is no body
    Map<String, String> headers(Signing signing, String method, String target, String host, String signedBody) {
        Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        values.put("Host", host);
        values.put("User-Agent", "huaweicloud-usdk-" + name().toLowerCase(Locale.ROOT) + "/3.0");
        values.put("X-Project-Id", signing.project());
        values.put("X-Sdk-Date", signing.date());
        values.put("X-Sdk-Content-Sha256", "UNSIGNED-PAYLOAD");
        boolean plain = method.equals("GET") || this == NODE || this == PHP || this == TERRAFORM;
        values.put("Content-Type", plain ? "application/json" : "application/json;charset=UTF-8");
        values.put("Connection", this == NODE ? "close" : "Keep-Alive");
        values.put("Accept", this == TERRAFORM ? "application/json" : "*/*");
        values.put("Accept-Encoding", "gzip");
        List<String> names = List.of(order.split(" "));
        SortedMap<String, String> signed = new TreeMap<>();
        values.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (signs(lower) && names.stream().anyMatch(lower::equalsIgnoreCase)) {
                signed.put(lower, value);
            }
        });
        String hash = signed.getOrDefault("x-sdk-content-sha256", Signing.sha256(signedBody.getBytes(UTF_8)));
        values.put("Authorization", signing.authorization(canonical(method, target, signed, hash), signed.keySet()));
        Map<String, String> sent = new LinkedHashMap<>();
        names.forEach(name -> sent.put(name, values.getOrDefault(name, "")));
        return sent;
    }

    private String canonical(String method, String target, SortedMap<String, String> signed, String hash) {
        int question = target.indexOf('?');
        String path = signedPath(question < 0 ? target : target.substring(0, question));
        String uri = Stream.of(path.split("/", -1)).map(ClientManner::encoded).collect(Collectors.joining("/"));
        String query = question < 0
                ? ""
                : Stream.of(target.substring(question + 1).split("&", -1))
                        .map(pair -> pair.split("=", 2))
                        .map(pair -> encoded(URLDecoder.decode(pair[0], UTF_8)) + "="
                                + encoded(URLDecoder.decode(pair[1], UTF_8)))
                        .sorted()
                        .collect(Collectors.joining("&"));
        String headers = signed.entrySet().stream()
                .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                .collect(Collectors.joining());
        return String.join(
                "\n",
                method,
                uri.endsWith("/") ? uri : uri + "/",
                query,
                headers,
                String.join(";", signed.keySet()),
                hash);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private static String escaped(String text) {
        StringBuilder result = new StringBuilder();
        text.chars()
                .forEach(c -> result.append(
                        US_ASCII.newEncoder().canEncode((char) c) ? String.valueOf((char) c) : "\\u%04x".formatted(c)));
        return result.toString();
    }
}
