package io.rollcall.api;

import io.rollcall.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A real nginx on loopback, in front of one server. It has what a package of it has by default, and one port for
/// each way in which it passes requests on.
final class Nginx implements AutoCloseable {
    private final Process process;
    private final List<Integer> ports;

    private Nginx(Process process, List<Integer> ports) {
        this.process = process;
        this.ports = ports;
    }

    /// @param folder an empty one, for everything that it writes
    /// @param ways directives of one `location` each, in which `SERVER` stands for the server behind
    static Nginx before(int server, Path folder, List<String> ways) throws Exception {
        List<Integer> ports = new ArrayList<>();
        StringBuilder servers = new StringBuilder();
        for (String way : ways) {
            int port = Programs.freePort();
            ports.add(port);
            servers.append("server { listen 127.0.0.1:%d; location / { %s } }\n"
                    .formatted(port, way.replace("SERVER", "http://127.0.0.1:" + server)));
        }
        // Started by root it would change to a user who may not write here.
        String user = Programs.root() ? "user root;" : "";
        Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                %s
                pid nginx.pid;
                error_log error.log;
                events {}
                http {
                  access_log off;
                  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
                  uwsgi_temp_path uwsgi; scgi_temp_path scgi;
                  %s
                }
                """.formatted(user, servers));
        Path log = folder.resolve("error.log");
        Process process = Programs.serve(
                log,
                Map.of(),
                List.of("nginx", "-p", folder + "/", "-c", "nginx.conf", "-e", log.toString()),
                () -> ports.stream().allMatch(Programs::listens));
        return new Nginx(process, ports);
    }

    /// The port of one of the ways, by its place in the list.
    int port(int way) {
        return ports.get(way);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }
}
