package io.rollcall.benchmarks.bare;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;

/// An endpoint of Rollcall's HTTP engine that gives each request the same answer, of the size of a status, and looks
/// at nothing.
public final class Bare {
    private static final String ANSWER = "{\"is_synchronous\":true}";

    private Bare() {}

    /// Prints its port, and serves until it is killed.
    public static void main(String[] arguments) {
        WebServer server = WebServer.builder()
                .host("127.0.0.1")
                .port(0)
                .protocolsDiscoverServices(true)
                .routing(routing -> routing.any((request, response) -> {
                    response.header(HeaderNames.CONTENT_TYPE, "application/json");
                    response.send(ANSWER);
                }))
                .build()
                .start();
        System.out.println(server.port());
    }
}
