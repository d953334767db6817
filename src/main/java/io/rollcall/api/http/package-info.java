/// The wire below the routes: connections, TLS, deadlines, HTTP/1.0 and 1.1, and the answers to bytes that are no
/// request. Read [io.rollcall.api.http.HttpListener] first.
@NullMarked
package io.rollcall.api.http;

import org.jspecify.annotations.NullMarked;
