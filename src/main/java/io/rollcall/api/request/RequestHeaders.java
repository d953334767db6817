package io.rollcall.api.request;

import io.rollcall.api.error.ApiException;
import io.rollcall.api.error.ErrorCode;
import io.rollcall.api.error.Message;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// What headers say about the connection and about the transfer of a body.
public final class RequestHeaders {
    private RequestHeaders() {}

    /// Whether the client announced that the answer ends its connection (RFC 9112, 9.6).
    public static boolean wantsClose(List<String> connection) {
        return !connection.isEmpty() && words(connection).anyMatch("close"::equals);
    }

    /// @throws ApiException 400 where the end of the body cannot be known: HTTP/1.0 has no chunks (RFC 9112, 6.1)
    public static void checkTransfer(ApiRequest request, boolean http10) {
        if (http10 && !request.header("Transfer-Encoding").isEmpty()) {
            throw new ApiException(
                    ErrorCode.REQUEST_MALFORMED,
                    new Message("HTTP/1.0 has no Transfer-Encoding.", "HTTP/1.0不支持Transfer-Encoding。"));
        }
    }

    /// @throws ApiException 415 for a body that is compressed or encoded in any other way (RFC 9110, 15.5.16)
    public static void checkEncoding(ApiRequest request) {
        if (words(request.header("Content-Encoding")).anyMatch(encoding -> !encoding.equals("identity"))) {
            throw new ApiException(
                    ErrorCode.BODY_ENCODED,
                    new Message(
                            "Content-Encoding is not supported: send the body uncompressed.",
                            "不支持Content-Encoding：请发送未压缩的请求体。"));
        }
    }

    /// @throws ApiException 413 for a body that is announced to be too large, before any of it is read
    public static void checkLength(ApiRequest request) {
        boolean tooLarge = request.header("Content-Length").stream()
                .map(String::strip)
                .anyMatch(length -> length.length() > 9 || Integer.parseInt(length) > BodyReader.MAXIMUM);
        if (tooLarge) {
            throw new ApiException(ErrorCode.BODY_TOO_LARGE);
        }
    }

    /// Of a header that is a list, in lower case.
    private static Stream<String> words(List<String> values) {
        return values.stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(word -> word.strip().toLowerCase(Locale.ROOT))
                .filter(word -> !word.isEmpty());
    }
}
